"""What the sandbox knows. Amounts are whole fen."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from workflows.ground.db import Base, TextId
from workflows.outside.sandbox_notices import NoticeRow


class SandboxPayment(Base):
    """A payment that a merchant's customer was sent to. `paid_fen` may differ where that was chosen."""

    __tablename__ = "sandbox_payments"

    order_no: Mapped[str] = mapped_column(primary_key=True)
    gateway_txn: Mapped[str]
    amount_fen: Mapped[int] = mapped_column(BigInteger)
    paid_fen: Mapped[int] = mapped_column(BigInteger)
    refunded_fen: Mapped[int] = mapped_column(BigInteger)
    subject: Mapped[str]
    notify_url: Mapped[str]
    return_url: Mapped[str]
    bank: Mapped[str]
    state: Mapped[str]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime] = mapped_column(index=True)
    expires_at: Mapped[datetime]


class SandboxRefund(Base):
    """An amount given back, once for each number of the merchant's."""

    __tablename__ = "sandbox_refunds"

    refund_no: Mapped[str] = mapped_column(primary_key=True)
    order_no: Mapped[str] = mapped_column(ForeignKey("sandbox_payments.order_no"))
    amount_fen: Mapped[int] = mapped_column(BigInteger)
    made_at: Mapped[datetime] = mapped_column(index=True)


class SandboxPayOut(Base):
    """An amount that a merchant pays into a card, once for each number of the merchant's.

    `outcome` is what it comes to at `settles_at`; before that it is pending. `card` is a digest of
    the number: the bank's page knows a card again by it, and nobody reads it here.
    """

    __tablename__ = "sandbox_pay_outs"
    __table_args__ = (Index("ix_sandbox_pay_outs_card", "card", "settles_at"),)

    number: Mapped[str] = mapped_column(primary_key=True)
    gateway_txn: Mapped[str]
    amount_fen: Mapped[int] = mapped_column(BigInteger)
    paid_fen: Mapped[int] = mapped_column(BigInteger)
    holder: Mapped[str]
    bank: Mapped[str]
    card: Mapped[str]
    remark: Mapped[str]
    notify_url: Mapped[str]
    outcome: Mapped[str]
    reason: Mapped[str]
    created_at: Mapped[datetime]
    settles_at: Mapped[datetime] = mapped_column(index=True)


class SandboxNotice(NoticeRow, Base):
    """A notice to the merchant: what it says, when it goes out, and what was answered.

    `about`: "payment" or "pay_out", by whose number it is named.
    """

    __tablename__ = "sandbox_notices"

    id: Mapped[TextId]
    about: Mapped[str]
    order_no: Mapped[str] = mapped_column(index=True)
