"""Tables of wallets. The money itself is the ledger's."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Index
from sqlalchemy.orm import Mapped, mapped_column

from workflows.ground.db import Base, TextId


class OfflineSlip(Base):
    """That a slip of a transfer, known by the hash of its content, was handed in with a case."""

    __tablename__ = "offline_slips"

    sha256: Mapped[str] = mapped_column(primary_key=True)
    case_number: Mapped[str] = mapped_column(primary_key=True)
    noted_at: Mapped[datetime]


class BankCard(Base):
    """A card of an organisation, into which money of its wallet is paid. `number` is kept encrypted.

    `state`: checking (a small amount is on its way, or waits to be typed), certified, failed, locked (three
    wrong amounts), expired, withdrawn or removed. `pay_out`: the number of the small payment.
    """

    __tablename__ = "bank_cards"
    __table_args__ = (Index("ix_bank_cards_organisation_id", "organisation_id", "added_at"),)

    id: Mapped[TextId]
    organisation_id: Mapped[str]
    bank: Mapped[str]
    bank_name: Mapped[str]
    holder: Mapped[str]
    number: Mapped[bytes]
    tail: Mapped[str]
    state: Mapped[str]
    reason: Mapped[str]
    tries: Mapped[int]
    pay_out: Mapped[str | None]
    case_number: Mapped[str | None]
    added_by: Mapped[str]
    added_at: Mapped[datetime]
    changed_at: Mapped[datetime]


class Withdrawal(Base):
    """Money of a wallet on its way to a card of its organisation. `hold_id`: where it is held until then.

    `state`: asked, paying (finance has released it: `pay_out`), paid, or returned to the wallet.
    """

    __tablename__ = "withdrawals"
    __table_args__ = (Index("ix_withdrawals_organisation_id", "organisation_id", "asked_at"),)

    id: Mapped[TextId]
    organisation_id: Mapped[str]
    card_id: Mapped[str]
    amount_fen: Mapped[int] = mapped_column(BigInteger)
    hold_id: Mapped[str]
    state: Mapped[str]
    reason: Mapped[str]
    pay_out: Mapped[str | None]
    case_number: Mapped[str | None]
    asked_by: Mapped[str]
    asked_at: Mapped[datetime]
    changed_at: Mapped[datetime]
