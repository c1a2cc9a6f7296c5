"""States, events and actions in words, each with a tone and an icon; the colour only repeats the word."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from web.filters import SHANGHAI
from web.i18n import locale_tag
from workflows.approvals.values import TimelineEntry


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
UNDER_WAY = Word(_l("Under way"), "info", "progress")
"""A case between two sides, on which nobody decides."""

_PRIORITIES: tuple[tuple[int, Word], ...] = (
    (90, Word(_l("Urgent"), "danger", "urgent")),
    (51, Word(_l("Important"), "warning", "flag")),
    (50, Word(_l("Usual"), "secondary", "minus")),
    (0, Word(_l("Low"), "secondary", "arrow-down")),
)
"""Words for priorities from a number on, the highest first."""

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
    "submit": Word(_l("Form of the step handed in"), "primary", "send"),
    "withdrawn": Word(_l("Withdrawn by the applicant"), "secondary", "ban"),
    "reminded": Word(_l("Reviewers were reminded"), "warning", "bell"),
    "urged": Word(_l("The applicant sent a reminder"), "warning", "bell-ringing"),
    "certified": Word(_l("Organisation certified"), "success", "rosette-discount-check"),
    "profile_changed": Word(_l("Profile updated"), "success", "file-check"),
    "registered_ordinary": Word(_l("Registered as ordinary user"), "secondary", "user"),
    "enrolled": Word(_l("Became a member of the association"), "success", "users"),
    "recuse": Word(_l("Conflict of interest"), "warning", "user-off"),
    "panel_convened": Word(_l("Experts were asked"), "primary", "users-group"),
    "panel_short": Word(_l("Too few experts; the operator names them"), "warning", "users-minus"),
    "expert_replaced": Word(_l("Another expert was asked"), "warning", "user-share"),
    "panel_closed": Word(_l("The panel is over"), "primary", "scale"),
    "listed": Word(_l("Put on sale"), "success", "shopping-bag"),
    "approved": Word(_l("Carried out by the platform"), "success", "checks"),
    "rejected": Word(_l("Could not be carried out"), "danger", "x"),
    "draft_changed": Word(_l("The draft was changed, so it has to be asked for anew"), "warning", "pencil"),
    "not_deployed": Word(_l("Approved, but not deployed"), "warning", "alert-triangle"),
    "begun": Word(_l("Invitation begun"), "primary", "mail-forward"),
    "expert_enrolled": Word(_l("Enrolled as an expert"), "success", "certificate"),
    "consultant_enrolled": Word(_l("Became a consultant of the provider"), "success", "user-check"),
    "customer_confirmed": Word(_l("The customer confirmed the deal"), "success", "circle-check"),
    "customer_objected": Word(_l("The customer objected to the deal"), "warning", "message-exclamation"),
    "link_expired": Word(_l("Nobody answered in time"), "secondary", "clock-off"),
    "link_ended": Word(_l("Ended by the provider"), "secondary", "link-off"),
    "assigned": Word(_l("Assigned"), "secondary", "user-check"),
    "came_back": Word(_l("Came back from the deputy"), "secondary", "user-check"),
    "deputised": Word(_l("Went to the deputy"), "secondary", "user-share"),
    "given_back": Word(_l("Given back by the deputy"), "secondary", "hand-off"),
    "rescheduled": Word(_l("Urgency or due date changed"), "secondary", "calendar-time"),
    "escalated": Word(_l("Not acted on in time; escalated"), "warning", "trending-up"),
    "timeout_approve": Word(_l("Approved because the time was over"), "success", "clock-check"),
    "timeout_reject": Word(_l("Rejected because the time was over"), "danger", "clock-x"),
    "passed_parties_only": Word(
        _l("Passed: only the applicant could decide"), "secondary", "player-skip-forward"
    ),
    "passed_approved_before": Word(
        _l("Passed: approved by the same person before"), "secondary", "player-skip-forward"
    ),
    "copied": Word(_l("Copied to others"), "secondary", "copy"),
    "sent_back": Word(_l("The applicant has to correct it"), "warning", "arrow-back-up"),
    "return_to": Word(_l("Returned to an earlier step"), "warning", "arrow-back-up-double"),
    "taken_back": Word(_l("Decision taken back"), "warning", "rotate"),
    "passed_kept": Word(_l("Approval kept, nothing it rests on has changed"), "success", "checks"),
    "asked_sign": Word(_l("Asked to sign"), "primary", "user-plus"),
    "asked_opinion": Word(_l("Asked for an opinion"), "primary", "message-question"),
    "sign": Word(_l("Signed"), "success", "signature"),
    "refuse": Word(_l("Refused to sign"), "danger", "x"),
    "reply": Word(_l("Gave an opinion"), "info", "message-reply"),
    "dropped_request": Word(_l("Asked no more"), "secondary", "user-minus"),
    "authority_ended": Word(_l("Taken back: the holder may no longer decide"), "warning", "user-off"),
    "nobody_eligible": Word(_l("Nobody is there to act; the platform was told"), "danger", "alert-triangle"),
    "incident": Word(_l("A technical problem; the platform was told"), "danger", "alert-triangle"),
    "mended": Word(_l("The case was mended"), "info", "tool"),
    "migrated": Word(_l("Goes on by another version of the process"), "secondary", "versions"),
    "ended": Word(_l("Closed"), "secondary", "flag"),
}

ACTIONS: dict[str, Word] = {
    "approve": Word(_l("Approve"), "success", "check"),
    "return": Word(_l("Return for completion"), "warning", "arrow-back-up"),
    "reject": Word(_l("Reject"), "danger", "x"),
    "recuse": Word(_l("I have a conflict of interest"), "secondary", "user-off"),
    "submit": Word(_l("Hand in"), "primary", "send"),
    "withdraw": Word(_l("Withdraw"), "secondary", "ban"),
    "sign": Word(_l("Sign"), "success", "signature"),
    "refuse": Word(_l("Refuse to sign"), "danger", "x"),
    "reply": Word(_l("Reply"), "primary", "message-reply"),
    "transfer": Word(_l("Hand over"), "secondary", "arrows-exchange"),
    "follow_up": Word(_l("Follow up"), "secondary", "calendar-event"),
    "assign": Word(_l("Assign"), "secondary", "user-check"),
    "delegate": Word(_l("Ask for an opinion"), "secondary", "message-question"),
    "add_signer": Word(_l("Add a signer"), "secondary", "user-plus"),
    "remove_signer": Word(_l("Remove a signer"), "secondary", "user-minus"),
    "return_to": Word(_l("Return to a step"), "warning", "arrow-back-up-double"),
    "take_back": Word(_l("Take the decision back"), "warning", "rotate"),
    "copy": Word(_l("Copy to others"), "secondary", "copy"),
    "reschedule": Word(_l("Change urgency and due date"), "secondary", "calendar-time"),
}

VOTES: dict[str, Word] = {
    **ACTIONS,
    "approve": Word(_l("Recommend"), "success", "thumb-up"),
    "reject": Word(_l("Do not recommend"), "danger", "thumb-down"),
}
"""What the decisions of a secret vote are called."""

DECISIONS = ("approve", "return", "reject", "recuse", "return_to", "sign", "refuse", "reply")
DECIDED: dict[str, Word] = {
    **{action: EVENTS[action] for action in DECISIONS},
    "submit": Word(_l("Submitted"), "primary", "send"),
}


def _local(moment: str) -> str:
    return f"{datetime.fromisoformat(moment).astimezone(SHANGHAI):%Y-%m-%d %H:%M}"


def priority_word(priority: int) -> Word:
    """Return the word for how urgent a task is."""
    return next((said for least, said in _PRIORITIES if priority >= least), _PRIORITIES[-1][1])


def beside(entry: TimelineEntry) -> str:
    """Return whom a line of the timeline names beside who did it: in whose place, from whom, to whom."""
    named = entry.details.get("to")
    to = [entry.people.get(one, "") for one in ([named] if isinstance(named, str) else named or ())]
    parts = []
    if entry.kind == "return_to":
        target = "name_zh" if locale_tag() == "zh-CN" else "name_en"
        parts.append("→ " + str(entry.details.get(target, "")))
    if (absent := entry.people.get(str(entry.details.get("for")), "")) != "":
        parts.append(_("in place of %(name)s", name=absent))
    if (before := entry.details.get("from")) not in {None, entry.actor_id}:
        parts.append(_("from %(name)s", name=entry.people.get(str(before), "")))
    parts += _rescheduled(entry.details)
    if to:
        parts.append("→ " + _(", ").join(to))
    return " · ".join(parts)


def _rescheduled(details: Mapping[str, Any]) -> list[str]:
    """Return how urgent it was and is, and when it was and is due, where that changed."""
    parts = []
    urgency, due = details.get("priority"), details.get("due_at")
    if isinstance(urgency, list) and urgency[0] != urgency[1]:
        before, after = (priority_word(one).label for one in urgency)
        parts.append(_("urgency: %(before)s → %(after)s", before=before, after=after))
    if isinstance(due, list) and due[0] != due[1]:
        before, after = (_("none") if at is None else _local(at) for at in due)
        parts.append(_("due: %(before)s → %(after)s", before=before, after=after))
    return parts


def word(table: dict[str, Word], key: str | None) -> Word:
    """Return the word for `key`; what an analyst invented is shown as it was written."""
    return table.get(key or "") or Word(key or "—", "secondary", "point")


def choices(table: Mapping[str, Word]) -> list[tuple[str, Any]]:
    """Return what a select offers of `table`: keys with their words."""
    return [(key, one.label) for key, one in table.items()]
