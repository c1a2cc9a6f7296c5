"""Signing a document with what the platform keeps: certificate, time stamp, revocation list."""

from __future__ import annotations

from collections.abc import Sequence

from workflows.business.certificates.operations import own_certificate, revocation_list, signing_material
from workflows.business.pdf_signatures import issued
from workflows.business.pdf_signatures.values import SignaturePlace
from workflows.ground.work import Work


def with_places(pdf: bytes, places: Sequence[SignaturePlace]) -> bytes:
    """Return the document with an empty field for every signature: all of them before the first is made."""
    from workflows.business.pdf_signatures import making  # noqa: PLC0415

    return making.with_places(pdf, places)


def sign(
    work: Work,
    secret_key: str,
    pdf: bytes,
    *,
    field: str,
    serial: str,
    picture: bytes,
    reason: str,
    reference: str,
    is_first: bool,
    is_last: bool,
) -> bytes:
    """Return the document signed at one field by a certificate, and note that it was issued.

    Raises: NotFound; InvalidState: the certificate is revoked or has run out.
    """
    from workflows.business.pdf_signatures import making  # noqa: PLC0415

    signer = signing_material(work, secret_key, serial)
    service = own_certificate(work, secret_key, "time_stamp")
    signed = making.sign(
        pdf,
        making.Signing(
            field=field,
            reason=reason,
            picture=picture,
            certify=is_first,
            at=work.now,
            signer=signer,
            time_stamp=signing_material(work, secret_key, service.serial),
            revocation_list=revocation_list(work, secret_key),
        ),
    )
    issued.note(work, signed, reference=reference, complete=is_last)
    return signed
