"""How pages of orders call states, actions and what has happened."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from web.i18n import locale_tag
from workflows.business.orders.values import STATE_NAMES

TONES = {
    "awaiting_acceptance": "warning",
    "awaiting_contract": "warning",
    "awaiting_payment": "warning",
    "awaiting_start": "info",
    "in_service": "info",
    "awaiting_completion": "warning",
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
    "finish": (_l("Work reported done"), "flag"),
    "approve": (_l("Confirmed as done"), "check"),
    "return": (_l("More work asked for"), "arrow-back-up"),
    "cancel": (_l("Cancelled"), "x"),
    "lapse": (_l("Cancelled by the platform: nobody acted in time"), "clock-x"),
    "signed": (_l("Contract signed"), "signature"),
    "unsigned": (_l("Cancelled: the contract was not signed"), "file-x"),
    "complete": (_l("Completed and settled"), "circle-check"),
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
    ("in_service", "provider"): _l("Report the work done when it is, and say what you did."),
    ("in_service", "enterprise"): _l("The provider works, and reports when it is done."),
    ("awaiting_completion", "enterprise"): _l(
        "Confirm that it is done, or ask for more. Without an answer it counts as done once all is paid."
    ),
    ("awaiting_completion", "provider"): _l(
        "The enterprise confirms, or asks for more. Without an answer it counts as done once all is paid."
    ),
}
"""What is to be done next, by state and side."""


def state_names() -> dict[str, str]:
    """Return the names of the states in the language of the request."""
    return {state: name.say(locale_tag()) for state, name in STATE_NAMES.items()}
