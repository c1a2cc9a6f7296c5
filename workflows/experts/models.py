"""The table of experts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, Text
from sqlalchemy.dialects.postgresql import ARRAY, TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from workflows.db import Base


class Expert(Base):
    """A person who was enrolled as an expert; `profile` is the form as approved last.

    `organisation_id`: the provider that the person belongs to, whose products they never review.
    """

    __tablename__ = "experts"
    __table_args__ = (
        CheckConstraint("state IN ('active', 'suspended', 'ended')", name="state"),
        Index("ix_experts_fields", "fields", postgresql_using="gin"),
        Index("ix_experts_words", "words", postgresql_using="gin"),
        Index("ix_experts_organisation_id", "organisation_id"),
    )

    user_id: Mapped[str] = mapped_column(ForeignKey("user_account.id"), primary_key=True)
    organisation_id: Mapped[str | None] = mapped_column(ForeignKey("organisations.id"))
    name: Mapped[str]
    position: Mapped[str] = mapped_column(default="")
    fields: Mapped[list[str]] = mapped_column(ARRAY(Text))
    industries: Mapped[list[str]] = mapped_column(ARRAY(Text))
    years_in_industry: Mapped[int] = mapped_column(Integer)
    profile: Mapped[dict[str, Any]]
    words: Mapped[Any] = mapped_column(TSVECTOR)
    state: Mapped[str]
    # Why the operator suspended or ended it; the person and their provider read it.
    reason: Mapped[str] = mapped_column(default="")
    case_id: Mapped[str | None] = mapped_column(ForeignKey("cases.id"))
    enrolled_at: Mapped[datetime]
    changed_at: Mapped[datetime]
