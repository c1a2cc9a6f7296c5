"""How pages of demands call things."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from forms import Text
from web.i18n import locale_tag
from workflows.business.demands.tender_values import BID_STATE_NAMES, TENDER_STATE_NAMES
from workflows.business.demands.values import INVITATION_STATE_NAMES, STATE_NAMES

TONES = {
    "awaiting_deposit": "warning",
    "in_review": "info",
    "returned": "warning",
    "published": "success",
    "awarded": "primary",
    "rejected": "danger",
    "withdrawn": "secondary",
    "expired": "secondary",
}
"""The tone of a state's badge."""

SELECTIONS = {"tender": _l("Tender"), "invitation": _l("Invitation")}

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

INVITATION_TONES = {
    "invited": "warning",
    "accepted": "info",
    "declined": "secondary",
    "selected": "success",
    "dropped": "secondary",
    "lapsed": "secondary",
}
"""The tone of the badge of an invitation's state."""

ENTRIES = {
    "invite": (_l("Invited"), "mail-forward"),
    "accept": (_l("Accepted with a price"), "check"),
    "decline": (_l("Declined the invitation"), "x"),
    "offer": (_l("Offered another price"), "cash"),
    "say": (_l("Wrote"), "message"),
    "select": (_l("Chosen, the order is placed"), "circle-check"),
    "drop": (_l("Not chosen"), "x"),
    "lapse": (_l("The demand is over"), "clock-x"),
}
"""What was done, with its icon."""

SIDES = {"enterprise": _l("Enterprise"), "provider": _l("Provider"), "platform": _l("Platform")}


TENDER_TONES = {
    "collecting": "info",
    "choosing": "warning",
    "quoting": "info",
    "given_up": "warning",
    "selected": "success",
    "ended": "secondary",
}
"""The tone of the badge of a tender's state."""

BID_TONES = {
    "sealed": "info",
    "opened": "warning",
    "selected": "success",
    "lost": "secondary",
    "taken_back": "secondary",
}
"""The tone of the badge of a bid's state."""

TENDER_LINES = {
    "begin": (_l("Put out to tender"), "gavel"),
    "bid": (_l("Sent a sealed bid"), "lock"),
    "take_back": (_l("Took the bid back"), "x"),
    "open": (_l("The bids were opened"), "lock-open"),
    "say": (_l("Wrote"), "message"),
    "second_round": (_l("Began a second round"), "repeat"),
    "quote": (_l("Sent a new price under seal"), "lock"),
    "open_quotes": (_l("The new prices were opened"), "lock-open"),
    "select": (_l("Chosen, the order is placed"), "circle-check"),
    "give_up": (_l("Chose none"), "x"),
    "reopen": (_l("Set a new opening"), "gavel"),
    "end": (_l("Withdrew the demand"), "x"),
    "lapse": (_l("The demand is over"), "clock-x"),
}
"""What was done, with its icon."""


ROUND_HOURS_NAMES = {1: _l("1 hour"), 4: _l("4 hours"), 24: _l("1 day"), 72: _l("3 days")}
"""How long the second round can be open, by hours."""


def tender_state_names() -> dict[str, str]:
    """Return the names of a tender's states in the language of the request."""
    return {state: name.say(locale_tag()) for state, name in TENDER_STATE_NAMES.items()}


def bid_state_names() -> dict[str, str]:
    """Return the names of a bid's states in the language of the request."""
    return {state: name.say(locale_tag()) for state, name in BID_STATE_NAMES.items()}


def invitation_state_names() -> dict[str, str]:
    """Return the names of an invitation's states in the language of the request."""
    return {state: name.say(locale_tag()) for state, name in INVITATION_STATE_NAMES.items()}


STAGE_TONES = {
    **TONES,
    **INVITATION_TONES,
    **BID_TONES,
    "to_tender": "info",
    "tendering": "warning",
    "inviting": "info",
    "to_implement": "success",
    "implementing": "info",
    "finished": "primary",
    "closed": "secondary",
}
"""The tone of the badge of a stage."""


def stage_names(stages: Mapping[str, Text]) -> dict[str, str]:
    """Return the names of stages in the language of the request."""
    return {stage: name.say(locale_tag()) for stage, name in stages.items()}


def state_names() -> dict[str, str]:
    """Return the names of the states in the language of the request."""
    return {state: name.say(locale_tag()) for state, name in STATE_NAMES.items()}
