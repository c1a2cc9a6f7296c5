"""The table of filed deals."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index
from sqlalchemy.dialects.postgresql import JSONB, TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from workflows.business.filed_deals.values import ANSWERS, STATES
from workflows.ground.db import Base, TextId

_STATES = ", ".join(repr(one) for one in STATES)
_ANSWERS = ", ".join(repr(one) for one in ("", *ANSWERS))


class FiledDeal(Base):
    """A deal of a provider with an enterprise outside the platform. Its number is that of its case.

    `product_id` is set where it was about a product of the provider; `title` names what it was about.
    `files` are the descriptors of contract and invoices, with the `field` each came with. `answer` is what
    the customer has said, `objection` its words. `rate_until`: until when both sides rate each other, once
    it is on file. `words` hold all that it is found by.
    """

    __tablename__ = "filed_deals"
    __table_args__ = (
        CheckConstraint(f"state IN ({_STATES})", name="state"),
        CheckConstraint(f"answer IN ({_ANSWERS})", name="answer"),
        CheckConstraint("(answer = '') = (answered_at IS NULL)", name="answered"),
        CheckConstraint("amount_fen > 0", name="amount"),
        CheckConstraint("provider_id <> enterprise_id", name="sides"),
        CheckConstraint("(state = 'on_file') = (rate_until IS NOT NULL)", name="rate_until"),
        CheckConstraint(
            "(state IN ('on_file', 'rejected', 'withdrawn')) = (ended_at IS NOT NULL)", name="ended"
        ),
        Index("ix_filed_deals_case_id", "case_id", unique=True),
        Index("ix_filed_deals_provider_id", "provider_id", "id"),
        Index("ix_filed_deals_enterprise_id", "enterprise_id", "id"),
        Index("ix_filed_deals_words", "words", postgresql_using="gin"),
    )

    id: Mapped[TextId]
    case_id: Mapped[str | None]
    provider_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"))
    provider_name: Mapped[str]
    enterprise_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"))
    enterprise_name: Mapped[str]
    product_id: Mapped[str | None]
    title: Mapped[str]
    description: Mapped[str]
    contract_number: Mapped[str]
    amount_fen: Mapped[int] = mapped_column(BigInteger)
    made_on: Mapped[date]
    files: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    state: Mapped[str]
    answer: Mapped[str]
    objection: Mapped[str]
    answered_by: Mapped[str]
    answered_at: Mapped[datetime | None]
    rate_until: Mapped[datetime | None]
    words: Mapped[Any] = mapped_column(TSVECTOR)
    filed_by: Mapped[str]
    filed_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
