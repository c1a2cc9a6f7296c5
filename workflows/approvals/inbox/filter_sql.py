"""What the filters of lists mean in SQL."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, select

from workflows.approvals.models import Case, CaseEvent, WorkItem
from workflows.approvals.search.search_index import by_field, found_by, named
from workflows.approvals.timeline.writer import RETURNED
from workflows.approvals.values import Filters
from workflows.ground.calendar import add_working_days
from workflows.ground.clock import SHANGHAI
from workflows.people.viewer import Viewer

USUAL_PRIORITY = 50
MAX_WORKING_DAYS = 60


def narrowed(rows: Select[Any], viewer: Viewer, filters: Filters) -> Select[Any]:
    """Apply what narrows cases; every condition of a text or a field is answered by an index."""
    for column, wanted in (
        (Case.state, filters.state),
        (Case.process_id, filters.process_id),
        (Case.organisation_id, filters.organisation_id),
        (Case.region_code, filters.region),
        (Case.cluster_id, filters.cluster),
    ):
        if wanted:
            rows = rows.where(column == wanted)
    if filters.since is not None:
        rows = rows.where(Case.submitted_at >= filters.since)
    if filters.until is not None:
        rows = rows.where(Case.submitted_at < filters.until)
    if filters.urged:
        rows = rows.where(_happened("urged"))
    if filters.returned:
        rows = rows.where(_happened(*RETURNED))
    return _said(rows, viewer, filters)


def narrowed_tasks(rows: Select[Any], viewer: Viewer, filters: Filters, now: datetime) -> Select[Any]:
    """Apply all filters to tasks that are joined with their cases."""
    rows = held_as(narrowed(rows, viewer, filters), viewer, filters.held)
    if filters.step:
        rows = rows.where(WorkItem.element_id == filters.step)
    if filters.group:
        rows = rows.where(WorkItem.groups.contains([filters.group]))
    if filters.priority == "high":
        rows = rows.where(WorkItem.priority > USUAL_PRIORITY)
    elif filters.priority == "low":
        rows = rows.where(WorkItem.priority < USUAL_PRIORITY)
    elif filters.priority == "normal":
        rows = rows.where(WorkItem.priority == USUAL_PRIORITY)
    limit = due_limit(filters.due, now)
    return rows if limit is None else rows.where(WorkItem.due_at < limit)


def held_as(rows: Select[Any], viewer: Viewer, held: str) -> Select[Any]:
    """Narrow to what the viewer holds ("mine"), nobody does ("free"), or one person does."""
    if held == "free":
        return rows.where(WorkItem.assignee.is_(None))
    return rows.where(WorkItem.assignee == (viewer.user_id if held == "mine" else held)) if held else rows


def due_limit(due: str, now: datetime) -> datetime | None:
    """Return before when a task must be due to be meant; None: any. Days begin and end in Shanghai."""
    if due == "overdue":
        return now
    midnight = datetime.combine(now.astimezone(SHANGHAI).date(), time(), SHANGHAI)
    if due == "today":
        return midnight + timedelta(days=1)
    if due == "week":
        return midnight + timedelta(days=7 - midnight.weekday())
    if due.isascii() and due.isdecimal() and int(due) <= MAX_WORKING_DAYS:
        return add_working_days(midnight, int(due)) + timedelta(days=1)
    return None


def _said(rows: Select[Any], viewer: Viewer, filters: Filters) -> Select[Any]:
    if filters.text.strip():
        rows = rows.where(found_by(viewer.user_id, filters.text, filters.common))
    for kind, text in (("name", filters.name), ("applicant", filters.applicant)):
        if text.strip():
            rows = rows.where(named(kind, text, filters.common))
    for wanted in filters.fields:
        rows = by_field(rows, filters.process_id, wanted)
    return rows


def _happened(*kinds: str) -> ColumnElement[bool]:
    return select(CaseEvent.id).where(CaseEvent.case_id == Case.id, CaseEvent.kind.in_(kinds)).exists()
