"""Reading the public catalogue: pages of it, what is featured, what is like a product."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Numeric,
    Row,
    Select,
    and_,
    case,
    func,
    literal_column,
    select,
    tuple_,
)

from workflows.business.catalogue import cursors
from workflows.business.catalogue.cursors import Sort
from workflows.business.catalogue.publication_models import PRICED_LAST, PublishedProduct
from workflows.business.catalogue.search_projection import (
    CATEGORY,
    ProductSearch,
    conditions,
    through_the_index,
)
from workflows.ground import fulltext
from workflows.ground.work import Work
from workflows.people.organisations.models import Organisation

__all__ = ["SORTS", "ProductCard", "ProductSearch", "featured", "products", "products_of", "related"]

SORTS: tuple[Sort, ...] = ("relevance", "newest", "cheapest")


@dataclass(frozen=True, slots=True)
class ProductCard:
    """A product as lists show it. `cursor` is where a list goes on after it."""

    product_id: str
    number: str
    organisation_id: str
    organisation_name: str
    kind: str
    name: str
    summary: str
    tags: tuple[str, ...]
    categories: tuple[str, ...]
    price_from: Decimal | None
    price_to: Decimal | None
    price_unit: str
    delivery_days: int | None
    featured: bool
    listed_at: datetime
    picture_id: str | None
    cursor: str


def products(
    work: Work, question: ProductSearch, *, sort: Sort = "newest", after: str | None = None, limit: int = 20
) -> list[ProductCard]:
    """Return a page of what fits.

    By relevance, products with the words in their name come first; without words that is the same as newest.
    The cheapest come first among those that are priced by the same unit; those without a price are last.
    `after` is the cursor of the last card of the page before; one that is none begins again.
    """
    if not question.text.strip():
        order: Sort = "newest" if sort == "relevance" else sort
        rows = _in_order(_cards().where(*conditions(question)), order, _keys(order, question), after)
        return [_card(row, order) for row in work.session.execute(rows.limit(limit))]
    with through_the_index(work):
        rows = _found_by_words(question, sort, after, limit)
        return [_card(row, sort) for row in work.session.execute(rows)]


def featured(work: Work, *, limit: int) -> list[ProductCard]:
    """Return the newest of the featured products."""
    rows = _cards().where(PublishedProduct.featured).order_by(*_BY_AGE).limit(limit)
    return [_card(row, "newest") for row in work.session.execute(rows)]


def related(work: Work, product_id: str, *, limit: int) -> list[ProductCard]:
    """Return the newest products that share a category with this one, those of the same provider last."""
    own = select(PublishedProduct.organisation_id, PublishedProduct.facets).where(
        PublishedProduct.product_id == product_id
    )
    product = work.session.execute(own).first()
    categories = [one for one in product.facets if one.startswith(CATEGORY)] if product else []
    if not product or not categories:
        return []
    alike = and_(PublishedProduct.facets.overlap(categories), PublishedProduct.product_id != product_id)
    newest = select(PublishedProduct.product_id).where(alike).order_by(*_BY_AGE).limit(limit * 4)
    same = PublishedProduct.organisation_id == product.organisation_id
    rows = _cards().where(PublishedProduct.product_id.in_(newest)).order_by(same, *_BY_AGE).limit(limit)
    return [_card(row, "newest") for row in work.session.execute(rows)]


def products_of(work: Work, organisation_ids: Collection[str]) -> dict[str, int]:
    """Return how many products each of these organisations has on sale; one statement."""
    rows = (
        select(PublishedProduct.organisation_id, func.count().label("products"))
        .where(PublishedProduct.organisation_id.in_(organisation_ids))
        .group_by(PublishedProduct.organisation_id)
    )
    return {row.organisation_id: row.products for row in work.session.execute(rows)}


_BY_AGE = (PublishedProduct.listed_at.desc(), PublishedProduct.product_id.desc())
# Written out as in the index, which a bound value would not match.
_PRICE = func.coalesce(PublishedProduct.price_from, literal_column(str(PRICED_LAST), Numeric))

_UNPRICED = PublishedProduct.price_from.is_(None)


def _cards(*extra: ColumnElement[Any]) -> Select[Any]:
    return select(PublishedProduct, Organisation.name.label("organisation_name"), *extra).join(
        Organisation, Organisation.id == PublishedProduct.organisation_id
    )


def _keys(sort: Sort, question: ProductSearch) -> list[ColumnElement[Any]]:
    """Return what a list is ordered by; the cheapest of each unit first, else the highest."""
    age: list[ColumnElement[Any]] = [
        PublishedProduct.listed_at.expression,
        PublishedProduct.product_id.expression,
    ]
    if sort == "cheapest":
        return [
            _UNPRICED,
            PublishedProduct.price_unit.expression,
            _PRICE,
            PublishedProduct.product_id.expression,
        ]
    if sort == "relevance":
        in_name = fulltext.matches(PublishedProduct.name_words, question.text)
        return [case((in_name, 1), else_=0), *age]
    return age


def _in_order(
    rows: Select[Any], sort: Sort, keys: Sequence[ColumnElement[Any]], after: str | None
) -> Select[Any]:
    """Order `rows` and let them go on after a cursor."""
    place = cursors.read(sort, after)
    if sort == "cheapest":
        rows = rows.where(tuple_(*keys) > tuple_(*place)) if place else rows
        return rows.order_by(*keys)
    rows = rows.where(tuple_(*keys) < tuple_(*place)) if place else rows
    return rows.order_by(*(key.desc() for key in keys))


def _found_by_words(question: ProductSearch, sort: Sort, after: str | None, limit: int) -> Select[Any]:
    """Find first, order then: who walks along an order and looks for words may walk through everything."""
    keys = [key.label(f"key_{place}") for place, key in enumerate(_keys(sort, question))]
    matching = (
        select(PublishedProduct.product_id.label("id"), *keys)
        .where(*conditions(question))
        .cte("found")
        .prefix_with("MATERIALIZED")
    )
    best = (
        _in_order(select(matching), sort, [matching.c[key.name] for key in keys], after)
        .limit(limit)
        .subquery()
    )
    rows = _cards(best.c.key_0.label("tier")).join(best, best.c.id == PublishedProduct.product_id)
    return _in_order(rows, sort, [best.c[key.name] for key in keys], None)


def _card(row: Row[Any], sort: Sort) -> ProductCard:
    product: PublishedProduct = row.PublishedProduct
    return ProductCard(
        product_id=product.product_id,
        number=product.number,
        organisation_id=product.organisation_id,
        organisation_name=row.organisation_name,
        kind=product.kind,
        name=product.name,
        summary=product.summary,
        tags=tuple(product.tags),
        categories=tuple(one.removeprefix(CATEGORY) for one in product.facets if one.startswith(CATEGORY)),
        price_from=product.price_from,
        price_to=product.price_to,
        price_unit=product.price_unit,
        delivery_days=product.delivery_days,
        featured=product.featured,
        listed_at=product.listed_at,
        picture_id=product.picture_id,
        cursor=_cursor(row, sort),
    )


def _cursor(row: Row[Any], sort: Sort) -> str:
    product: PublishedProduct = row.PublishedProduct
    if sort == "cheapest":
        price = PRICED_LAST if product.price_from is None else product.price_from
        unpriced = str(int(product.price_from is None))
        return cursors.written([unpriced, product.price_unit, str(price), product.product_id])
    place = [product.listed_at.isoformat(), product.product_id]
    return cursors.written([str(row.tier), *place] if sort == "relevance" else place)
