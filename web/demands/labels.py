"""How pages of demands call things."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from web.i18n import locale_tag
from workflows.business.demands.values import STATE_NAMES

TONES = {
    "awaiting_deposit": "warning",
    "in_review": "info",
    "returned": "warning",
    "published": "success",
    "rejected": "danger",
    "withdrawn": "secondary",
    "expired": "secondary",
}
"""The tone of a state's badge."""

PAYMENTS = {"full": _l("In full"), "instalments": _l("By instalments")}

NEXT = {
    "awaiting_deposit": _l("The wallet is short of the deposit: recharge it, then let the deposit be held."),
    "in_review": _l("The operator reviews within three working days."),
    "returned": _l("The operator has remarks: correct the demand in the case, then hand it in again."),
    "published": _l("It stands in the project hall until its delivery date, or until you withdraw it."),
}
"""What is to be done next, for its enterprise."""

DAYS = {"7": _l("At most 7 days"), "14": _l("At most 14 days"), "30": _l("At most 30 days")}
"""What the time left can be narrowed to."""


def state_names() -> dict[str, str]:
    """Return the names of the states in the language of the request."""
    return {state: name.say(locale_tag()) for state, name in STATE_NAMES.items()}
