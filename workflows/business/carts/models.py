"""Tables of carts."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Integer, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from workflows.ground.db import Base, TextId


class Cart(Base):
    """What one person means to buy for one organisation. `revision` grows with every change of its lines."""

    __tablename__ = "carts"
    __table_args__ = (UniqueConstraint("organisation_id", "user_id"),)

    id: Mapped[TextId]
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"))
    user_id: Mapped[str]
    revision: Mapped[int] = mapped_column(Integer, server_default=text("0"))


class CartLine(Base):
    """A specification of a product, bought in one way. `seen_fen`: its unit price when it was put there."""

    __tablename__ = "cart_lines"
    __table_args__ = (
        CheckConstraint("mode IN ('year', 'month', 'quantity')", name="mode"),
        CheckConstraint("quantity BETWEEN 1 AND 999", name="quantity"),
        UniqueConstraint("cart_id", "product_id", "specification", "mode"),
        Index("ix_cart_lines_cart_id", "cart_id", "id"),
    )

    id: Mapped[TextId]
    cart_id: Mapped[str] = mapped_column(ForeignKey("carts.id"))
    product_id: Mapped[str]
    specification: Mapped[str]
    mode: Mapped[str]
    quantity: Mapped[int] = mapped_column(Integer)
    seen_fen: Mapped[int] = mapped_column(BigInteger)
    added_at: Mapped[datetime]
