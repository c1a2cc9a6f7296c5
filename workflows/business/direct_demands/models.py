"""The table of direct demands."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from workflows.business.direct_demands.values import ADDRESSEE_KINDS, STATES
from workflows.ground.db import Base, TextId

_STATES = ", ".join(repr(one) for one in STATES)
_KINDS = ", ".join(repr(one) for one in ADDRESSEE_KINDS)


class DirectDemand(Base):
    """What an enterprise asks one addressee of a provider for. Its number is that of its case.

    `addressee_name` is as it was called then; `consultant_user_id` is the person of a consultant. `answer`
    are the words with which it was taken up, `outcome` those of how it ended. `words` hold all that it is
    found by.
    """

    __tablename__ = "direct_demands"
    __table_args__ = (
        CheckConstraint(f"state IN ({_STATES})", name="state"),
        CheckConstraint(f"addressee_kind IN ({_KINDS})", name="addressee_kind"),
        CheckConstraint(
            "(addressee_kind = 'consultant') = (consultant_user_id IS NOT NULL)", name="consultant"
        ),
        CheckConstraint("budget_fen > 0", name="budget"),
        CheckConstraint("(state IN ('sent', 'in_progress')) = (ended_at IS NULL)", name="ended"),
        CheckConstraint("order_id IS NULL OR state = 'ordered'", name="order"),
        Index("ix_direct_demands_case_id", "case_id", unique=True),
        Index("ix_direct_demands_enterprise_id", "enterprise_id", "id"),
        Index("ix_direct_demands_provider_id", "provider_id", "id"),
        Index(
            "ix_direct_demands_consultant_user_id", "consultant_user_id", "id",
            postgresql_where=text("consultant_user_id IS NOT NULL"),
        ),
        Index("ix_direct_demands_sent_at", "sent_at"),
        Index("ix_direct_demands_words", "words", postgresql_using="gin"),
    )  # fmt: skip

    id: Mapped[TextId]
    case_id: Mapped[str | None]
    enterprise_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"))
    provider_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"))
    addressee_kind: Mapped[str]
    addressee_id: Mapped[str]
    addressee_name: Mapped[str]
    consultant_user_id: Mapped[str | None] = mapped_column(ForeignKey("user_account.id"))
    title: Mapped[str]
    description: Mapped[str]
    budget_fen: Mapped[int | None] = mapped_column(BigInteger)
    deliver_by: Mapped[date | None]
    contact: Mapped[str]
    mobile: Mapped[str]
    state: Mapped[str]
    answer: Mapped[str]
    outcome: Mapped[str]
    order_id: Mapped[str | None] = mapped_column(ForeignKey("orders.id"))
    words: Mapped[Any] = mapped_column(TSVECTOR)
    sent_by: Mapped[str]
    sent_at: Mapped[datetime]
    answered_by: Mapped[str]
    answered_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    ended_by: Mapped[str]
    ended_at: Mapped[datetime | None]
