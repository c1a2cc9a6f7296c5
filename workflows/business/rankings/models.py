"""Tables of the ranking: an entry an event, and what the entries of a period add up to."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Index, Integer, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from workflows.business.rankings.values import EVENTS, RANKED_KINDS
from workflows.ground.db import Base, TextId

_KINDS = ", ".join(repr(one) for one in RANKED_KINDS)
_EVENTS = ", ".join(repr(one) for one in EVENTS)


class RankingEntry(Base):
    """An event that counts for somebody, once. `source_id` is what happened, `number` and `title` name it."""

    __tablename__ = "ranking_entries"
    __table_args__ = (
        CheckConstraint(f"ranked_kind IN ({_KINDS})", name="ranked_kind"),
        CheckConstraint(f"event IN ({_EVENTS})", name="event"),
        CheckConstraint("points >= 0", name="points"),
        UniqueConstraint("event", "source_id", "ranked_kind", "ranked_id"),
        Index("ix_ranking_entries_ranked", "ranked_kind", "ranked_id", "id"),
    )

    id: Mapped[TextId]
    ranked_kind: Mapped[str]
    ranked_id: Mapped[str]
    event: Mapped[str]
    source_id: Mapped[str]
    number: Mapped[str]
    title: Mapped[str]
    points: Mapped[int] = mapped_column(Integer)
    at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class RankingTotal(Base):
    """What the entries of somebody in a period add up to; each entry changes it by itself."""

    __tablename__ = "ranking_totals"
    __table_args__ = (
        CheckConstraint("points >= 0 AND events >= 0", name="sums"),
        Index("ix_ranking_totals_order", "ranked_kind", "period", text("points DESC"), "ranked_id"),
    )

    ranked_kind: Mapped[str] = mapped_column(primary_key=True)
    ranked_id: Mapped[str] = mapped_column(primary_key=True)
    period: Mapped[str] = mapped_column(primary_key=True)
    points: Mapped[int] = mapped_column(BigInteger)
    events: Mapped[int] = mapped_column(BigInteger)
