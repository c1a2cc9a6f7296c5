"""What products are sorted by: catalogues, categories and industries, in both languages, read once."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import yaml

from workflows.business.experts.expertise import INDUSTRIES, Words
from workflows.ground.messages import Locale

Sort = Literal["catalogues", "categories", "industries"]
CONTEXT: dict[str, Sort] = {
    "product_catalogues": "catalogues",
    "product_categories": "categories",
    "product_industries": "industries",
}
"""Names in forms: {name: sort}."""


@cache
def _told() -> dict[str, list[list[str]]]:
    words: dict[str, list[list[str]]] = yaml.safe_load(
        (files("workflows.business.catalogue") / "taxonomy.yaml").read_text("utf-8")
    )
    return words


@cache
def _words() -> dict[str, Words]:
    own = {sort: {row[0]: (row[1], row[2]) for row in rows} for sort, rows in _told().items()}
    return {**own, "industries": INDUSTRIES}


def names(sort: Sort, locale: Locale) -> dict[str, str]:
    """Return {value: name} in the order in which people choose."""
    return {value: pair[0 if locale == "zh-CN" else 1] for value, pair in _words()[sort].items()}


def fields_of(categories: Iterable[str]) -> list[str]:
    """Return the fields of the experts (`experts.words.FIELDS`) who know these categories."""
    known = {row[0]: row[3] for row in _told()["categories"]}
    return sorted({known[category] for category in categories if category in known})


def form_context(locale: Locale) -> dict[str, list[dict[str, Any]]]:
    """Return what forms offer to choose from, each a list of {label, value} for `valuesExpression`."""
    return {
        name: [{"label": label, "value": value} for value, label in names(sort, locale).items()]
        for name, sort in CONTEXT.items()
    }
