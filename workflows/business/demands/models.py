"""The table of demands. Their deposits are the ledger's: here stands the hold that keeps one."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from workflows.business.demands.values import DEMAND_STATES, PAYMENTS, SELECTIONS
from workflows.ground.db import Base, TextId

_STATES = ", ".join(repr(one) for one in DEMAND_STATES)
_PAYMENTS = ", ".join(repr(one) for one in PAYMENTS)
_SELECTIONS = ", ".join(repr(one) for one in SELECTIONS)


class Demand(Base):
    """What an enterprise looks for. Its number is that of its case.

    `words` hold all that it is found by in the project hall. `required_fen` is the deposit that the table
    asks for, `deposit_fen` what `hold_id` holds of the wallet, 0 while nothing is held. `reason`: why it was
    withdrawn. `order_id`: the order with the provider that was chosen. `selection` is the way of choosing it;
    of a tender `opens_at` is when the enterprise wants the bids opened. `fee_fen`: what ending it has cost.
    """

    __tablename__ = "demands"
    __table_args__ = (
        CheckConstraint(f"state IN ({_STATES})", name="state"),
        CheckConstraint(f"payment IN ({_PAYMENTS})", name="payment"),
        CheckConstraint(f"selection IN ({_SELECTIONS})", name="selection"),
        CheckConstraint("(selection = 'tender') = (opens_at IS NOT NULL)", name="opening"),
        CheckConstraint("minimum_bidders >= 0 AND fee_fen >= 0", name="tender"),
        CheckConstraint("budget_fen > 0 AND required_fen >= 0 AND deposit_fen >= 0", name="amounts"),
        CheckConstraint("(state = 'awarded') = (order_id IS NOT NULL)", name="order"),
        CheckConstraint("(deposit_fen > 0) = (hold_id IS NOT NULL)", name="hold"),
        Index("ix_demands_organisation_id", "organisation_id", "id"),
        Index("ix_demands_case_id", "case_id", unique=True),
        Index("ix_demands_published", "id", postgresql_where=text("state = 'published'")),
        Index("ix_demands_ends", "deliver_by", postgresql_where=text("state = 'published'")),
        Index("ix_demands_words", "words", postgresql_using="gin"),
    )

    id: Mapped[TextId]
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"))
    case_id: Mapped[str | None]
    title: Mapped[str]
    category: Mapped[str]
    description: Mapped[str]
    budget_fen: Mapped[int] = mapped_column(BigInteger)
    deliver_by: Mapped[date]
    payment: Mapped[str]
    selection: Mapped[str]
    minimum_bidders: Mapped[int]
    opens_at: Mapped[datetime | None]
    invoice_name: Mapped[str]
    contact: Mapped[str]
    mobile: Mapped[str]
    state: Mapped[str]
    required_fen: Mapped[int] = mapped_column(BigInteger)
    deposit_fen: Mapped[int] = mapped_column(BigInteger)
    hold_id: Mapped[str | None]
    order_id: Mapped[str | None]
    fee_fen: Mapped[int] = mapped_column(BigInteger)
    reason: Mapped[str]
    words: Mapped[Any] = mapped_column(TSVECTOR)
    created_by: Mapped[str]
    created_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
