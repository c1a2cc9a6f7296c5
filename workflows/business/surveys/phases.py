"""What a survey is in now: its state, and once it is published the time."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_

from workflows.business.surveys.models import Survey
from workflows.business.surveys.values import SurveyPhase


def phase_of(row: Survey, now: datetime) -> SurveyPhase:
    """Return the phase of a survey at a moment."""
    if row.state == "draft":
        return "draft"
    if row.state == "ended" or (row.closes_at is not None and row.closes_at <= now):
        return "ended"
    return "scheduled" if row.opens_at is not None and row.opens_at > now else "open"


def in_phase(phase: SurveyPhase, now: datetime) -> ColumnElement[bool]:
    """Return the condition that a survey is in a phase at a moment: the same rule, for lists."""
    if phase == "draft":
        return Survey.state == "draft"
    runs = and_(Survey.state == "published", Survey.closes_at > now)
    if phase == "ended":
        return and_(Survey.state != "draft", or_(Survey.state == "ended", Survey.closes_at <= now))
    if phase == "scheduled":
        return and_(runs, Survey.opens_at > now)
    return and_(runs, or_(Survey.opens_at.is_(None), Survey.opens_at <= now))
