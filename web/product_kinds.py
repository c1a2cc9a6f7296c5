"""Kinds of products in words, and what is counted of them: the one place where all pages read it."""

from __future__ import annotations

from typing import Any, NamedTuple

from flask_babel import lazy_gettext as _l


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


OTHERS = {"demand": _l("Demand")}
"""What a line of an order may name beside a product: nobody lists it in the catalogue."""


def product_kind(kind: str) -> str:
    """Return the name of a kind of products in the request's language; an unknown one as it is."""
    return kind_names().get(kind, kind)


def kind_names() -> dict[str, str]:
    """Return what a line of an order can be, in the request's language."""
    return {name: str(words.name) for name, words in KINDS.items()} | {
        name: str(word) for name, word in OTHERS.items()
    }
