"""What a person means to buy, for the copy of their data."""

from __future__ import annotations

from sqlalchemy import select

from workflows.business.carts.models import Cart, CartLine
from workflows.business.catalogue.publication_models import PublishedProduct
from workflows.business.ledger.money import to_yuan
from workflows.ground.messages import Locale
from workflows.ground.work import Work
from workflows.people.personal_data import PersonalRecords, Rows, columns


def _lines(work: Work, user_id: str, _locale: Locale) -> Rows:
    """Return the lines of all carts of a person; a product that is not on sale any more has no name."""
    rows = (
        select(
            CartLine.added_at, PublishedProduct.name, CartLine.specification, CartLine.mode,
            CartLine.quantity, CartLine.seen_fen,
        )
        .join(Cart, Cart.id == CartLine.cart_id)
        .outerjoin(PublishedProduct, PublishedProduct.product_id == CartLine.product_id)
        .where(Cart.user_id == user_id)
        .order_by(CartLine.id)
    )  # fmt: skip
    return ((*line, to_yuan(fen)) for *line, fen in work.session.execute(rows))


RECORDS = (
    PersonalRecords(
        "cart_lines", "购物车", "Carts",
        columns(
            ("added_at", "放入时间", "Added"), ("product", "产品", "Product"),
            ("specification", "规格", "Specification"), ("mode", "购买方式", "Way of buying"),
            ("quantity", "数量", "Quantity"), ("yuan", "放入时单价（元）", "Unit price then, yuan"),
        ),
        _lines,
    ),
)  # fmt: skip
