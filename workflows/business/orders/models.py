"""Tables of orders. Money and vouchers themselves are the ledger's: here stand the holds that keep them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from workflows.business.orders.values import (
    ENDING_STATES,
    MILESTONE_STATES,
    ORDER_STATES,
    PLAN_CHANGE_STATES,
)
from workflows.ground.db import Base, TextId

_STATES = ", ".join(repr(one) for one in ORDER_STATES)
_MILESTONE_STATES = ", ".join(repr(one) for one in MILESTONE_STATES)
_ENDING_STATES = ", ".join(repr(one) for one in ENDING_STATES)
_PLAN_CHANGE_STATES = ", ".join(repr(one) for one in PLAN_CHANGE_STATES)


class ServiceOrder(Base):
    """What an enterprise ordered of one provider. `state` is the step at which its process waits.

    `pending`: an action after which the process has not come to its next step yet. `checkout_key` names the
    checkout that made it, once for each provider. Total = deducted + due; `deposit_fen` of what is due may be
    paid before the start and the balance at the end. `release`: whether the provider is paid with each
    milestone or at the end; `released_fen` is what has left escrow for it so far, `fee_fen` what of that the
    platform has kept. `cost_fen`: what the provider got when the order was cancelled. `refund_fen`: what both
    agreed on, or the platform decided, to give back of what is in escrow; the order ends with it.
    """

    __tablename__ = "orders"
    __table_args__ = (
        CheckConstraint(f"state IN ({_STATES})", name="state"),
        CheckConstraint(
            "total_fen = deducted_fen + due_fen AND deducted_fen >= 0 AND due_fen >= 0", name="due"
        ),
        CheckConstraint("paid_fen BETWEEN 0 AND due_fen AND deposit_fen BETWEEN 0 AND due_fen", name="paid"),
        CheckConstraint(
            "released_fen BETWEEN 0 AND paid_fen AND fee_fen BETWEEN 0 AND released_fen", name="released"
        ),
        CheckConstraint("release IN ('milestones', 'end')", name="release"),
        CheckConstraint("(deducted_fen > 0) = (voucher_id IS NOT NULL)", name="voucher"),
        UniqueConstraint("checkout_key", "provider_id"),
        Index("ix_orders_enterprise_id", "enterprise_id", "id"),
        Index("ix_orders_provider_id", "provider_id", "id"),
        Index("ix_orders_voucher_id", "voucher_id", postgresql_where=text("voucher_id IS NOT NULL")),
    )

    id: Mapped[TextId]
    number: Mapped[str | None] = mapped_column(unique=True)
    case_id: Mapped[str | None]
    definition_id: Mapped[str | None]
    checkout_key: Mapped[str]
    enterprise_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"))
    enterprise_name: Mapped[str]
    provider_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"))
    provider_name: Mapped[str]
    state: Mapped[str]
    pending: Mapped[str] = mapped_column(server_default="")
    total_fen: Mapped[int] = mapped_column(BigInteger)
    deducted_fen: Mapped[int] = mapped_column(BigInteger)
    due_fen: Mapped[int] = mapped_column(BigInteger)
    deposit_fen: Mapped[int] = mapped_column(BigInteger)
    paid_fen: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    release: Mapped[str] = mapped_column(server_default="end")
    released_fen: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    fee_fen: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    refund_fen: Mapped[int | None] = mapped_column(BigInteger)
    cost_fen: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    voucher_id: Mapped[str | None] = mapped_column(ForeignKey("voucher_grants.id"))
    voucher_hold_id: Mapped[str | None]
    cancelled_by: Mapped[str] = mapped_column(server_default="")
    placed_by: Mapped[str]
    placed_at: Mapped[datetime]
    entered_at: Mapped[datetime]
    """Since when it is in its state."""


class OrderLine(Base):
    """One specification of a product as it was ordered; what its page says later changes nothing here."""

    __tablename__ = "order_lines"
    __table_args__ = (CheckConstraint("amount_fen = unit_fen * quantity", name="amount"),)

    order_id: Mapped[str] = mapped_column(ForeignKey("orders.id"), primary_key=True)
    position: Mapped[int] = mapped_column(Integer, primary_key=True)
    product_id: Mapped[str]
    product_number: Mapped[str]
    product_name: Mapped[str]
    product_kind: Mapped[str]
    specification: Mapped[str]
    mode: Mapped[str]
    quantity: Mapped[int] = mapped_column(Integer)
    unit_fen: Mapped[int] = mapped_column(BigInteger)
    amount_fen: Mapped[int] = mapped_column(BigInteger)


class OrderPayment(Base):
    """A payment into escrow 托管: held of the enterprise's wallet until the order is settled or cancelled."""

    __tablename__ = "order_payments"

    order_id: Mapped[str] = mapped_column(ForeignKey("orders.id"), primary_key=True)
    position: Mapped[int] = mapped_column(Integer, primary_key=True)
    amount_fen: Mapped[int] = mapped_column(BigInteger)
    hold_id: Mapped[str]
    paid_by: Mapped[str]
    paid_at: Mapped[datetime]


class OrderMilestone(Base):
    """A part of the work, in its order; an order without a contract has one, without a title: all of it.

    The amounts add up to what is due, the shares of the voucher to what it pays. `accepted_as`: by the
    enterprise, because it was silent (deemed), or by the platform's decision.
    """

    __tablename__ = "order_milestones"
    __table_args__ = (
        CheckConstraint(f"state IN ({_MILESTONE_STATES})", name="state"),
        CheckConstraint("accepted_as IN ('', 'enterprise', 'deemed', 'platform')", name="accepted_as"),
        CheckConstraint("amount_fen >= 0 AND voucher_fen >= 0", name="amounts"),
    )

    order_id: Mapped[str] = mapped_column(ForeignKey("orders.id"), primary_key=True)
    position: Mapped[int] = mapped_column(Integer, primary_key=True)
    title: Mapped[str]
    amount_fen: Mapped[int] = mapped_column(BigInteger)
    voucher_fen: Mapped[int] = mapped_column(BigInteger)
    due_on: Mapped[date | None]
    state: Mapped[str]
    accepted_as: Mapped[str] = mapped_column(server_default="")
    accepted_at: Mapped[datetime | None]


class OrderReport(Base):
    """That the provider has reported a milestone done, and how it was answered; "" while it waits."""

    __tablename__ = "order_reports"
    __table_args__ = (
        ForeignKeyConstraint(
            ["order_id", "position"], ["order_milestones.order_id", "order_milestones.position"]
        ),
        CheckConstraint(
            "answer IN ('', 'accepted', 'returned', 'disputed', 'deemed', 'ended')", name="answer"
        ),
        UniqueConstraint("order_id", "position", "number"),
    )

    id: Mapped[TextId]
    order_id: Mapped[str]
    position: Mapped[int] = mapped_column(Integer)
    number: Mapped[int] = mapped_column(Integer)
    note: Mapped[str]
    reported_by: Mapped[str]
    reported_at: Mapped[datetime]
    answer: Mapped[str] = mapped_column(server_default="")
    answer_note: Mapped[str] = mapped_column(server_default="")
    answered_at: Mapped[datetime | None]


class OrderFile(Base):
    """A file that the provider hands in with a report; without a report while it is being put together."""

    __tablename__ = "order_files"
    __table_args__ = (Index("ix_order_files_order_id", "order_id", "added_at", "id"),)

    id: Mapped[TextId]
    order_id: Mapped[str] = mapped_column(ForeignKey("orders.id"))
    report_id: Mapped[str | None] = mapped_column(ForeignKey("order_reports.id"))
    name: Mapped[str]
    content_type: Mapped[str]
    size_bytes: Mapped[int]
    sha256: Mapped[str]
    content: Mapped[bytes] = mapped_column(deferred=True)
    added_by: Mapped[str]
    added_at: Mapped[datetime]


class OrderEnding(Base):
    """That one side has proposed to end an order in service, with so much of what is in escrow given back.

    One waits for an answer at a time. `case_id` is the case whose process keeps the time for it.
    """

    __tablename__ = "order_endings"
    __table_args__ = (
        CheckConstraint("side IN ('enterprise', 'provider')", name="side"),
        CheckConstraint(f"state IN ({_ENDING_STATES})", name="state"),
        CheckConstraint("refund_fen >= 0", name="refund"),
        Index("ix_order_endings_order_id", "order_id", "id"),
        Index("uq_order_endings_open", "order_id", unique=True, postgresql_where=text("state = 'open'")),
    )

    id: Mapped[TextId]
    order_id: Mapped[str] = mapped_column(ForeignKey("orders.id"))
    side: Mapped[str]
    refund_fen: Mapped[int] = mapped_column(BigInteger)
    reason: Mapped[str]
    state: Mapped[str]
    case_id: Mapped[str | None]
    proposed_by: Mapped[str]
    proposed_at: Mapped[datetime]
    answered_by: Mapped[str] = mapped_column(server_default="")
    answer_note: Mapped[str] = mapped_column(server_default="")
    answered_at: Mapped[datetime | None]


class OrderPlanChange(Base):
    """That one side has proposed another plan for what is not accepted yet.

    `parts`: of each milestone that changes, falls away or is new (`kind`) its position and title,
    `amount_fen` and `due` (an ISO day), and what they were (`was_amount_fen`, `was_due`). A new one has the
    position that it will have, and as `after` the present one of what it comes behind. One is under way at a
    time. `given_back_fen`: what went from escrow back to the enterprise when it came into force.
    """

    __tablename__ = "order_plan_changes"
    __table_args__ = (
        CheckConstraint("side IN ('enterprise', 'provider')", name="side"),
        CheckConstraint(f"state IN ({_PLAN_CHANGE_STATES})", name="state"),
        Index("ix_order_plan_changes_order_id", "order_id", "id"),
        Index(
            "uq_order_plan_changes_under_way", "order_id", unique=True,
            postgresql_where=text("state IN ('open', 'signing', 'to_pay')"),
        ),
    )  # fmt: skip

    id: Mapped[TextId]
    order_id: Mapped[str] = mapped_column(ForeignKey("orders.id"))
    side: Mapped[str]
    parts: Mapped[list[Any]]
    reason: Mapped[str]
    state: Mapped[str]
    proposed_by: Mapped[str]
    proposed_at: Mapped[datetime]
    answered_by: Mapped[str] = mapped_column(server_default="")
    answer_note: Mapped[str] = mapped_column(server_default="")
    answered_at: Mapped[datetime | None]
    in_force_at: Mapped[datetime | None]
    given_back_fen: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))


class OrderEvent(Base):
    """A line of an order's timeline: who of which side did what, and what they said."""

    __tablename__ = "order_events"
    __table_args__ = (
        CheckConstraint("side IN ('enterprise', 'provider', 'platform')", name="side"),
        Index("ix_order_events_order_id", "order_id", "id"),
    )

    id: Mapped[TextId]
    order_id: Mapped[str] = mapped_column(ForeignKey("orders.id"))
    at: Mapped[datetime]
    side: Mapped[str]
    actor: Mapped[str]
    kind: Mapped[str]
    note: Mapped[str]
