"""Tables of the panels domain."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, Numeric, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from workflows.ground.db import Base, TextId


class Panel(Base):
    """One panel of a case. `needed`: so many recommendations approve; `working_days`: time to answer.

    `result` is what `panel.close` worked out: scores, recommendations, whether it approves.
    """

    __tablename__ = "panels"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'closed', 'cancelled')", name="state"),
        CheckConstraint("needed > 0", name="needed"),
        Index("ix_panels_case_id", "case_id", "id"),
        Index("uq_panels_open", "case_id", unique=True, postgresql_where=text("state = 'open'")),
    )

    id: Mapped[TextId]
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"))
    round: Mapped[int] = mapped_column(Integer)
    state: Mapped[str] = mapped_column(default="open")
    needed: Mapped[int] = mapped_column(Integer)
    working_days: Mapped[int] = mapped_column(Integer)
    ratio: Mapped[Decimal] = mapped_column(Numeric(9, 8))
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    approved: Mapped[bool | None]
    result: Mapped[dict[str, Any]] = mapped_column(default=dict)


class Seat(Base):
    """An expert asked for one place of a panel; a replacement is a further row of the same place."""

    __tablename__ = "panel_seats"
    __table_args__ = (
        CheckConstraint(
            "state IN ('asked', 'answered', 'late', 'recused', 'replaced', 'spared')", name="state"
        ),
        UniqueConstraint("panel_id", "place", "turn"),
        Index("ix_panel_seats_expert_id", "expert_id", postgresql_where=text("state = 'asked'")),
    )

    id: Mapped[TextId]
    panel_id: Mapped[str] = mapped_column(ForeignKey("panels.id"))
    place: Mapped[int] = mapped_column(Integer)
    turn: Mapped[int] = mapped_column(Integer, default=1)
    expert_id: Mapped[str]
    state: Mapped[str] = mapped_column(default="asked")
    by_hand: Mapped[bool] = mapped_column(default=False)
    asked_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
