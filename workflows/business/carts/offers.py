"""What products on sale cost now: read for many at once, always from what is published."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal

from sqlalchemy import select

from workflows.business.carts.values import ProductOffer
from workflows.business.catalogue.publication_models import PublishedPage, PublishedProduct
from workflows.business.catalogue.views import shown_product
from workflows.business.ledger.money import FEN
from workflows.ground.work import Work
from workflows.people.organisations.models import Organisation


def offers(work: Work, product_ids: Collection[str]) -> dict[str, ProductOffer]:
    """Return what certified providers offer of these products now, by their ids; one statement.

    What is off sale, or has no specification with a price, is not among them.
    """
    if not product_ids:
        return {}
    rows = (
        select(PublishedProduct, PublishedPage.data, Organisation.name)
        .join(PublishedPage, PublishedPage.product_id == PublishedProduct.product_id)
        .join(Organisation, Organisation.id == PublishedProduct.organisation_id)
        .where(
            PublishedProduct.product_id.in_(sorted(product_ids)),
            Organisation.kind == "provider",
            Organisation.certification == "certified",
        )
    )
    offered = (_offer(row, data, name) for row, data, name in work.session.execute(rows))
    return {one.product_id: one for one in offered if one.prices}


def _offer(row: PublishedProduct, data: dict[str, object], provider_name: str) -> ProductOffer:
    shown = shown_product(data, "zh-CN")
    prices = {
        (one.name, mode): unit
        for one in shown.specifications
        for mode, price in one.prices
        if (unit := Decimal("0.00") if one.free else _whole_fen(price)) is not None
    }
    return ProductOffer(
        row.product_id,
        row.number,
        row.name,
        row.kind,
        row.organisation_id,
        provider_name,
        tuple(one.value for one in shown.categories),
        prices,
    )


def _whole_fen(price: Decimal | None) -> Decimal | None:
    """Return a price as money; None for one that is not said, below zero, or with parts of a fen."""
    if price is None or price < 0 or price != price.quantize(FEN):
        return None
    return price.quantize(FEN)
