"""States, events and actions in words, each with a tone and an icon; the colour only repeats the word."""

from __future__ import annotations

from typing import Any, NamedTuple

from flask_babel import lazy_gettext as _l


class Word(NamedTuple):
    """What a badge shows."""

    label: Any
    tone: str
    icon: str


CASE_STATES: dict[str, Word] = {
    "in_review": Word(_l("Under review"), "info", "hourglass"),
    "returned": Word(_l("Returned for completion"), "warning", "arrow-back-up"),
    "approved": Word(_l("Approved"), "success", "check"),
    "rejected": Word(_l("Not approved"), "danger", "x"),
    "withdrawn": Word(_l("Withdrawn"), "secondary", "ban"),
    "completed": Word(_l("Completed"), "success", "check"),
    "cancelled": Word(_l("Cancelled"), "secondary", "ban"),
}

CERTIFICATION: dict[str, Word] = {
    "none": Word(_l("Not certified yet"), "secondary", "clock"),
    "in_review": Word(_l("Certification under review"), "info", "hourglass"),
    "returned": Word(_l("Returned for completion"), "warning", "arrow-back-up"),
    "certified": Word(_l("Certified"), "success", "rosette-discount-check"),
    "rejected": Word(_l("Certification not approved"), "danger", "x"),
    "ordinary": Word(_l("Ordinary user"), "secondary", "user"),
}

EVENTS: dict[str, Word] = {
    "submitted": Word(_l("Application submitted"), "primary", "send"),
    "resubmitted": Word(_l("Submitted again"), "primary", "send"),
    "claimed": Word(_l("Claimed"), "secondary", "hand-grab"),
    "released": Word(_l("Given back to the group"), "secondary", "hand-off"),
    "transferred": Word(_l("Handed to a colleague"), "secondary", "arrows-exchange"),
    "approve": Word(_l("Approved"), "success", "check"),
    "return": Word(_l("Returned for completion"), "warning", "arrow-back-up"),
    "reject": Word(_l("Not approved"), "danger", "x"),
    "submit": Word(_l("Submitted again"), "primary", "send"),
    "withdrawn": Word(_l("Withdrawn by the applicant"), "secondary", "ban"),
    "reminded": Word(_l("Reviewers were reminded"), "warning", "bell"),
    "urged": Word(_l("The applicant sent a reminder"), "warning", "bell-ringing"),
    "certified": Word(_l("Organisation certified"), "success", "rosette-discount-check"),
    "registered_ordinary": Word(_l("Registered as ordinary user"), "secondary", "user"),
    "enrolled": Word(_l("Became a member of the association"), "success", "users"),
    "nobody_eligible": Word(_l("Nobody is there to act; the platform was told"), "danger", "alert-triangle"),
    "incident": Word(_l("A technical problem; the platform was told"), "danger", "alert-triangle"),
    "ended": Word(_l("Closed"), "secondary", "flag"),
}

ACTIONS: dict[str, Word] = {
    "approve": Word(_l("Approve"), "success", "check"),
    "return": Word(_l("Return for completion"), "warning", "arrow-back-up"),
    "reject": Word(_l("Reject"), "danger", "x"),
    "submit": Word(_l("Submit again"), "primary", "send"),
    "withdraw": Word(_l("Withdraw"), "secondary", "ban"),
}

DECIDED: dict[str, Word] = {
    **{action: EVENTS[action] for action in ("approve", "return", "reject")},
    "submit": EVENTS["resubmitted"],
}


def word(table: dict[str, Word], key: str | None) -> Word:
    """Return the word for `key`; what an analyst invented is shown as it was written."""
    return table.get(key or "") or Word(key or "—", "secondary", "point")
