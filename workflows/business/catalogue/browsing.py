"""Reading the public catalogue: pages of it, what is featured, what is like a product."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Label,
    Numeric,
    Row,
    Select,
    and_,
    case,
    func,
    literal_column,
    not_,
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

WALKED = 500
"""Products that are looked at, in order, for words; common ones fill a page by then."""
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
        page = _Page(order, cursors.read(order, after), limit)
        rows = page.ordered(_cards().where(*conditions(question)), page.keys, page.place)
        return [_card(row, page.sort) for row in work.session.execute(rows.limit(limit))]
    with through_the_index(work):
        listed = _by_relevance if sort == "relevance" else _by_words
        return listed(work, question, _Page(sort, cursors.read(sort, after), limit))


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

_AGE = (PublishedProduct.listed_at.expression, PublishedProduct.product_id.expression)
_CHEAPEST = (
    PublishedProduct.price_from.is_(None),
    PublishedProduct.price_unit.expression,
    _PRICE,
    PublishedProduct.product_id.expression,
)
Conditions = Sequence[ColumnElement[bool]]
Keys = Sequence[ColumnElement[Any]]


@dataclass(frozen=True, slots=True)
class _Page:
    """A page of a list: its order, the place after which it begins, how many products it has."""

    sort: Sort
    place: tuple[Any, ...] | None
    limit: int

    @property
    def keys(self) -> Keys:
        """What orders it: the cheapest of each unit come first, the newest first."""
        return _CHEAPEST if self.sort == "cheapest" else _AGE

    def ordered(self, rows: Select[Any], keys: Keys, place: tuple[Any, ...] | None) -> Select[Any]:
        """Order `rows` by these keys and let them go on after a place."""
        if self.sort == "cheapest":
            return (rows.where(tuple_(*keys) > tuple_(*place)) if place else rows).order_by(*keys)
        rows = rows.where(tuple_(*keys) < tuple_(*place)) if place else rows
        return rows.order_by(*(key.desc() for key in keys))


def _cards(*extra: ColumnElement[Any]) -> Select[Any]:
    return select(PublishedProduct, Organisation.name.label("organisation_name"), *extra).join(
        Organisation, Organisation.id == PublishedProduct.organisation_id
    )


def _by_words(work: Work, question: ProductSearch, page: _Page) -> list[ProductCard]:
    return [_card(row, page.sort) for row in _met_or_looked_up(work, page, conditions(question))]


def _by_relevance(work: Work, question: ProductSearch, page: _Page) -> list[ProductCard]:
    """Return first what has the words in its name, then what has them elsewhere; each by age."""
    fitting = conditions(question)
    in_name = fulltext.matches(PublishedProduct.name_words, question.text)
    tier, *later = page.place or (1,)
    place = tuple(later) or None
    if tier == 0 or _walked(work, _Page("newest", place, page.limit), fitting):
        # A name is part of the words, so that one index is enough.
        named = [*conditions(replace(question, text="")), in_name]
        rows = _met_or_looked_up(work, _Page("newest", place, page.limit), named) if tier == 1 else ()
        cards = [_card(row, page.sort, 1) for row in rows]
        rest = _Page("newest", place if tier == 0 else None, page.limit - len(cards))
        others = _walked(work, rest, [*fitting, not_(in_name)]) if rest.limit else ()
        if others is not None:
            return cards + [_card(row, page.sort, 0) for row in others]
    matching = _looked_up(work, page, fitting, [case((in_name, 1), else_=0), *page.keys])
    return [_card(row, page.sort, row.key_0) for row in matching]


def _met_or_looked_up(work: Work, page: _Page, fitting: Conditions) -> Sequence[Row[Any]]:
    return _walked(work, page, fitting) or _looked_up(work, page, fitting, page.keys)


def _walked(work: Work, page: _Page, fitting: Conditions) -> Sequence[Row[Any]] | None:
    """Return what fits of the next `WALKED` products; None if that is less than a page.

    Who walks along an order and looks for rare words walks through everything; who looks up common words
    finds nearly everything. So all are walked to, not far, and those that are not met on the way looked up.
    """
    names = _labelled(page.keys)
    products = select(PublishedProduct.product_id.label("id"), and_(*fitting).label("fits"), *names)
    window = page.ordered(products, page.keys, page.place).limit(WALKED).subquery()
    keys = [window.c[key.name] for key in names]
    rows = work.session.execute(_best(page, select(window).where(window.c.fits), keys, None)).all()
    return rows if len(rows) == page.limit else None


def _looked_up(work: Work, page: _Page, fitting: Conditions, keys: Keys) -> Sequence[Row[Any]]:
    """Return what fits: all of it is found first, and ordered then."""
    names = _labelled(keys)
    products = select(PublishedProduct.product_id.label("id"), *names).where(*fitting)
    matching = products.cte("found").prefix_with("MATERIALIZED")
    ordered = [matching.c[key.name] for key in names]
    return work.session.execute(_best(page, select(matching), ordered, page.place)).all()


def _labelled(keys: Keys) -> list[Label[Any]]:
    return [key.label(f"key_{number}") for number, key in enumerate(keys)]


def _best(page: _Page, matching: Select[Any], keys: Keys, place: tuple[Any, ...] | None) -> Select[Any]:
    """Return the cards of the first that are `matching`, which have an `id`; `keys` are columns of it."""
    best = page.ordered(matching, keys, place).limit(page.limit).subquery()
    ordered = [best.c[f"key_{number}"] for number in range(len(keys))]
    rows = _cards(*ordered).join(best, best.c.id == PublishedProduct.product_id)
    return page.ordered(rows, ordered, None)


def _card(row: Row[Any], sort: Sort, tier: int = 0) -> ProductCard:
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
        cursor=_cursor(row.PublishedProduct, sort, tier),
    )


def _cursor(product: PublishedProduct, sort: Sort, tier: int) -> str:
    if sort == "cheapest":
        price = PRICED_LAST if product.price_from is None else product.price_from
        unpriced = str(int(product.price_from is None))
        return cursors.written([unpriced, product.price_unit, str(price), product.product_id])
    place = [product.listed_at.isoformat(), product.product_id]
    return cursors.written([str(tier), *place] if sort == "relevance" else place)
