"""Tables of surveys and of what is answered."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from workflows.business.surveys.values import SURVEY_STATES
from workflows.ground.db import Base, TextId

_STATES = ", ".join(repr(one) for one in SURVEY_STATES)


class Survey(Base):
    """A questionnaire of the platform. `answers` counts those that were given.

    `questions` is the document of the form editor, which stands from when the survey is published; `revision`
    counts how often it was saved. `forgotten_at`: when its answers lost what says who gave them.
    """

    __tablename__ = "surveys"
    __table_args__ = (
        CheckConstraint(f"state IN ({_STATES})", name="state"),
        CheckConstraint("state = 'draft' OR closes_at IS NOT NULL", name="closes"),
        CheckConstraint("opens_at < closes_at", name="times"),
        CheckConstraint("answers >= 0", name="answers"),
    )

    id: Mapped[TextId]
    title_zh: Mapped[str]
    body_zh: Mapped[str]
    title_en: Mapped[str]
    body_en: Mapped[str]
    questions: Mapped[str]
    revision: Mapped[int] = mapped_column(Integer)
    opens_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]
    one_per_company: Mapped[bool]
    state: Mapped[str]
    answers: Mapped[int] = mapped_column(Integer)
    author_id: Mapped[str]
    created_at: Mapped[datetime]
    forgotten_at: Mapped[datetime | None]


class SurveyAnswer(Base):
    """What somebody answered; who it was stands nowhere but in the answers themselves.

    `company` and `credit_code` say which company answers, where a survey takes one answer of each, else "".
    `token`: of the page on which it was typed. `handed_over_at`: since when a registration has taken it up.
    """

    __tablename__ = "survey_answers"
    __table_args__ = (
        Index("uq_survey_answers_token", "survey_id", "token", unique=True),
        Index(
            "uq_survey_answers_company", "survey_id", "company", unique=True,
            postgresql_where=text("company <> ''"),
        ),
        Index(
            "uq_survey_answers_credit_code", "survey_id", "credit_code", unique=True,
            postgresql_where=text("credit_code <> ''"),
        ),
        Index("ix_survey_answers_survey_id", "survey_id", "id"),
    )  # fmt: skip

    id: Mapped[TextId]
    survey_id: Mapped[str] = mapped_column(ForeignKey("surveys.id"))
    token: Mapped[str]
    data: Mapped[dict[str, Any]] = mapped_column(JSONB)
    company: Mapped[str]
    credit_code: Mapped[str]
    locale: Mapped[str]
    answered_at: Mapped[datetime]
    handed_over_at: Mapped[datetime | None]
