"""States of experts and of their applications in words, and what there is to do next."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from web.cases.labels import Word

ENROLMENT_STATES: dict[str, Word] = {
    "in_review": Word(_l("In review"), "primary", "hourglass"),
    "returned": Word(_l("Returned for completion"), "warning", "arrow-back-up"),
    "waiting": Word(_l("Waits for the person"), "info", "mail-forward"),
    "enrolled": Word(_l("Enrolled"), "success", "circle-check"),
    "rejected": Word(_l("Not approved"), "danger", "x"),
    "withdrawn": Word(_l("Withdrawn"), "secondary", "ban"),
    "expired": Word(_l("Expired"), "secondary", "clock-off"),
}
ENROLMENT_NEXT: dict[str, Any] = {
    "in_review": _l("The operator reviews the form."),
    "returned": _l("Correct what the operator remarked on and submit again."),
    "waiting": _l("The person opens the link of the mail and agrees. You can send it again."),
    "enrolled": _l("Panels may ask for the expert."),
    "rejected": _l("You can apply again."),
    "withdrawn": _l("You can apply again."),
    "expired": _l("You can apply again."),
}
EXPERT_STATES: dict[str, Word] = {
    "active": Word(_l("Active"), "success", "circle-check"),
    "suspended": Word(_l("Suspended"), "warning", "player-pause"),
    "ended": Word(_l("Ended"), "secondary", "link-off"),
}
