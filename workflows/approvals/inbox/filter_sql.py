"""What the filters of lists mean in SQL."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, literal_column, select

from workflows.approvals.inbox.keyset import due_or_never
from workflows.approvals.models import USUAL_PRIORITY, Case, CaseEvent, WorkItem
from workflows.approvals.search.search_index import by_field, found_by, named, only_common_words
from workflows.approvals.timeline.writer import RETURNED
from workflows.approvals.values import Filters
from workflows.ground.calendar import add_working_days
from workflows.ground.clock import SHANGHAI, midnight
from workflows.people.viewer import Viewer

# Written out, or no plan sees the index of important tasks.
_USUAL: ColumnElement[int] = literal_column(str(USUAL_PRIORITY))
_PRIORITIES = {"high": ">", "normal": "=", "low": "<"}
MAX_WORKING_DAYS = 60


def narrowed(rows: Select[Any], viewer: Viewer, filters: Filters) -> Select[Any]:
    """Apply what narrows cases; every condition of a text or a field is answered by an index."""
    rows = _placed(_of_cases(rows, filters), Case, filters)
    return _said(rows, Case.id, viewer, filters)


def narrowed_tasks(rows: Select[Any], viewer: Viewer, filters: Filters, now: datetime) -> Select[Any]:
    """Apply all filters to tasks that are joined with their cases."""
    return _of_tasks(_of_cases(rows, filters), viewer, filters, now)


def fitting_tasks(viewer: Viewer, filters: Filters, now: datetime) -> Select[Any]:
    """Select the tasks that fit; cases are read only where a filter asks what tasks do not say."""
    rows: Select[Any] = select(WorkItem)
    if any((filters.state, filters.organisation_id, filters.cluster, filters.since, filters.until)):
        rows = _of_cases(rows.join(Case, Case.id == WorkItem.case_id), filters)
    return _of_tasks(rows, viewer, filters, now)


def leads_to_few(filters: Filters) -> bool:
    """Return whether filters (`search_index.weighed`) say few tasks by themselves, whoever they wait for.

    Of others most tasks of somebody may fit: these are looked through in the order of the list.
    """
    held = filters.held not in {"", "free"}
    return bool(held or filters.fields or filters.organisation_id or not only_common_words(filters))


def _of_cases(rows: Select[Any], filters: Filters) -> Select[Any]:
    """Apply what only cases say."""
    for column, wanted in (
        (Case.state, filters.state),
        (Case.organisation_id, filters.organisation_id),
        (Case.cluster_id, filters.cluster),
    ):
        if wanted:
            rows = rows.where(column == wanted)
    if filters.since is not None:
        rows = rows.where(Case.submitted_at >= filters.since)
    if filters.until is not None:
        rows = rows.where(Case.submitted_at < filters.until)
    return rows


def _placed(rows: Select[Any], of: type[Case | WorkItem], filters: Filters) -> Select[Any]:
    """Apply what tasks say as their cases do."""
    if filters.process_id:
        rows = rows.where(of.process_id == filters.process_id)
    return rows.where(of.region_code == filters.region) if filters.region else rows


def _of_tasks(rows: Select[Any], viewer: Viewer, filters: Filters, now: datetime) -> Select[Any]:
    rows = held_as(_placed(rows, WorkItem, filters), viewer, filters.held)
    if filters.step:
        rows = rows.where(WorkItem.element_id == filters.step)
    if filters.group:
        rows = rows.where(WorkItem.groups.contains([filters.group]))
    if filters.priority in _PRIORITIES:
        rows = rows.where(WorkItem.priority.op(_PRIORITIES[filters.priority], is_comparison=True)(_USUAL))
    limit = due_limit(filters.due, now)
    if limit is not None:
        rows = rows.where(due_or_never < limit)
    return _said(rows, WorkItem.case_id, viewer, filters)


def held_as(rows: Select[Any], viewer: Viewer, held: str) -> Select[Any]:
    """Narrow to what the viewer holds ("mine"), nobody does ("free"), or one person does."""
    if held == "free":
        return rows.where(WorkItem.assignee.is_(None))
    return rows.where(WorkItem.assignee == (viewer.user_id if held == "mine" else held)) if held else rows


def due_limit(due: str, now: datetime) -> datetime | None:
    """Return before when a task must be due to be meant; None: any. Days begin and end in Shanghai."""
    if due == "overdue":
        return now
    today = midnight(now.astimezone(SHANGHAI).date())
    if due == "today":
        return today + timedelta(days=1)
    if due == "week":
        return today + timedelta(days=7 - today.weekday())
    if due.isascii() and due.isdecimal() and int(due) <= MAX_WORKING_DAYS:
        return add_working_days(today, int(due)) + timedelta(days=1)
    return None


def _said(rows: Select[Any], case_id: Any, viewer: Viewer, filters: Filters) -> Select[Any]:
    """Apply what was said, declared or happened in the case of `case_id`."""
    if filters.urged:
        rows = rows.where(_happened(case_id, "urged"))
    if filters.returned:
        rows = rows.where(_happened(case_id, *RETURNED))
    rows = rows.where(*said_words(case_id, viewer, filters))
    for wanted in filters.fields:
        rows = by_field(rows, case_id, filters.process_id, wanted)
    return rows


def said_words(case_id: Any, viewer: Viewer, filters: Filters) -> list[ColumnElement[bool]]:
    """Return the conditions that the words of a filter stand in what was said in the case of `case_id`."""
    conditions = []
    if filters.text.strip():
        conditions.append(found_by(case_id, viewer.user_id, filters.text, filters.common))
    for kind, text in (("name", filters.name), ("applicant", filters.applicant)):
        if text.strip():
            conditions.append(named(case_id, kind, text, filters.common))
    return conditions


def _happened(case_id: Any, *kinds: str) -> ColumnElement[bool]:
    return select(CaseEvent.id).where(CaseEvent.case_id == case_id, CaseEvent.kind.in_(kinds)).exists()
