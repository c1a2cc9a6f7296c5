"""What was filled in at steps that have a form of their own, and the files of it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from workflows.ground.db import Base


class StepAnswer(Base):
    """What was filled in at a step that has a form of its own, kept with the decision; never changed."""

    __tablename__ = "step_answers"
    __table_args__ = (Index("ix_step_answers_case_id", "case_id", "element_id"),)

    event_id: Mapped[str] = mapped_column(ForeignKey("case_events.id"), primary_key=True)
    task_id: Mapped[str] = mapped_column(unique=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"))
    element_id: Mapped[str]
    definition_id: Mapped[str]
    form_id: Mapped[str]
    data: Mapped[dict[str, Any]]


class StepFile(Base):
    """That a file was handed in with what was filled in at a step: whoever reads that may see the file."""

    __tablename__ = "step_files"

    file_id: Mapped[str] = mapped_column(ForeignKey("uploaded_file.id", ondelete="CASCADE"), primary_key=True)
    event_id: Mapped[str] = mapped_column(ForeignKey("step_answers.event_id"), primary_key=True)
