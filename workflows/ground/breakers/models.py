"""The table of breakers."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Integer
from sqlalchemy.orm import Mapped, mapped_column

from workflows.ground.db import Base


class CircuitBreaker(Base):
    """What is known of one system outside, by name; no row as long as it never failed.

    `open_until`: nobody asks before that moment; then one may, and the others wait for how that ends.
    """

    __tablename__ = "circuit_breakers"

    name: Mapped[str] = mapped_column(primary_key=True)
    failures: Mapped[int] = mapped_column(Integer, default=0)
    open_until: Mapped[datetime | None]
    last_error: Mapped[str]
    changed_at: Mapped[datetime]
