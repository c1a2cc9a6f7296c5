"""The table of consultants."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from workflows.ground.db import Base, TextId


class Consultant(Base):
    """One link between a person and a provider, from the invitation to its end; a new one is a new row.

    `profile` is the form as handed in last. A person works for one provider at a time.
    """

    __tablename__ = "consultants"
    __table_args__ = (
        CheckConstraint(
            "state IN ('invited', 'accepted', 'in_review', 'returned', 'active', 'rejected', 'expired',"
            " 'declined', 'ended')",
            name="state",
        ),
        Index(
            "uq_consultants_person",
            "user_id",
            unique=True,
            postgresql_where=text("state IN ('accepted', 'in_review', 'returned', 'active')"),
        ),
        Index(
            "uq_consultants_mail",
            "organisation_id",
            "email_key",
            unique=True,
            postgresql_where=text("state IN ('invited', 'accepted', 'in_review', 'returned', 'active')"),
        ),
        Index("ix_consultants_words", "words", postgresql_using="gin"),
        Index(
            "ix_consultants_name_words",
            "name_words",
            postgresql_using="gin",
            postgresql_where=text("state = 'active'"),
        ),
        Index("ix_consultants_state", "state", "id"),
    )

    id: Mapped[TextId]
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"))
    name: Mapped[str]
    email: Mapped[str]
    email_key: Mapped[str]
    user_id: Mapped[str | None] = mapped_column(ForeignKey("user_account.id"))
    state: Mapped[str]
    # Why it was rejected or ended; the provider and the consultant read it.
    reason: Mapped[str] = mapped_column(default="")
    profile: Mapped[dict[str, Any]] = mapped_column(default=dict)
    words: Mapped[Any] = mapped_column(TSVECTOR)
    name_words: Mapped[Any] = mapped_column(TSVECTOR, server_default="", deferred=True)
    """What the public finds an active one by; `words` hold the address and the mobile too."""
    case_id: Mapped[str | None] = mapped_column(ForeignKey("cases.id"))
    invited_by: Mapped[str]
    invited_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    since: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    changed_at: Mapped[datetime]
