"""How pages of orders call states, actions and what has happened."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from web.i18n import locale_tag
from workflows.business.after_sales.values import STATE_NAMES as AFTER_SALES_STATE_NAMES
from workflows.business.orders.values import STATE_NAMES

TONES = {
    "awaiting_acceptance": "warning",
    "awaiting_contract": "warning",
    "awaiting_payment": "warning",
    "awaiting_start": "info",
    "in_service": "info",
    "awaiting_completion": "warning",
    "disputed": "danger",
    "awaiting_rating": "info",
    "completed": "success",
    "cancelled": "secondary",
}
"""The tone of a state's badge."""

EVENTS = {
    "place": (_l("Order placed"), "shopping-cart"),
    "accept": (_l("Order accepted"), "check"),
    "refuse": (_l("Refused"), "x"),
    "pay": (_l("Paid into escrow"), "cash"),
    "start": (_l("Work started"), "player-play"),
    "finish": (_l("Reported done"), "flag"),
    "approve": (_l("Work accepted"), "check"),
    "return": (_l("Returned"), "arrow-back-up"),
    "remind": (_l("Reminded: counts as accepted without an answer"), "bell"),
    "deemed": (_l("Counts as accepted: nobody answered in time"), "clock-check"),
    "dispute": (_l("Disputed"), "alert-triangle"),
    "ruled_accept": (_l("The platform has decided: accepted"), "gavel"),
    "ruled_return": (_l("The platform has decided: returned to the provider"), "gavel"),
    "ruled_refund": (_l("The platform has decided: the order ends with a refund"), "gavel"),
    "propose_end": (_l("Proposed to end the order"), "flag-off"),
    "take_back_end": (_l("Took the proposal to end it back"), "arrow-back-up"),
    "decline_end": (_l("Declined to end the order"), "x"),
    "lapse_end": (_l("The proposal to end it lapsed: nobody answered in time"), "clock-x"),
    "end": (_l("Agreed to end the order"), "heart-handshake"),
    "propose_plan": (_l("Proposed to change the plan"), "calendar-event"),
    "agree_plan": (_l("Agreed to change the plan"), "heart-handshake"),
    "return_plan": (_l("Returned the change of the plan"), "arrow-back-up"),
    "take_back_plan": (_l("Took the change of the plan back"), "arrow-back-up"),
    "plan_signed": (_l("Supplement signed; what it adds is to be paid"), "signature"),
    "plan_unsigned": (_l("The supplement was not signed; the plan stays as it is"), "file-x"),
    "plan_changed": (_l("The plan has changed by the supplement"), "calendar-check"),
    "plan_overtaken": (_l("The change of the plan is over: a milestone of it is accepted"), "calendar-off"),
    "cancel": (_l("Cancelled"), "x"),
    "lapse": (_l("Cancelled by the platform: nobody acted in time"), "clock-x"),
    "signed": (_l("Contract signed"), "signature"),
    "unsigned": (_l("Cancelled: the contract was not signed"), "file-x"),
    "settle": (_l("Everything accepted and settled"), "circle-check"),
    "rate": (_l("Rated the other side"), "star"),
    "answer": (_l("Answered a rating"), "message"),
    "rating_kept": (_l("The platform has reviewed a rating: it stands"), "gavel"),
    "rating_hidden": (_l("The platform has reviewed a rating: it is hidden"), "gavel"),
    "complete": (_l("Completed"), "circle-check"),
}
"""What has happened, with its icon."""

SIDES = {"enterprise": _l("Enterprise"), "provider": _l("Provider"), "platform": _l("Platform")}

NEXT = {
    ("awaiting_acceptance", "provider"): _l(
        "Accept the order, or refuse it. Without an answer in time it is cancelled."
    ),
    ("awaiting_acceptance", "enterprise"): _l(
        "The provider accepts or refuses. Without an answer in time all comes back."
    ),
    ("awaiting_contract", "provider"): _l(
        "Draft the contract; the order goes on once both sides have signed it. Not signed in time, it is "
        "cancelled."
    ),
    ("awaiting_contract", "enterprise"): _l(
        "The provider drafts the contract; you pay once both sides have signed it. Not signed in time, all "
        "comes back."
    ),
    ("awaiting_payment", "enterprise"): _l(
        "Pay what is due into escrow. The provider gets it once you confirm that the work is done."
    ),
    ("awaiting_payment", "provider"): _l("The enterprise pays into escrow. Do not start before."),
    ("awaiting_start", "provider"): _l(
        "Start the work. Otherwise the order is cancelled, and all goes back."
    ),
    ("awaiting_start", "enterprise"): _l("The provider starts the work."),
    ("in_service", "provider"): _l("Report the milestone done when it is: say what you did, and attach it."),
    ("in_service", "enterprise"): _l("The provider works, and reports when the milestone is done."),
    ("awaiting_completion", "enterprise"): _l("Accept the milestone, or return it and say what is missing."),
    ("awaiting_completion", "provider"): _l("The enterprise accepts the milestone, or returns it."),
    ("awaiting_rating", "enterprise"): _l("Everything is settled. Say how the work with the provider went."),
    ("awaiting_rating", "provider"): _l("Everything is settled. Say how the work with the enterprise went."),
    ("disputed", "enterprise"): _l("The platform decides. No time runs out until then."),
    ("disputed", "provider"): _l("The platform decides. No time runs out until then."),
}
"""What is to be done next, by state and side."""
BALANCE_FIRST = _l("Pay the balance, then accept the milestone; or return it and say what is missing.")
"""What stands there instead while a milestone can only be accepted once the balance is paid."""
RATED = _l("Everything is settled, and you have rated. The other side can rate, too.")
"""What stands there instead once a side has rated."""


MILESTONE_STATES = {
    "planned": (_l("Not begun"), "secondary"),
    "in_service": (_l("Under way"), "info"),
    "awaiting_completion": (_l("To be accepted"), "warning"),
    "disputed": (_l("In dispute"), "danger"),
    "accepted": (_l("Work accepted"), "success"),
    "ended": (_l("Not done any more"), "secondary"),
}
"""How a milestone stands, and the tone of its badge."""

ACCEPTED_AS = {
    "enterprise": _l("by the enterprise"),
    "deemed": _l("without an answer in time"),
    "platform": _l("by the platform's decision"),
}

ANSWERS = {
    "accepted": _l("Work accepted"),
    "returned": _l("Returned"),
    "disputed": _l("Disputed"),
    "deemed": _l("Counts as accepted"),
    "ended": _l("Not answered"),
}

ENDING_STATES = {
    "open": (_l("Waits for an answer"), "warning"),
    "agreed": (_l("Agreed"), "success"),
    "declined": (_l("Not agreed to"), "danger"),
    "taken_back": (_l("Taken back"), "secondary"),
    "lapsed": (_l("Lapsed"), "secondary"),
    "overtaken": (_l("The order was over before"), "secondary"),
}
"""What came of a proposal to end an order, and the tone of its badge."""

PLAN_CHANGE_STATES = {
    "open": (_l("Waits for an answer"), "warning"),
    "returned": (_l("Returned"), "danger"),
    "taken_back": (_l("Taken back"), "secondary"),
    "signing": (_l("Being signed"), "info"),
    "unsigned": (_l("Not signed"), "secondary"),
    "to_pay": (_l("Payment due"), "warning"),
    "in_force": (_l("Holds"), "success"),
    "overtaken": (_l("Overtaken"), "secondary"),
}
"""What came of a change of plan, and the tone of its badge."""

DEADLINES = {
    "not_accepted": _l("Without an answer until %(when)s the order is cancelled."),
    "not_paid": _l("Without a payment until %(when)s the order is cancelled."),
    "not_started": _l("Without a start until %(when)s the order is cancelled."),
    "not_answered": _l("Without an answer until %(when)s it counts as accepted, once what is due is paid."),
    "not_rated": _l("After %(when)s ratings are closed, and the order is completed."),
}
"""What the timers of the delivered diagrams mean, by their ids; one that an analyst has added is not told."""


def state_names() -> dict[str, str]:
    """Return the names of the states in the language of the request."""
    return {state: name.say(locale_tag()) for state, name in STATE_NAMES.items()}


AFTER_SALES_TONES = {
    "awaiting_reply": "warning",
    "awaiting_verdict": "info",
    "mediating": "danger",
    "claimed": "danger",
    "closed": "secondary",
}
"""The tone of the badge of an after-sales case."""


def after_sales_names() -> dict[str, str]:
    """Return the names of the states of after-sales cases in the language of the request."""
    return {state: name.say(locale_tag()) for state, name in AFTER_SALES_STATE_NAMES.items()}
