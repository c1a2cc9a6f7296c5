"""The catalogue in words: facets, their values, orders."""

from __future__ import annotations

from typing import Any, NamedTuple

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from web.catalogue.search_params import SearchRequest
from web.i18n import locale_tag
from web.product_kinds import KINDS, product_kind
from workflows.business.catalogue import taxonomy
from workflows.business.catalogue.counting import FacetCounts
from workflows.ground.work import Work
from workflows.people.organisations.queries import regions

FACET_NAMES = {
    "catalogue": _l("Area"),
    "category": _l("Category"),
    "industry": _l("Industry"),
    "kind": _l("Kind"),
    "region": _l("Region of the provider"),
    "tag": _l("Tag"),
}
"""In the order in which the page offers them."""
SORT_NAMES = {
    "relevance": _l("Best match"),
    "newest": _l("Newest"),
    "cheapest": _l("Price from low to high, by unit"),
}
UNIT_NAMES = {"year": _l("a year"), "month": _l("a month"), "quantity": _l("each"), "deal": _l("a deal")}
"""What a price is for, in the order in which the page offers them."""
SHOWN_AT_ONCE = 8


class FacetChoice(NamedTuple):
    """A value that can be chosen, with how many products it leaves and the address that chooses it."""

    value: str
    name: str
    products: int
    chosen: bool
    url: str


class Facet(NamedTuple):
    """What can be narrowed by; `more` folds out."""

    key: str
    name: str
    choices: list[FacetChoice]
    more: list[FacetChoice]


class SearchChip(NamedTuple):
    """A part of the search in words, and the address without it."""

    text: str
    url: str


def value_names(work: Work) -> dict[str, dict[str, str]]:
    """Return how people call the values of each facet: {facet: {value: name}}; tags are what they are."""
    locale = locale_tag()
    return {
        "kind": {value: product_kind(value) for value in KINDS},
        "catalogue": taxonomy.names("catalogues", locale),
        "category": taxonomy.names("categories", locale),
        "industry": taxonomy.names("industries", locale),
        "region": {region.code: region.name(locale) for region in regions(work)},
        "tag": {},
    }


def facets(asked: SearchRequest, counts: FacetCounts, names: dict[str, dict[str, str]]) -> list[Facet]:
    """Return what the search can be narrowed by; a facet without a choice is left out."""
    groups = []
    for key, label in FACET_NAMES.items():
        chosen = asked.given[key]
        values = {**({chosen: 0} if chosen else {}), **counts[key]}
        choices = [
            FacetChoice(
                value,
                names[key].get(value, value),
                products,
                value == chosen,
                asked.address(**{key: "" if value == chosen else value}),
            )
            for value, products in values.items()
        ]
        if choices:
            groups.append(Facet(key, str(label), choices[:SHOWN_AT_ONCE], choices[SHOWN_AT_ONCE:]))
    return groups


def chips(
    asked: SearchRequest, names: dict[str, dict[str, str]], provider: str, voucher: str = ""
) -> list[SearchChip]:
    """Return the parts of the search, each with the address that drops it."""
    shown = [SearchChip(f"“{asked.given['q']}”", asked.address(q=""))] if asked.given["q"] else []
    shown += [
        SearchChip(names[key].get(value, value), asked.address(**{key: ""}))
        for key in FACET_NAMES
        if (value := asked.given[key])
    ]
    if asked.given["provider"]:
        shown.append(SearchChip(provider or "…", asked.address(provider="")))
    if asked.given["voucher"]:
        shown.append(SearchChip(gettext("Voucher: %(name)s", name=voucher), asked.address(voucher="")))
    if asked.given["min"] or asked.given["max"]:
        span = f"¥{asked.given['min'] or '0'} – {asked.given['max'] or '…'}"
        priced = f"{span} {UNIT_NAMES[asked.given['unit']]}"
        shown.append(SearchChip(priced, asked.address(min="", max="", unit="")))
    return shown


def sorts(asked: SearchRequest) -> list[tuple[str, Any, str, bool]]:
    """Return the orders as (key, name, address, whether it is in force)."""
    return [(one, SORT_NAMES[one], asked.address(sort=one), one == asked.sort) for one in asked.sorts]
