"""The words of vouchers, as their pages show them."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

STATES: dict[str, tuple[Any, str]] = {
    "not_yet": (_l("Not yet usable"), "info"),
    "usable": (_l("Ready to use"), "success"),
    "used_up": (_l("Used up"), "secondary"),
    "expired": (_l("Expired"), "secondary"),
    "given_up": (_l("Given up"), "secondary"),
}
"""How a voucher stands, with the tone of its badge."""
KINDS = {"general": _l("General voucher"), "special": _l("Special voucher")}
SOURCES = {"quota": _l("Quota"), "campaign": _l("Campaign")}
