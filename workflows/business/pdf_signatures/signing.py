"""Signing a document with what the platform keeps: certificate, time stamp, revocation list."""

from __future__ import annotations

from collections.abc import Sequence

from workflows.business.certificates.operations import own_certificate, revocation_list, signing_material
from workflows.business.pdf_signatures import issued
from workflows.business.pdf_signatures.values import SignatureOrder, SignaturePlace
from workflows.ground.work import Work


def with_places(pdf: bytes, places: Sequence[SignaturePlace]) -> bytes:
    """Return the document with an empty field for every signature: all of them before the first is made."""
    from workflows.business.pdf_signatures import making  # noqa: PLC0415

    return making.with_places(pdf, places)


def sign(work: Work, secret_key: str, pdf: bytes, order: SignatureOrder) -> bytes:
    """Return the document signed at one field by a certificate, and note that it was issued.

    Raises: NotFound; InvalidState: the certificate is revoked or has run out.
    """
    from workflows.business.pdf_signatures import making  # noqa: PLC0415

    service = own_certificate(work, secret_key, "time_stamp")
    signing = making.Signing(
        field=order.field,
        reason=order.reason,
        picture=order.picture,
        certify=order.is_first,
        at=work.now,
        signer=signing_material(work, secret_key, order.serial),
        time_stamp=signing_material(work, secret_key, service.serial),
        revocation_list=revocation_list(work, secret_key),
    )
    signed = making.sign(pdf, signing)
    issued.note(work, signed, reference=order.reference, complete=order.is_last)
    return signed
