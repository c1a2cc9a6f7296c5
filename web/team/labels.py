"""States of consultants in words, and what there is to do next."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from web.cases.labels import Word

CONSULTANT_STATES: dict[str, Word] = {
    "invited": Word(_l("Invited"), "info", "mail-forward"),
    "accepted": Word(_l("Fills in the form"), "info", "pencil"),
    "in_review": Word(_l("In review"), "primary", "hourglass"),
    "returned": Word(_l("Returned for completion"), "warning", "arrow-back-up"),
    "active": Word(_l("Active"), "success", "circle-check"),
    "rejected": Word(_l("Not approved"), "danger", "x"),
    "expired": Word(_l("Expired"), "secondary", "clock-off"),
    "declined": Word(_l("Declined"), "secondary", "ban"),
    "ended": Word(_l("Ended"), "secondary", "link-off"),
}
CONSULTANT_NEXT: dict[str, Any] = {
    "invited": _l("The person opens the link of the mail. You can send it again or end the invitation."),
    "accepted": _l("The person fills in the form; the platform reminds them."),
    "in_review": _l("The operator reviews the form."),
    "returned": _l("The person corrects what the operator remarked on."),
    "active": _l("Nothing to do. You can end the link at any time."),
    "rejected": _l("You can invite again."),
    "expired": _l("You can invite again."),
    "declined": _l("You can invite again."),
    "ended": _l("You can invite again."),
}
