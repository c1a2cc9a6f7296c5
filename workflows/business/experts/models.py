"""Tables of the experts domain."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, Text, text
from sqlalchemy.dialects.postgresql import ARRAY, TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from workflows.ground.db import Base, TextId


class Enrolment(Base):
    """One application for the enrolment of an expert: by a provider, who names an address, or by themselves.

    `user_id` is known from the beginning where they apply themselves, else once the invited person is there.
    """

    __tablename__ = "expert_enrolments"
    __table_args__ = (
        CheckConstraint(
            "state IN ('in_review', 'returned', 'waiting', 'enrolled', 'rejected', 'withdrawn', 'expired')",
            name="state",
        ),
        Index(
            "uq_expert_enrolments_mail",
            # Whom others propose is nobody's business: each applicant has one application for an address.
            text("coalesce(organisation_id, created_by)"),
            "email_key",
            unique=True,
            postgresql_where=text("state IN ('in_review', 'returned', 'waiting')"),
        ),
        Index("ix_expert_enrolments_organisation_id", "organisation_id", "id"),
        Index("ix_expert_enrolments_user_id", "user_id", "id"),
    )

    id: Mapped[TextId]
    organisation_id: Mapped[str | None] = mapped_column(ForeignKey("organisations.id"))
    user_id: Mapped[str | None] = mapped_column(ForeignKey("user_account.id"))
    name: Mapped[str]
    email: Mapped[str]
    email_key: Mapped[str]
    state: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    case_id: Mapped[str | None] = mapped_column(ForeignKey("cases.id"))
    created_by: Mapped[str]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]


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
