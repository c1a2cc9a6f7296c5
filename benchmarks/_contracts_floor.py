"""The floor of `benchmarks.contracts`: the same document by typst, signed and checked by pyHanko alone.

All of it in this process: no bounds, no process of its own, no visible seal, no time stamp, no data of
revocation inside the document, no check of what else a document holds.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from typing import Any

import typst
from asn1crypto import keys, pem, x509
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import signers
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

from workflows.business.certificates.values import SigningMaterial
from workflows.business.typesetting import setting
from workflows.business.typesetting.fonts import font_folder


def typeset(data: Mapping[str, Any]) -> bytes:
    """Return the contract as a PDF."""
    folder = setting.TEMPLATES
    made = typst.compile(
        folder / "contract.typ", root=folder, font_paths=[str(font_folder())], ignore_system_fonts=True,
        format="pdf", sys_inputs={"data": json.dumps(data, ensure_ascii=False)}, pdf_standards="a-2b",
    )  # fmt: skip
    assert isinstance(made, bytes)
    return made


def sign(pdf: bytes, hands: Sequence[SigningMaterial]) -> bytes:
    """Return the document with a signature of each."""
    for number, material in enumerate(hands):
        known = SimpleCertificateStore()  # type: ignore[no-untyped-call]
        known.register(_certificate(material.authority_pem))
        signer = signers.SimpleSigner(
            signing_cert=_certificate(material.certificate_pem),
            signing_key=keys.PrivateKeyInfo.load(pem.unarmor(material.private_pem.encode())[2]),
            cert_registry=known,
        )
        metadata = signers.PdfSignatureMetadata(field_name=f"floor{number}", md_algorithm="sha256")
        signed: io.BytesIO = signers.sign_pdf(
            IncrementalPdfFileWriter(io.BytesIO(pdf)), metadata, signer=signer
        )
        pdf = signed.getvalue()
    return pdf


def verify(pdf: bytes, authority: str) -> list[bool]:
    """Return of each signature whether it is valid and trusted."""
    trusts = ValidationContext(trust_roots=[_certificate(authority)], allow_fetching=False)
    embedded = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
    said = [validate_pdf_signature(one, trusts) for one in embedded]
    return [bool(one.intact and one.valid and one.trusted) for one in said]


def _certificate(text: str) -> x509.Certificate:
    return x509.Certificate.load(pem.unarmor(text.encode())[2])
