"""Tables of payments. Amounts are whole fen, as in the ledger."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from workflows.ground.db import Base, TextId


class PaymentOrder(Base):
    """Something to be paid through a gateway. `owner` is the organisation whose wallet gets it.

    `state`: pending, paid, failed, closed, or in_question: what the gateway says does not fit, and no
    money moves. `next_ask_at`: when the platform asks by itself, None once nothing more is expected.
    """

    __tablename__ = "payment_orders"
    __table_args__ = (
        Index("ix_payment_orders_owner", "owner", "created_at"),
        Index("ix_payment_orders_due", "next_ask_at", postgresql_where=text("next_ask_at IS NOT NULL")),
    )

    number: Mapped[str] = mapped_column(primary_key=True)
    owner: Mapped[str]
    gateway: Mapped[str]
    amount_fen: Mapped[int] = mapped_column(BigInteger)
    state: Mapped[str]
    gateway_txn: Mapped[str | None]
    created_by: Mapped[str]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    asked: Mapped[int]
    next_ask_at: Mapped[datetime | None]


class PaymentNotice(Base):
    """A notice that a gateway has signed, as it came. `outcome`: what the platform made of it."""

    __tablename__ = "payment_notices"
    __table_args__ = (UniqueConstraint("gateway", "gateway_txn", "state"),)

    id: Mapped[TextId]
    gateway: Mapped[str]
    gateway_txn: Mapped[str]
    state: Mapped[str]
    order_no: Mapped[str] = mapped_column(index=True)
    amount_fen: Mapped[int] = mapped_column(BigInteger)
    raw: Mapped[str]
    received_at: Mapped[datetime]
    outcome: Mapped[str]


class PayOut(Base):
    """An amount that the platform pays into a card through a gateway. `card` is its number, encrypted.

    `state`: created (the gateway has not taken it yet), pending, paid, failed, or in_question: what the
    gateway says does not fit, and no money moves. `hold_id`: the hold that pays for it.
    """

    __tablename__ = "pay_outs"
    __table_args__ = (
        Index("ix_pay_outs_due", "next_ask_at", postgresql_where=text("next_ask_at IS NOT NULL")),
    )

    number: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    owner: Mapped[str]
    gateway: Mapped[str]
    amount_fen: Mapped[int] = mapped_column(BigInteger)
    holder: Mapped[str]
    bank: Mapped[str]
    card: Mapped[bytes]
    remark: Mapped[str]
    hold_id: Mapped[str | None]
    state: Mapped[str]
    reason: Mapped[str]
    gateway_txn: Mapped[str | None]
    created_by: Mapped[str]
    created_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    asked: Mapped[int]
    next_ask_at: Mapped[datetime | None]


class StatementDay(Base):
    """That a day's file of a gateway was compared with the platform's records, and what came of it."""

    __tablename__ = "payment_statement_days"

    gateway: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    equal: Mapped[int]
    differences: Mapped[int]
    compared_at: Mapped[datetime]


class PaymentDifference(Base):
    """Where the records of the platform and of a gateway differ; one for each number and kind.

    `kind`: missing_here, missing_there, other_amount, or in_question: a notice does not fit.
    """

    __tablename__ = "payment_differences"
    __table_args__ = (UniqueConstraint("gateway", "number", "kind"),)

    id: Mapped[TextId]
    gateway: Mapped[str]
    number: Mapped[str]
    kind: Mapped[str]
    day: Mapped[date]
    gateway_txn: Mapped[str]
    here_fen: Mapped[int | None] = mapped_column(BigInteger)
    there_fen: Mapped[int | None] = mapped_column(BigInteger)
    case_number: Mapped[str | None] = mapped_column(index=True)
    noted_at: Mapped[datetime]
    cleared_at: Mapped[datetime | None]
    conclusion: Mapped[str]
