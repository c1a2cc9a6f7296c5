"""Kinds and states of products in words."""

from __future__ import annotations

from typing import Any, NamedTuple

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


class KindWords(NamedTuple):
    """What somebody reads who chooses a kind: its name, what it is for, who looks at it."""

    name: Any
    about: Any
    way: Any
    icon: str


KINDS: dict[str, KindWords] = {
    "solution": KindWords(
        _l("Solution and product"),
        _l("A digital solution with prices, delivery and exactly three customer cases."),
        _l("Operator, expert panel and department review it one after the other."),
        "puzzle",
    ),
    "service": KindWords(
        _l("Service product"),
        _l("A service for small businesses: consulting, testing, training, law, finance …"),
        _l("The window of your region or cluster reviews it."),
        "headset",
    ),
    "featured": KindWords(
        _l("Featured product"),
        _l("A product with parameters, shown with preference in the catalogue."),
        _l("The operator approves its parameters first."),
        "star",
    ),
    "regular": KindWords(
        _l("Regular product"),
        _l("A standard product with fixed specifications."),
        _l("It goes on sale at once."),
        "package",
    ),
    "own": KindWords(
        _l("Enterprise's own product"),
        _l("Something that your enterprise makes, shown in the catalogue with your contact."),
        _l("It goes on sale at once if the profile of your enterprise is complete."),
        "building-factory-2",
    ),
}
