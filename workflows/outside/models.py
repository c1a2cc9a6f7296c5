"""Tables of services outside and of what they are asked."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, CheckConstraint, Index, Integer, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from workflows.ground.db import Base

CALL_STATES = "state IN ('asking', 'down', 'waiting', 'answered', 'done', 'refused', 'failed')"


class OutsideService(Base):
    """A service that steps may ask, by name. Rows are never deleted: calls and diagrams name them.

    With `stand_in` rows the answers come from that table, and nobody is asked.
    """

    __tablename__ = "outside_service"

    name: Mapped[str] = mapped_column(primary_key=True)
    title_zh: Mapped[str]
    title_en: Mapped[str]
    address: Mapped[str]
    secret: Mapped[bytes] = mapped_column(LargeBinary)
    """Encrypted; signs what is asked, and what is answered later."""
    time_limit_seconds: Mapped[int] = mapped_column(Integer)
    patience_hours: Mapped[int] = mapped_column(Integer)
    """How long a step waits for a service that is down, or for an answer that comes later."""
    request_schema: Mapped[dict[str, Any]]
    answer_schema: Mapped[dict[str, Any]]
    stand_in: Mapped[list[Any]]
    active: Mapped[bool] = mapped_column(Boolean, default=True)
    revision: Mapped[int] = mapped_column(Integer, default=1)
    changed_at: Mapped[datetime]


class ServiceCall(Base):
    """What one step asked of a service, however often; what was sent is not kept."""

    __tablename__ = "service_call"
    __table_args__ = (
        CheckConstraint(CALL_STATES, name="state"),
        Index("ix_service_call_service_last_asked_at", "service", "last_asked_at", "job_id"),
        Index("ix_service_call_last_asked_at", "last_asked_at"),
    )

    job_id: Mapped[str] = mapped_column(primary_key=True)
    service: Mapped[str]
    business_key: Mapped[str | None]
    element_id: Mapped[str | None]
    state: Mapped[str]
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    first_asked_at: Mapped[datetime]
    last_asked_at: Mapped[datetime]
    until: Mapped[datetime]
    """When waiting ends."""
    status: Mapped[int | None] = mapped_column(Integer)
    error: Mapped[str | None]
    answer: Mapped[str | None]
    """What came later, as JSON, until the step has it."""
