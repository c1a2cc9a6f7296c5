"""The tables of tenders 竞标: the tender of a demand, its bids, their files, and what has happened."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from workflows.business.demands.tender_values import BID_STATES, TENDER_STATES
from workflows.ground.db import Base, TextId

_TENDER_STATES = ", ".join(repr(one) for one in TENDER_STATES)
_BID_STATES = ", ".join(repr(one) for one in BID_STATES)
_LIVE = text("state IN ('sealed', 'opened')")


class Tender(Base):
    """The tender of a demand. `opens_at`: when its bids are opened; `enough`: whether so many bid by then.

    `quotes_until`: until when its second round takes new prices. `revision` grows with all that its room
    shows, so that a page knows whether it is behind.
    """

    __tablename__ = "demand_tenders"
    __table_args__ = (
        CheckConstraint(f"state IN ({_TENDER_STATES})", name="state"),
        CheckConstraint("minimum >= 0", name="minimum"),
        CheckConstraint("state = 'collecting' OR state = 'ended' OR opened_at IS NOT NULL", name="opened"),
        CheckConstraint("(opened_at IS NULL) = (enough IS NULL)", name="enough"),
        CheckConstraint("state <> 'quoting' OR quotes_until IS NOT NULL", name="quoting"),
        Index("ix_demand_tenders_demand_id", "demand_id", unique=True),
    )

    id: Mapped[TextId]
    demand_id: Mapped[str] = mapped_column(ForeignKey("demands.id"))
    state: Mapped[str]
    minimum: Mapped[int]
    opens_at: Mapped[datetime]
    opened_at: Mapped[datetime | None]
    enough: Mapped[bool | None]
    quotes_until: Mapped[datetime | None]
    revision: Mapped[int]
    ended_at: Mapped[datetime | None]


class TenderBid(Base):
    """What a provider bids. Until the opening all that it says is in `sealed`, encrypted, and nowhere else.

    `receipt` is the SHA-256 of what is sealed: it shows that what is opened is what was handed in.
    `second_round`: the enterprise has chosen it for one. Its new price is in `sealed_quote` until the end of
    that round; then it is `price_fen`, and `first_price_fen` is the price before.
    """

    __tablename__ = "demand_tender_bids"
    __table_args__ = (
        CheckConstraint(f"state IN ({_BID_STATES})", name="state"),
        CheckConstraint("price_fen > 0", name="price"),
        CheckConstraint("(opened_at IS NULL) = (price_fen IS NULL)", name="opened"),
        CheckConstraint("opened_at IS NULL OR sealed IS NULL", name="sealed"),
        CheckConstraint("second_round OR sealed_quote IS NULL", name="quote"),
        CheckConstraint("first_price_fen > 0", name="first_price"),
        Index("ix_demand_tender_bids_live", "tender_id", "provider_id", unique=True, postgresql_where=_LIVE),
        Index("ix_demand_tender_bids_tender_id", "tender_id", "id"),
        Index("ix_demand_tender_bids_provider_id", "provider_id", "id"),
    )

    id: Mapped[TextId]
    tender_id: Mapped[str] = mapped_column(ForeignKey("demand_tenders.id"))
    provider_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"))
    state: Mapped[str]
    sealed: Mapped[bytes | None] = mapped_column(deferred=True)
    receipt: Mapped[str]
    handed_in_by: Mapped[str]
    handed_in_at: Mapped[datetime]
    opened_at: Mapped[datetime | None]
    price_fen: Mapped[int | None] = mapped_column(BigInteger)
    plan: Mapped[str]
    second_round: Mapped[bool]
    sealed_quote: Mapped[bytes | None] = mapped_column(deferred=True)
    quoted_at: Mapped[datetime | None]
    first_price_fen: Mapped[int | None] = mapped_column(BigInteger)


class TenderBidFile(Base):
    """A file of a bid. It stays encrypted; its name and its kind stand here once the bid was opened."""

    __tablename__ = "demand_tender_files"
    __table_args__ = (Index("ix_demand_tender_files_bid_id", "bid_id", "id"),)

    id: Mapped[TextId]
    bid_id: Mapped[str] = mapped_column(ForeignKey("demand_tender_bids.id"))
    opened_at: Mapped[datetime | None]
    name: Mapped[str]
    content_type: Mapped[str]
    size_bytes: Mapped[int | None]
    sealed: Mapped[bytes] = mapped_column(deferred=True)


class RoomVisit(Base):
    """Who has the room of a tender open, for which organisation; `seen_at`: when the page said so last."""

    __tablename__ = "demand_tender_visits"
    __table_args__ = (Index("ix_demand_tender_visits_seen_at", "seen_at"),)

    tender_id: Mapped[str] = mapped_column(ForeignKey("demand_tenders.id"), primary_key=True)
    user_id: Mapped[str] = mapped_column(primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"))
    seen_at: Mapped[datetime]


class TenderEntry(Base):
    """A line of the history of a tender: what a side has done, or the platform by the clock."""

    __tablename__ = "demand_tender_entries"
    __table_args__ = (
        CheckConstraint("side IN ('enterprise', 'provider', 'platform')", name="side"),
        Index("ix_demand_tender_entries_tender_id", "tender_id", "id"),
    )

    id: Mapped[TextId]
    tender_id: Mapped[str] = mapped_column(ForeignKey("demand_tenders.id"))
    provider_id: Mapped[str | None]
    at: Mapped[datetime]
    side: Mapped[str]
    actor: Mapped[str]
    kind: Mapped[str]
    text: Mapped[str]
