"""The table of absences."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, Text, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from workflows.ground.db import Base, TextId


class Absence(Base):
    """Somebody is away from `starts_at` until `ends_at` (aware UTC), and `deputy_id` acts for them.

    `process_ids` limits it to some kinds of cases, none means all. `ended_at`: somebody ended it by hand.
    `confirmed_at`: since then it lends something; who sets their own confirms it by that.
    """

    __tablename__ = "absences"
    __table_args__ = (
        CheckConstraint("starts_at < ends_at", name="period"),
        CheckConstraint("user_id <> deputy_id", name="deputy"),
        Index("ix_absences_user_id", "user_id", "ends_at"),
        Index("ix_absences_deputy_id", "deputy_id", "ends_at"),
        # Every request asks who is away now: what is over must not be read for that.
        Index("ix_absences_ends_at", "ends_at", postgresql_where=text("ended_at IS NULL")),
    )

    id: Mapped[TextId]
    user_id: Mapped[str]
    deputy_id: Mapped[str]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    process_ids: Mapped[list[str]] = mapped_column(ARRAY(Text))
    reason: Mapped[str]
    set_by: Mapped[str]
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    confirmed_by: Mapped[str | None]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str | None]
