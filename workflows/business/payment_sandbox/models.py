"""What the sandbox knows. Amounts are whole fen."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from workflows.ground.db import Base, TextId


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


class SandboxNotice(Base):
    """A notice to the merchant: what it says, when it goes out, and what was answered."""

    __tablename__ = "sandbox_notices"

    id: Mapped[TextId]
    order_no: Mapped[str] = mapped_column(ForeignKey("sandbox_payments.order_no"), index=True)
    state: Mapped[str]
    forged: Mapped[bool]
    due_at: Mapped[datetime]
    tried: Mapped[int]
    answer: Mapped[str]
