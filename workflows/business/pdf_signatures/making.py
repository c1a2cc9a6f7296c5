"""Signatures as such, with pyHanko: imported where one is made, because it is heavy."""

from __future__ import annotations

import io
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from asn1crypto import crl, keys, pem, x509
from PIL import Image
from pyhanko.pdf_utils.images import PdfImage
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.sign.signers.pdf_signer import DSSContentSettings, PdfSigningSession, SigDSSPlacementPreference
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

from workflows.business.certificates.values import SigningMaterial
from workflows.business.pdf_signatures.values import SignaturePlace

_POINTS_PER_MILLIMETRE = 72 / 25.4
_LONGEST_EDGE = 500
"""Of a seal's picture within a document: 300 dots to the inch at 42 mm."""

# It warns that revocation lists are not fetched: they are our own, and handed over.
logging.getLogger("pyhanko.sign.validation").setLevel(logging.ERROR)
logging.getLogger("pyhanko.sign.signers.pdf_signer").setLevel(logging.ERROR)


@dataclass(frozen=True, slots=True)
class Signing:
    """What one signature is made of. `certify`: the first, which permits only to fill the other fields."""

    field: str
    reason: str
    picture: bytes
    certify: bool
    at: datetime
    signer: SigningMaterial
    time_stamp: SigningMaterial
    revocation_list: bytes


class _Signer(signers.PdfSigner):
    """Signs at a moment that the caller decides: the transaction's, as everything else in it."""

    at: datetime

    def init_signing_session(
        self, pdf_out: BasePdfFileWriter, existing_fields_only: bool = False
    ) -> PdfSigningSession:
        session = super().init_signing_session(pdf_out, existing_fields_only)
        session.system_time = self.at
        return session


def with_places(pdf: bytes, places: Sequence[SignaturePlace]) -> bytes:
    """Return the document with an empty field for every signature on its last page."""
    target = io.BytesIO(pdf)
    writer = IncrementalPdfFileWriter(target)
    for one in places:
        left, bottom = one.left * _POINTS_PER_MILLIMETRE, one.bottom * _POINTS_PER_MILLIMETRE
        edge = one.edge * _POINTS_PER_MILLIMETRE
        box = (round(left), round(bottom), round(left + edge), round(bottom + edge))
        fields.append_signature_field(writer, fields.SigFieldSpec(one.field, on_page=-1, box=box))
    writer.write_in_place()  # type: ignore[no-untyped-call]
    return target.getvalue()


def sign(pdf: bytes, signing: Signing) -> bytes:
    """Return the document with one field filled: a seal that is seen, a signature, and its time stamp."""
    roots = [_certificate(one.authority_pem) for one in (signing.signer, signing.time_stamp)]
    known = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    known.register_multiple(roots)
    signer = _Signer(
        _metadata(signing, roots),
        signer=signers.SimpleSigner(
            signing_cert=_certificate(signing.signer.certificate_pem),
            signing_key=_private(signing.signer.private_pem),
            cert_registry=known,
        ),
        # The library calls it so because it asks nobody; the certificate is that of the platform's service.
        timestamper=DummyTimeStamper(
            _certificate(signing.time_stamp.certificate_pem),
            _private(signing.time_stamp.private_pem),
            certs_to_embed=known,
            fixed_dt=signing.at,
        ),
        stamp_style=StaticStampStyle(
            background=PdfImage(_picture(signing.picture)), border_width=0, background_opacity=1
        ),
    )
    signer.at = signing.at
    signed: io.BytesIO = signer.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)), existing_fields_only=True)
    return signed.getvalue()


def _metadata(signing: Signing, roots: Sequence[x509.Certificate]) -> signers.PdfSignatureMetadata:
    """Return what a signature says of itself, with all that it takes to check it later (DSS) inside it."""
    validation = ValidationContext(
        trust_roots=roots,
        crls=[crl.CertificateList.load(signing.revocation_list)],
        allow_fetching=False,
        revocation_mode="hard-fail",
        moment=signing.at,
    )
    return signers.PdfSignatureMetadata(
        field_name=signing.field,
        subfilter=fields.SigSeedSubFilter.PADES,
        md_algorithm="sha256",
        reason=signing.reason,
        embed_validation_info=True,
        validation_context=validation,
        certify=signing.certify,
        docmdp_permissions=fields.MDPPerm.FILL_FORMS,
        dss_settings=DSSContentSettings(
            include_vri=False, placement=SigDSSPlacementPreference.TOGETHER_WITH_SIGNATURE
        ),
    )


def _picture(content: bytes) -> Image.Image:
    with Image.open(io.BytesIO(content)) as opened:
        picture = opened.convert("RGBA")
    picture.thumbnail((_LONGEST_EDGE, _LONGEST_EDGE))
    return picture


def _certificate(text: str) -> x509.Certificate:
    return x509.Certificate.load(pem.unarmor(text.encode())[2])


def _private(text: str) -> keys.PrivateKeyInfo:
    return keys.PrivateKeyInfo.load(pem.unarmor(text.encode())[2])
