"""Tables of what owners of accounts ask for."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from workflows.ground.db import Base, TextId


class PersonalDataCopy(Base):
    """A copy of a person's own data: asked for, made by a job, there until `expires_at`.

    `store_key` is noted before anything lies there, so that nothing is left that nobody knows of. `state`:
    waiting, ready, failed (nothing came of it for a day) or deleted.
    """

    __tablename__ = "personal_data_copies"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'ready', 'failed', 'deleted')", name="state"),
        Index(
            "uq_personal_data_copies_waiting",
            "user_id",
            unique=True,
            postgresql_where=text("state = 'waiting'"),
        ),
        Index("ix_personal_data_copies_user_id", "user_id", "id"),
        Index(
            "ix_personal_data_copies_kept", "state", postgresql_where=text("state IN ('waiting', 'ready')")
        ),
    )

    id: Mapped[TextId]
    user_id: Mapped[str] = mapped_column(ForeignKey("user_account.id"))
    locale: Mapped[str]
    state: Mapped[str]
    store_key: Mapped[str]
    size_bytes: Mapped[int | None] = mapped_column(BigInteger)
    asked_at: Mapped[datetime]
    ready_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]


class AccountClosing(Base):
    """That somebody asked to have the account closed, and what became of it; carried out at `due_at`.

    `state`: waiting, taken_back by its owner, refused (something stood in the way at `due_at`) or closed.
    """

    __tablename__ = "account_closings"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'taken_back', 'refused', 'closed')", name="state"),
        CheckConstraint("(state = 'waiting') = (ended_at IS NULL)", name="ended"),
        Index(
            "uq_account_closings_waiting",
            "user_id",
            unique=True,
            postgresql_where=text("state = 'waiting'"),
        ),
        Index("ix_account_closings_user_id", "user_id", "id"),
    )

    id: Mapped[TextId]
    user_id: Mapped[str] = mapped_column(ForeignKey("user_account.id"))
    state: Mapped[str]
    asked_at: Mapped[datetime]
    due_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
