"""The products of a provider that a deal may be about, as the form of a filing offers them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, select

from workflows.business.catalogue.models import Product
from workflows.business.filed_deals.models import FiledDeal
from workflows.ground.messages import Locale
from workflows.ground.work import Work

OWN_PRODUCTS = "own_products"
"""The key under which the form asks for them; what is chosen is the number of one."""
MOST_OFFERED = 500


def offered(work: Work, provider_id: str, _locale: Locale) -> dict[str, Any]:
    """Return the products that the provider sells or has sold here, by name."""
    return {OWN_PRODUCTS: _options(work, Product.organisation_id == provider_id)}


def offered_for(work: Work, deal_id: str, locale: Locale) -> dict[str, Any]:
    """Return the same for the provider of a filed deal, whose form is corrected or read."""
    row = work.session.get(FiledDeal, deal_id)
    return offered(work, row.provider_id, locale) if row is not None else {}


def chosen(work: Work, data: Mapping[str, Any], _locale: Locale) -> dict[str, Any]:
    """Return the product that the data of a filing names, so that it is read by its name."""
    number = str(data.get("product_number") or "")
    return {OWN_PRODUCTS: _options(work, Product.number == number)} if number else {}


def _options(work: Work, which: ColumnElement[bool]) -> list[dict[str, str]]:
    listed = select(Product.number, Product.name).where(Product.listed_data.is_not(None), which)
    rows = work.session.execute(listed.order_by(Product.name, Product.number).limit(MOST_OFFERED))
    return [{"value": row.number, "label": f"{row.name}（{row.number}）"} for row in rows]
