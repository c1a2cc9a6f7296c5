"""What kinds of public texts are called."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

KINDS: dict[str, Any] = {
    "notice": _l("Notice"),
    "policy": _l("Policy"),
    "call": _l("Project call"),
}
TITLES: dict[str, Any] = {
    "notice": _l("Notices"),
    "policy": _l("Policies and regulations"),
    "call": _l("Project calls"),
}
