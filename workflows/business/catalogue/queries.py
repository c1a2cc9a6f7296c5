"""What an organisation's people read of their products; each list costs a constant number of statements."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import fields
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select, tuple_

from workflows.approvals.models import Case
from workflows.business.catalogue import cursors
from workflows.business.catalogue.models import Product
from workflows.business.catalogue.product_policy import may_see_products
from workflows.business.catalogue.values import ProductLine, ProductPage, ProductView
from workflows.ground.db import among
from workflows.ground.errors import NotFound
from workflows.ground.work import Work
from workflows.people.viewer import Viewer, require

PAGE_ROWS = 20
_REVIEWED = ("in_review", "returned")
TABS: Mapping[str, ColumnElement[bool]] = {
    "on_sale": Product.state == "on_sale",
    "in_review": or_(Product.state.in_(_REVIEWED), Product.change.in_(_REVIEWED)),
    "rejected": Product.state == "rejected",
    "draft": Product.state == "draft",
    "withdrawn": Product.state == "withdrawn",
    "off_sale": Product.state == "off_sale",
}
"""The lists by state. A listed product whose change is in review stands among both."""


def product(work: Work, viewer: Viewer, product_id: str) -> ProductView:
    """Return one product. Raises: NotFound: none, or not of the viewer's organisation."""
    row = work.session.get(Product, product_id)
    if row is None or not may_see_products(viewer, row.organisation_id):
        raise NotFound("catalogue.not_found")
    return product_view(row)


def products(work: Work, viewer: Viewer, product_ids: Collection[str]) -> list[ProductView]:
    """Return those of some products that the viewer may see; one statement."""
    if not product_ids:
        return []
    rows = work.session.scalars(select(Product).where(among(Product.id, product_ids)))
    return [product_view(row) for row in rows if may_see_products(viewer, row.organisation_id)]


def own_products(
    work: Work,
    viewer: Viewer,
    organisation_id: str,
    *,
    tab: str = "",
    text: str = "",
    after: str | None = None,
    limit: int = PAGE_ROWS,
) -> ProductPage:
    """Return an organisation's products, the last changed first; one statement.

    `tab` is a key of `TABS`, any other means all; `text` is part of the name or the number.

    Raises: Forbidden: not the viewer's to see.
    """
    require(may_see_products(viewer, organisation_id))
    rows = _lines().where(Product.organisation_id == organisation_id, _among(tab, text))
    place = cursors.moment_and_id(cursors.parts(after, 2))
    if place:
        rows = rows.where(tuple_(Product.updated_at, Product.id) < tuple_(*place))
    rows = rows.order_by(Product.updated_at.desc(), Product.id.desc()).limit(limit + 1)
    lines = [_line(row) for row in work.session.execute(rows)]
    more = len(lines) > limit
    last = lines[limit - 1] if more else None
    cursor = cursors.written([last.updated_at.isoformat(), last.id]) if last else None
    return ProductPage(tuple(lines[:limit]), cursor)


def counts(work: Work, viewer: Viewer, organisation_id: str, *, text: str = "") -> dict[str, int]:
    """Return how many products stand in each tab, and under "" how many there are; one statement.

    Raises: Forbidden: not the viewer's to see.
    """
    require(may_see_products(viewer, organisation_id))
    columns = [func.count().filter(condition).label(tab) for tab, condition in TABS.items()]
    rows = select(func.count().label("everything"), *columns).where(
        Product.organisation_id == organisation_id, _among("", text)
    )
    by_tab = work.session.execute(rows).one()._mapping
    return {"": by_tab["everything"]} | {tab: by_tab[tab] for tab in TABS}


def product_view(row: Product) -> ProductView:
    """Return the frozen value of one row."""
    return ProductView(**{f.name: getattr(row, f.name) for f in fields(ProductView)})


def _among(tab: str, text: str) -> ColumnElement[bool]:
    asked = text.strip()
    conditions = [TABS[tab]] if tab in TABS else []
    if asked:
        by_number = Product.number == asked.upper()
        conditions.append(or_(Product.name.icontains(asked, autoescape=True), by_number))
    return and_(True, *conditions)


def _lines() -> Select[Any]:
    picture = Product.data["picture"][0]["id"].as_string()
    drafted = Product.draft["picture"][0].as_string()
    columns: tuple[Any, ...] = (
        Product.id,
        Product.number,
        Product.kind,
        Product.name,
        Product.state,
        Product.change,
        Product.draft.is_not(None).label("has_draft"),
        Case.number.label("case_number"),
        func.coalesce(drafted, picture).label("picture_id"),
        Product.listed_at,
        Product.updated_at,
    )
    return select(*columns).outerjoin(
        Case,
        and_(Case.id == Product.case_id, or_(Product.state.in_(_REVIEWED), Product.change.in_(_REVIEWED))),
    )


def _line(row: Row[Any]) -> ProductLine:
    return ProductLine(**row._mapping)
