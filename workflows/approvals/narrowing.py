"""What the filters of lists mean in SQL."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, or_, select

from workflows.approvals.models import Case, WorkItem
from workflows.approvals.values import Filters
from workflows.clock import SHANGHAI
from workflows.identity.models import User
from workflows.policies.viewer import Viewer


def narrowed(rows: Select[Any], filters: Filters) -> Select[Any]:
    """Apply the filters of section 7; all but the name of the applicant stay on the tables of this domain."""
    if filters.since is not None:
        rows = rows.where(Case.submitted_at >= filters.since)
    if filters.until is not None:
        rows = rows.where(Case.submitted_at < filters.until)
    if filters.state:
        rows = rows.where(Case.state == filters.state)
    if filters.process_id:
        rows = rows.where(Case.process_id == filters.process_id)
    if filters.organisation_id:
        rows = rows.where(Case.organisation_id == filters.organisation_id)
    if text := filters.name.strip():
        columns = (Case.title_zh, Case.title_en, Case.number)
        rows = rows.where(or_(*(column.icontains(text, autoescape=True) for column in columns)))
    if text := filters.applicant.strip():
        people = select(User.id).where(
            or_(*(column.icontains(text, autoescape=True) for column in (User.full_name, User.user_name)))
        )
        by_organisation = Case.organisation_name.icontains(text, autoescape=True)
        rows = rows.where(or_(by_organisation, Case.applicant_id.in_(people)))
    return rows


def held_as(rows: Select[Any], viewer: Viewer, held: str) -> Select[Any]:
    """Narrow to what the viewer holds ("mine") or nobody does ("free")."""
    if held == "mine":
        return rows.where(WorkItem.assignee == viewer.user_id)
    return rows.where(WorkItem.assignee.is_(None)) if held == "free" else rows


def due_by(rows: Select[Any], due: str, now: datetime) -> Select[Any]:
    """Narrow to what is late, or to what becomes due before the end of the day in Shanghai."""
    if due == "overdue":
        return rows.where(WorkItem.due_at < now)
    if due == "today":
        midnight = now.astimezone(SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)
        return rows.where(WorkItem.due_at < midnight + timedelta(days=1))
    return rows
