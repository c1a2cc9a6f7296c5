"""States of products in words."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from web.cases.labels import Word

STATES: dict[str, Word] = {
    "draft": Word(_l("Draft"), "secondary", "pencil"),
    "in_review": Word(_l("Waiting for review"), "info", "hourglass"),
    "returned": Word(_l("Returned for changes"), "warning", "arrow-back-up"),
    "rejected": Word(_l("Rejected"), "danger", "x"),
    "withdrawn": Word(_l("Withdrawn"), "secondary", "ban"),
    "on_sale": Word(_l("On sale"), "success", "check"),
    "off_sale": Word(_l("Off sale"), "secondary", "eye-off"),
}

CHANGES: dict[str, Word] = {
    "draft": Word(_l("Change not handed in"), "secondary", "pencil"),
    "in_review": Word(_l("Change in review"), "info", "hourglass"),
    "returned": Word(_l("Change returned"), "warning", "arrow-back-up"),
    "rejected": Word(_l("Change rejected"), "danger", "x"),
    "withdrawn": Word(_l("Change withdrawn"), "secondary", "ban"),
}

TABS: dict[str, Any] = {
    "": _l("All"),
    "on_sale": STATES["on_sale"].label,
    "in_review": STATES["in_review"].label,
    "rejected": STATES["rejected"].label,
    "draft": STATES["draft"].label,
    "withdrawn": STATES["withdrawn"].label,
    "off_sale": STATES["off_sale"].label,
}
