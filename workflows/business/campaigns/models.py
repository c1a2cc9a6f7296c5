"""Tables of campaigns. What a claim brings is a voucher, and the vouchers' own room keeps it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Integer, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from workflows.ground.db import Base, TextId


class Campaign(Base):
    """A campaign as it was approved. Its vouchers are grabbed, or applied for and reviewed (`mode`).

    `regions`, `size_classes`: whose enterprises are entitled, none: all. From `closes_at` on nothing is given
    any more: at the end, or where applications are reviewed, some days after. `closed_at`: when what nobody
    got went back to the budget.
    """

    __tablename__ = "campaigns"
    __table_args__ = (
        CheckConstraint("face_value_fen > 0", name="face_value"),
        CheckConstraint("stock BETWEEN 1 AND 10000", name="stock"),
        CheckConstraint("starts_at < ends_at AND ends_at <= closes_at", name="times"),
        CheckConstraint("mode IN ('grab', 'apply')", name="mode"),
        UniqueConstraint("case_number"),
        Index("ix_campaigns_ends_at", "ends_at", "id"),
        Index("ix_campaigns_open", "closes_at", postgresql_where=text("closed_at IS NULL")),
    )

    id: Mapped[TextId]
    name: Mapped[str]
    programme_id: Mapped[str] = mapped_column(ForeignKey("voucher_programmes.id"))
    face_value_fen: Mapped[int] = mapped_column(BigInteger)
    stock: Mapped[int] = mapped_column(Integer)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    mode: Mapped[str]
    regions: Mapped[list[str]]
    size_classes: Mapped[list[str]]
    terms: Mapped[str]
    case_number: Mapped[str]
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class CampaignSlot(Base):
    """One voucher of the stock that nobody has claimed yet; a claim takes the row away.

    `account_id`: the pot of the ledger that pays for it. There are some pots, so claims do not queue at one.
    """

    __tablename__ = "campaign_slots"

    campaign_id: Mapped[str] = mapped_column(ForeignKey("campaigns.id"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    account_id: Mapped[str]


class CampaignClaim(Base):
    """That an organisation claimed a voucher: once, and each voucher of the stock once."""

    __tablename__ = "campaign_claims"
    __table_args__ = (UniqueConstraint("campaign_id", "number"),)

    campaign_id: Mapped[str] = mapped_column(ForeignKey("campaigns.id"), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer)
    claimed_by: Mapped[str]
    claimed_at: Mapped[datetime]


class CampaignApplication(Base):
    """The last application of an organisation for a voucher of a campaign; how it stands, its case says."""

    __tablename__ = "campaign_applications"
    __table_args__ = (UniqueConstraint("case_id"),)

    campaign_id: Mapped[str] = mapped_column(ForeignKey("campaigns.id"), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    # The case is written after what it is about has been asked, in the same transaction.
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id", deferrable=True, initially="DEFERRED"))
    applied_at: Mapped[datetime]
