"""The words of seals and identity checks, with the tones of their badges."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

SEAL_STATES: dict[str, tuple[Any, str]] = {
    "active": (_l("Valid"), "success"),
    "revoked": (_l("Revoked"), "danger"),
    "expired": (_l("Expired"), "secondary"),
}
CHECK_STATES: dict[str, tuple[Any, str]] = {
    "waiting": (_l("Waiting for the result"), "info"),
    "passed": (_l("Passed"), "success"),
    "refused": (_l("Not passed"), "danger"),
    "cancelled": (_l("Cancelled"), "secondary"),
    "expired": (_l("Expired"), "secondary"),
}
SOURCES: dict[str, Any] = {
    "drawn": _l("Drawn by the platform"),
    "uploaded": _l("Uploaded picture"),
}
