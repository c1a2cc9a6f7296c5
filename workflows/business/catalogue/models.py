"""Tables of the catalogue domain."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, Sequence
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from workflows.business.catalogue.values import CHANGE_STATES, PRODUCT_KINDS, PRODUCT_STATES
from workflows.ground.db import Base, TextId

PRODUCT_NUMBER = Sequence("product_number", metadata=Base.metadata)


def _among(column: str, allowed: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(one) for one in allowed)})"


class Product(Base):
    """Something an organisation offers. Only `operations` and `product_lifecycle` change its state.

    `draft` is what was typed and not handed in, raw, shared by the organisation's people; its revision tells
    two of them apart. `case_id` names the running or the last case.
    """

    __tablename__ = "products"
    __table_args__ = (
        CheckConstraint(_among("kind", PRODUCT_KINDS), name="kind"),
        CheckConstraint(_among("state", PRODUCT_STATES), name="state"),
        CheckConstraint(f"change IS NULL OR {_among('change', CHANGE_STATES)}", name="change"),
        # What is listed has something to show, and only what is listed can have a change under way.
        CheckConstraint(
            "(state IN ('on_sale', 'off_sale')) = (listed_data IS NOT NULL)"
            " AND (listed_data IS NULL) = (listed_at IS NULL)"
            " AND (change IS NULL OR listed_data IS NOT NULL)",
            name="listed",
        ),
        CheckConstraint(
            "case_id IS NOT NULL OR (state NOT IN ('in_review', 'returned')"
            " AND coalesce(change, '') NOT IN ('in_review', 'returned'))",
            name="reviewed_in_a_case",
        ),
        CheckConstraint("(state = 'off_sale') = (off_sale_at IS NOT NULL)", name="off_sale"),
        Index("ix_products_organisation_id", "organisation_id", "updated_at", "id"),
        Index("ix_products_case_id", "case_id"),
    )

    id: Mapped[TextId]
    number: Mapped[str] = mapped_column(unique=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"))
    kind: Mapped[str]
    name: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(default="draft")
    change: Mapped[str | None]
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)
    listed_data: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    draft: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    draft_revision: Mapped[int] = mapped_column(Integer, default=0)
    drafted_by: Mapped[str | None]
    drafted_at: Mapped[datetime | None]
    case_id: Mapped[str | None]
    listed_at: Mapped[datetime | None]
    off_sale_at: Mapped[datetime | None]
    created_by: Mapped[str]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
