"""The table of what people ask in the message box."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from workflows.business.enquiries.values import ENQUIRY_STATES
from workflows.ground.db import Base, TextId

_STATES = ", ".join(repr(one) for one in ENQUIRY_STATES)


class Enquiry(Base):
    """A message to the platform. Its number is that of its case.

    `asked_by` is the user who wrote it; a visitor has none, and an `email` instead, which is kept until the
    message is answered and stands nowhere else. `words`: what the published question is found by.
    """

    __tablename__ = "enquiries"
    __table_args__ = (
        CheckConstraint(f"state IN ({_STATES})", name="state"),
        CheckConstraint("asked_by IS NOT NULL OR state <> 'open' OR email <> ''", name="asker"),
        CheckConstraint("published_at IS NULL OR (consent AND state = 'answered')", name="published"),
        Index("ix_enquiries_case_id", "case_id", unique=True),
        Index("ix_enquiries_open", "asked_by", "email", postgresql_where=text("state = 'open'")),
        Index(
            "ix_enquiries_published", "published_at", "id", postgresql_where=text("published_at IS NOT NULL")
        ),
        Index("ix_enquiries_words", "words", postgresql_using="gin"),
    )

    id: Mapped[TextId]
    case_id: Mapped[str | None] = mapped_column(ForeignKey("cases.id"))
    asked_by: Mapped[str | None] = mapped_column(ForeignKey("user_account.id"))
    email: Mapped[str]
    locale: Mapped[str]
    subject: Mapped[str]
    question: Mapped[str]
    consent: Mapped[bool]
    state: Mapped[str]
    asked_at: Mapped[datetime]
    answer: Mapped[str]
    answered_at: Mapped[datetime | None]
    public_subject: Mapped[str]
    public_question: Mapped[str]
    public_answer: Mapped[str]
    published_at: Mapped[datetime | None]
    words: Mapped[Any | None] = mapped_column(TSVECTOR, deferred=True)
