"""What somebody looks for in the public catalogue, and which products fit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal

from sqlalchemy import ColumnElement, func, select

from workflows.business.catalogue.publication_models import PublicationChange, PublishedProduct
from workflows.ground import fulltext
from workflows.ground.work import Work

FACETS = ("kind", "category", "industry", "region", "tag", "catalogue")
CATEGORY = "category:"
"""How the category of a product begins among its facets."""


@dataclass(frozen=True, slots=True)
class ProductSearch:
    """What somebody looks for. `chosen` is {facet: value}; empty means everything.

    Prices are yuan for `price_unit` (`views.PRICE_UNITS`): those for anything else do not fit, free ones do.
    `categories`: a product must be of one of them at least, beside what is chosen.
    """

    text: str = ""
    chosen: Mapping[str, str] = field(default_factory=dict)
    price_min: Decimal | None = None
    price_max: Decimal | None = None
    price_unit: str = ""
    organisation_id: str | None = None
    categories: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[object, ...]:
        """What two questions share that ask the same."""
        prices = (self.price_min, self.price_max, self.price_unit)
        return (
            " ".join(self.text.split()),
            *sorted(self.chosen.items()),
            *prices,
            self.organisation_id,
            *sorted(self.categories),
        )

    @property
    def narrowed(self) -> bool:
        """Whether it asks for less than everything."""
        prices = any(price is not None for price in (self.price_min, self.price_max))
        asked = self.text.strip() or self.chosen or self.organisation_id or self.categories
        return bool(asked or self.price_unit or prices)


def conditions(
    question: ProductSearch,
    *,
    without: str | None = None,
    of: type[PublishedProduct] | type[PublicationChange] = PublishedProduct,
) -> list[ColumnElement[bool]]:
    """Return what a product must fulfil, or a change `of` one, without the choice of the facet `without`."""
    # No text in PostgreSQL holds a NUL, so neither does a facet.
    chosen = [
        f"{facet}:{value}".replace("\x00", "") for facet, value in question.chosen.items() if facet != without
    ]
    where: list[ColumnElement[bool]] = [of.facets.contains(chosen)] if chosen else []
    if question.text.strip():
        where.append(fulltext.matches(of.words, question.text))
    if question.categories:
        where.append(of.facets.overlap([f"{CATEGORY}{one}" for one in question.categories]))
    if question.organisation_id:
        where.append(of.organisation_id == question.organisation_id)
    if question.price_unit:
        where.append(of.price_unit.in_((question.price_unit, "")))
    if question.price_max is not None:
        where.append(of.price_from <= question.price_max)
    if question.price_min is not None:
        where.append(func.coalesce(of.price_to, of.price_from) >= question.price_min)
    return where


@contextmanager
def through_the_index(work: Work) -> Iterator[None]:
    """Have words looked up: to read all of them is dear, which the planner does not know of long values."""
    work.session.execute(select(func.set_config("enable_seqscan", "off", True)))
    yield
    work.session.execute(select(func.set_config("enable_seqscan", "on", True)))
