"""Tables of after-sales cases; the money itself is the ledger's."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from workflows.business.after_sales.values import AFTER_SALES_STATES, OUTCOMES
from workflows.ground.db import Base, TextId

_STATES = ", ".join(repr(one) for one in AFTER_SALES_STATES)
_OUTCOMES = ", ".join(repr(one) for one in OUTCOMES)


class AfterSalesCase(Base):
    """What an enterprise asks about an order that is accepted and paid out as a whole.

    `state` is the step at which its process waits.

    `pending`: an action after which the process has not come to its next step yet. `refundable_fen`: what was
    paid out for the order and not given back by an earlier case. `refund_fen`: what the platform has decided
    that the provider gives back, `collected_fen` what of it has come; the rest is owed while it is `claimed`.
    """

    __tablename__ = "after_sales_cases"
    __table_args__ = (
        CheckConstraint(f"state IN ({_STATES})", name="state"),
        CheckConstraint(f"outcome IN ({_OUTCOMES})", name="outcome"),
        CheckConstraint(
            "refund_fen BETWEEN 0 AND refundable_fen AND collected_fen BETWEEN 0 AND refund_fen",
            name="refund",
        ),
        Index("ix_after_sales_cases_order_id", "order_id", "id"),
        Index("ix_after_sales_cases_claimed", "id", postgresql_where=text("state = 'claimed'")),
        Index(
            "uq_after_sales_cases_running",
            "order_id",
            unique=True,
            postgresql_where=text("state <> 'closed'"),
        ),
    )

    id: Mapped[TextId]
    number: Mapped[str | None] = mapped_column(unique=True)
    case_id: Mapped[str | None]
    order_id: Mapped[str] = mapped_column(ForeignKey("orders.id"))
    state: Mapped[str]
    pending: Mapped[str] = mapped_column(server_default="")
    outcome: Mapped[str] = mapped_column(server_default="")
    reason: Mapped[str]
    refundable_fen: Mapped[int] = mapped_column(BigInteger)
    refund_fen: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    collected_fen: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    opened_by: Mapped[str]
    opened_at: Mapped[datetime]
    entered_at: Mapped[datetime]
    """Since when it is in its state."""


class AfterSalesEntry(Base):
    """What was said or decided in a case, and by whom of which side."""

    __tablename__ = "after_sales_entries"
    __table_args__ = (
        CheckConstraint("side IN ('enterprise', 'provider', 'platform')", name="side"),
        Index("ix_after_sales_entries_case", "after_sales_case_id", "id"),
    )

    id: Mapped[TextId]
    after_sales_case_id: Mapped[str] = mapped_column(ForeignKey("after_sales_cases.id"))
    at: Mapped[datetime]
    side: Mapped[str]
    actor: Mapped[str]
    kind: Mapped[str]
    note: Mapped[str]
    amount_fen: Mapped[int | None] = mapped_column(BigInteger)


class AfterSalesFile(Base):
    """A file that was handed in with what a side said."""

    __tablename__ = "after_sales_files"
    __table_args__ = (Index("ix_after_sales_files_entry", "entry_id", "id"),)

    id: Mapped[TextId]
    entry_id: Mapped[str] = mapped_column(ForeignKey("after_sales_entries.id"))
    name: Mapped[str]
    content_type: Mapped[str]
    size_bytes: Mapped[int]
    sha256: Mapped[str]
    content: Mapped[bytes] = mapped_column(deferred=True)
