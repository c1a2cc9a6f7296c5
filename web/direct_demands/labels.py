"""How pages of direct demands call things."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from web.i18n import locale_tag
from workflows.business.direct_demands.values import ADDRESSEE_KIND_NAMES, STATE_NAMES

TONES = {
    "sent": "warning",
    "in_progress": "info",
    "ordered": "success",
    "not_agreed": "secondary",
    "declined": "secondary",
    "unanswered": "danger",
    "withdrawn": "secondary",
}
"""The tone of the badge of a state."""

NEXT = {
    "sent": _l("The provider takes it up or declines; after three working days it is reminded."),
    "in_progress": _l("The provider has taken it up, speaks with you and notes the outcome."),
}
"""What comes next, for its enterprise."""

TITLES = {
    "sent": _l("What your enterprise has asked single providers for"),
    "received": _l("What enterprises ask your organisation for"),
    "addressed": _l("What enterprises ask you for"),
    "all": _l("What enterprises ask single providers for"),
}
"""What a list is of, by its scope."""


def state_names() -> dict[str, str]:
    """Return the names of the states in the language of the request."""
    return {state: name.say(locale_tag()) for state, name in STATE_NAMES.items()}


def addressee_kind_names() -> dict[str, str]:
    """Return the names of what a demand is addressed to in the language of the request."""
    return {kind: name.say(locale_tag()) for kind, name in ADDRESSEE_KIND_NAMES.items()}
