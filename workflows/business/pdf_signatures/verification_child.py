"""Reads the signatures of the PDF on standard input, in a process that may take so much and no more.

Its argument is a file of JSON: the certificates of the platform's authorities. The answer is one line of
JSON: {refused} or {signatures: […], empty: [field, …]}. It only says what it sees; what follows is decided
outside (`verdicts`), and so is whether a certificate was revoked: the platform itself keeps that list.
"""

from __future__ import annotations

import io
import json
import logging
import sys
from pathlib import Path
from typing import Any

from forms.reading_apart import begin

MAX_MEMORY_BYTES = 1024 * 1024 * 1024
MAX_CPU_SECONDS = 20
MAX_SIGNATURES = 12


def seen(content: bytes, authorities: list[str]) -> dict[str, Any]:
    """Return what the signatures of a document say, each checked with the platform's authority."""
    from asn1crypto import pem, x509  # noqa: PLC0415  # all of it comes under the bounds
    from pyhanko.pdf_utils.reader import PdfFileReader  # noqa: PLC0415
    from pyhanko.sign.fields import enumerate_sig_fields  # noqa: PLC0415

    reader = PdfFileReader(io.BytesIO(content))
    names = [(name, value) for name, value, _field in enumerate_sig_fields(reader)]
    signed = reader.embedded_signatures
    if len(names) > MAX_SIGNATURES or len(signed) > MAX_SIGNATURES:
        return {"refused": "too_large"}
    roots = [x509.Certificate.load(pem.unarmor(one.encode())[2]) for one in authorities]
    return {
        "signatures": [_one(content, one, roots) for one in signed],
        "empty": [name for name, value in names if value is None],
    }


def _one(content: bytes, embedded: Any, roots: list[Any]) -> dict[str, Any]:
    """Return what one signature says; what it stumbles over is `broken`, which nobody takes for right."""
    from pyhanko.sign.validation import validate_pdf_signature  # noqa: PLC0415

    certificate = embedded.signer_cert
    said: dict[str, Any] = {
        "field": embedded.field_name,
        "signer": certificate.subject.native.get("common_name", ""),
        "code": certificate.subject.native.get("serial_number", ""),
        "serial": f"{certificate.serial_number:x}",
        "fingerprint": certificate.sha256.hex(),
        "canonical": _is_canonical(content, embedded),
        "signed_at": None,
        "broken": False,
    }
    try:
        stamped = _stamped_at(embedded)
        status = validate_pdf_signature(embedded, _context(roots, stamped), _context(roots, stamped))
    except Exception:  # noqa: BLE001  # a signature that cannot be checked is not right, whatever it is
        return said | {"broken": True}
    stamp = status.timestamp_validity
    return said | {
        "intact": bool(status.intact and status.valid),
        "unchanged": bool(
            status.docmdp_ok
            and status.modification_level is not None
            and status.modification_level.name in ("NONE", "LTA_UPDATES", "FORM_FILLING")
        ),
        "coverage": status.coverage.name if status.coverage is not None else "",
        "trusted": bool(status.trusted),
        "stamped": bool(stamp is not None and stamp.intact and stamp.valid and stamp.trusted),
        "signed_at": stamp.timestamp.isoformat() if stamp is not None else None,
    }


def _stamped_at(embedded: Any) -> Any:
    """Return the moment that the signature's own time stamp claims, which is checked like the rest."""
    for attribute in embedded.signer_info["unsigned_attrs"]:
        if attribute["type"].native == "signature_time_stamp_token":
            stamp = attribute["values"][0]["content"]["encap_content_info"]["content"].parsed
            return stamp["gen_time"].native
    return None


def _context(roots: list[Any], moment: Any) -> Any:
    """Return who is trusted: the platform's authority alone, as it stood when the stamp was made."""
    from pyhanko_certvalidator import ValidationContext  # noqa: PLC0415

    return ValidationContext(
        trust_roots=roots,
        allow_fetching=False,
        revocation_mode="soft-fail",
        moment=moment,
    )


def _is_canonical(content: bytes, embedded: Any) -> bool:
    """Tell whether what no signature covers is written in the one way: its digits, and zeros behind them."""
    from asn1crypto import parser  # noqa: PLC0415

    covered = list(embedded.byte_range)
    if len(covered) != 4 or covered[0] != 0:
        return False
    hole = content[covered[1] : covered[2]]
    digits = embedded.pkcs7_content.hex().encode()
    if hole not in (b"<" + digits + b">", b"<" + digits.upper() + b">"):
        return False
    length = parser.peek(embedded.pkcs7_content)
    return not any(embedded.pkcs7_content[length:])


def answer(content: bytes, authorities: list[str]) -> dict[str, Any]:
    """Return what is seen, or why nothing is: what the reader stumbles over is damaged, or made to harm."""
    try:
        return seen(content, authorities)
    except MemoryError:
        return {"refused": "too_large"}
    except Exception:  # noqa: BLE001  # in whatever way it stumbles
        return {"refused": "unreadable"}


def _main() -> None:
    begin(memory_bytes=MAX_MEMORY_BYTES, cpu_seconds=MAX_CPU_SECONDS)
    logging.disable()  # only the answer counts
    authorities = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    sys.stdout.write(json.dumps(answer(sys.stdin.buffer.read(), authorities)))


if __name__ == "__main__":
    _main()
