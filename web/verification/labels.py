"""The words of verified files, with the tones of their badges."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from web.contracts.labels import PARTIES
from workflows.business.contracts.documents import FIELDS as FIELD_OF

VERDICTS: dict[str, tuple[Any, str, Any]] = {
    "genuine": (
        _l("Genuine and unchanged"),
        "success",
        _l("This is exactly the file that the platform issued, with all its signatures."),
    ),
    "incomplete": (
        _l("Not all have signed"),
        "warning",
        _l("What is signed is unchanged, but a signature is missing: the file is no complete contract."),
    ),
    "changed": (
        _l("Changed after signing"),
        "danger",
        _l("This is not the file that the platform issued. Do not rely on it."),
    ),
    "stranger": (
        _l("Signed by somebody else's certificate"),
        "danger",
        _l("The certificate was not issued by the platform, whatever name it bears. Do not rely on it."),
    ),
    "revoked": (
        _l("The certificate did not count"),
        "danger",
        _l("The certificate was revoked before the file was signed. Do not rely on it."),
    ),
    "unsigned": (
        _l("No signature"),
        "secondary",
        _l("The file has no electronic signature. Seals and names on its pages prove nothing."),
    ),
    "unreadable": (
        _l("Cannot be read"),
        "secondary",
        _l("This is no PDF, or it is damaged."),
    ),
    "too_large": (
        _l("Too large"),
        "secondary",
        _l("The file is too large or too complicated to be checked here."),
    ),
}
"""What is said in one line, its tone, and what it means."""
STATES: dict[str, tuple[Any, str]] = {
    "valid": (_l("Valid signature"), "success"),
    "changed": (_l("Broken signature"), "danger"),
    "stranger": (_l("Unknown certificate"), "danger"),
    "revoked": (_l("Revoked before signing"), "danger"),
    "untimed": (_l("No valid time stamp"), "danger"),
}
FIELDS: dict[str, Any] = {FIELD_OF[party]: name for party, name in PARTIES.items()}
