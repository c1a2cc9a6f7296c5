"""What a person means to buy, for the copy of their data; what is not on sale any more has no name."""

from __future__ import annotations

from sqlalchemy import select

from workflows.business.carts.models import Cart, CartLine
from workflows.business.catalogue.publication_models import PublishedProduct
from workflows.business.ledger.yuan_columns import in_yuan
from workflows.people.personal_data import PersonalRecords, columns, rows_of

RECORDS = (
    PersonalRecords(
        "cart_lines", "购物车", "Carts",
        columns(
            ("added_at", "放入时间", "Added"), ("product", "产品", "Product"),
            ("specification", "规格", "Specification"), ("mode", "购买方式", "Way of buying"),
            ("quantity", "数量", "Quantity"), ("yuan", "放入时单价（元）", "Unit price then, yuan"),
        ),
        rows_of(
            lambda user_id: select(
                CartLine.added_at, PublishedProduct.name, CartLine.specification, CartLine.mode,
                CartLine.quantity, in_yuan(CartLine.seen_fen),
            )
            .join(Cart, Cart.id == CartLine.cart_id)
            .outerjoin(PublishedProduct, PublishedProduct.product_id == CartLine.product_id)
            .where(Cart.user_id == user_id)
            .order_by(CartLine.id)
        ),
    ),
)  # fmt: skip
