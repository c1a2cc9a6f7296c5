"""Tables of the registration domain."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from workflows.ground.db import Base


class LicenceReminder(Base):
    """That an organisation was asked once to renew its licence, for one end of it and one stage."""

    __tablename__ = "licence_reminders"
    __table_args__ = (CheckConstraint("stage IN ('month', 'week', 'ended')", name="stage"),)

    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    valid_until: Mapped[str] = mapped_column(primary_key=True)
    """The last day of the licence, as the form keeps it."""
    stage: Mapped[str] = mapped_column(primary_key=True)
    reminded_at: Mapped[datetime]
