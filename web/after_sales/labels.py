"""How pages of after-sales call outcomes and what has happened."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

OUTCOMES = {
    "satisfied": _l("The enterprise is satisfied"),
    "silent": _l("Counts as satisfied: no answer in time"),
    "withdrawn": _l("Withdrawn by the enterprise"),
    "closed": _l("Closed by the platform without a refund"),
    "refunded": _l("Refunded"),
    "given_up": _l("Part of the refund could not be collected"),
    "ended": _l("Ended by the platform"),
}
"""Why a case is closed."""

ENTRIES = {
    "open": (_l("Case opened"), "message-circle"),
    "reply": (_l("Answered"), "message-reply"),
    "satisfied": (_l("Satisfied"), "check"),
    "silent": (_l("Counts as satisfied: no answer in time"), "clock-check"),
    "withdrawn": (_l("Withdrawn by the enterprise"), "arrow-back-up"),
    "ended": (_l("Ended by the platform"), "x"),
    "not_replied": (_l("No answer in time: the platform mediates"), "clock-x"),
    "ask_platform": (_l("Asked the platform to mediate"), "gavel"),
    "decided": (_l("The platform has decided: the provider gives back"), "gavel"),
    "closed": (_l("The platform has decided: closed without a refund"), "gavel"),
    "collected": (_l("Gone from the provider's wallet to the enterprise's"), "cash"),
    "given_up": (_l("The platform has given up what is owed"), "x"),
}
"""What has happened, with its icon."""

NEXT = {
    ("awaiting_reply", "provider"): _l(
        "Say what you do about it. Without an answer in time the platform mediates."
    ),
    ("awaiting_reply", "enterprise"): _l(
        "The provider answers. Without an answer in time the platform mediates."
    ),
    ("awaiting_verdict", "enterprise"): _l(
        "Say whether the answer is enough, or ask the platform to mediate. Without a word in time it counts "
        "as enough."
    ),
    ("awaiting_verdict", "provider"): _l("The enterprise says whether the answer is enough."),
    ("mediating", "enterprise"): _l("The platform hears both sides and decides."),
    ("mediating", "provider"): _l("The platform hears both sides and decides."),
    ("awaiting_reply", ""): _l("The provider answers first."),
    ("awaiting_verdict", ""): _l("The enterprise says whether the answer is enough."),
    ("mediating", ""): _l("An operator hears both sides and decides; the step waits in the inbox."),
    ("claimed", ""): _l("The provider's wallet did not reach. What is owed is collected day by day."),
    ("claimed", "enterprise"): _l(
        "The provider's wallet did not reach. What is owed is collected day by day; you are told when it is "
        "paid."
    ),
    ("claimed", "provider"): _l(
        "Your wallet did not reach. What you owe is collected day by day; you can pay it now."
    ),
}
"""What is to be done next, by state and side; "" for who oversees."""

DEADLINES = {
    "not_replied": _l("Without an answer until %(when)s the platform mediates."),
    "not_answered": _l("Without an answer until %(when)s it counts as satisfied."),
}
"""What the timers of the delivered diagram mean, by their ids; one that an analyst has added is not told."""
