"""What the address of the catalogue says: words, choices, prices, order. Unreadable ones do not count."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from flask import request, url_for

from forms.numbers import read_number_or_none
from workflows.business.catalogue.browsing import SORTS
from workflows.business.catalogue.cursors import Sort
from workflows.business.catalogue.search_projection import FACETS, ProductSearch
from workflows.business.catalogue.views import PRICE_UNITS

TEXT_LIMIT = 100
DEAREST = 10**12
PRICES = ("min", "max")
UNITS = PRICE_UNITS[1:]
USUAL_UNIT = "year"
"""What a price is taken to be for where the address does not say it."""
NAMES = ("q", *FACETS, *PRICES, "unit", "provider", "voucher", "sort")


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """A search as its address tells it; `given` is what was typed and chosen, "" where nothing was.

    `given["voucher"]` narrows nothing by itself: whose it is must be known first (`of_voucher`).
    """

    given: Mapping[str, str]
    question: ProductSearch
    sort: Sort

    @property
    def sorts(self) -> tuple[Sort, ...]:
        """The orders worth offering: nothing is more relevant than another without words."""
        return SORTS if self.question.text else SORTS[1:]

    def of_voucher(self, voucher_id: str, categories: tuple[str, ...]) -> SearchRequest:
        """Return this search for what a voucher pays, "" without one; `categories` none: all products."""
        question = replace(self.question, categories=categories)
        return SearchRequest({**self.given, "voucher": voucher_id}, question, self.sort)

    def address(self, **changes: Any) -> str:
        """Return the address of this search with `changes`, at its first page; "" takes a part out."""
        parts = {**self.given, **changes}
        if parts.get("sort") == default_sort(str(parts.get("q") or "")):
            parts.pop("sort")
        return url_for("catalogue.home", **{name: value for name, value in parts.items() if value})


def asked() -> SearchRequest:
    """Read the address of the request."""
    given = {name: told(name) for name in NAMES}
    low, high = _price("min"), _price("max")
    if low is not None and high is not None and low > high:
        low, high = high, low
        given |= {"min": given["max"], "max": given["min"]}
    given |= {name: "" for name, price in zip(PRICES, (low, high), strict=True) if price is None}
    priced = low is not None or high is not None
    unit = given["unit"] if given["unit"] in UNITS else USUAL_UNIT
    given["unit"] = unit if priced else ""
    question = ProductSearch(
        text=given["q"],
        chosen={facet: given[facet] for facet in FACETS if given[facet]},
        price_min=low,
        price_max=high,
        price_unit=given["unit"],
        organisation_id=given["provider"] or None,
    )
    sort = next((sort for sort in SORTS if sort == given["sort"]), default_sort(given["q"]))
    if sort == "relevance" and not given["q"]:
        sort = "newest"
    return SearchRequest({**given, "sort": sort}, question, sort)


def default_sort(text: str) -> Sort:
    """Return the order of a search that names none."""
    return "relevance" if text else "newest"


def told(name: str) -> str:
    """Return a text of the address, with single spaces and of bearable length; "" if there is none."""
    return " ".join(request.args.get(name, "").replace("\x00", " ").split())[:TEXT_LIMIT]


def _price(name: str) -> Decimal | None:
    price = read_number_or_none(told(name))
    return price if price is not None and 0 <= price <= DEAREST else None
