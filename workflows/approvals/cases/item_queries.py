"""One case, one task, the tasks of a case; what the viewer may not see is not found."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, select

from workflows.approvals.cases.undecided import open_tasks
from workflows.approvals.cases.views import case_views, item_views
from workflows.approvals.cases.visibility import facts_of, is_visible, task_facts, touched_by
from workflows.approvals.models import Case, WorkItem
from workflows.approvals.policies.cases import may_open_task
from workflows.approvals.values import CaseView, WorkItemView
from workflows.ground.errors import NotFound
from workflows.ground.work import Work
from workflows.people.identity.roles import OVERSIGHT
from workflows.people.viewer import Viewer


def case(work: Work, viewer: Viewer, case_id: str) -> CaseView:
    """Return one case. Raises: NotFound: none, or not for this viewer."""
    row = work.session.get(Case, case_id)
    if row is None or not is_visible(work, viewer, row):
        raise NotFound("approvals.case_not_found")
    return case_views(work, [row])[0]


def case_by_number(work: Work, viewer: Viewer, number: str) -> CaseView:
    """Return the case with this number. Raises: NotFound."""
    case_id = work.session.scalar(select(Case.id).where(Case.number == number.strip().upper()))
    if case_id is None:
        raise NotFound("approvals.case_not_found")
    return case(work, viewer, case_id)


def latest_case(work: Work, organisation_id: str, process_id: str | None = None) -> CaseView | None:
    """Return the newest case of an organisation, for its own people."""
    rows = select(Case).where(Case.organisation_id == organisation_id).order_by(Case.id.desc()).limit(1)
    if process_id is not None:
        rows = rows.where(Case.process_id == process_id)
    row = work.session.scalar(rows)
    return None if row is None else case_views(work, [row])[0]


def work_items(work: Work, viewer: Viewer, case_id: str) -> list[WorkItemView]:
    """Return the tasks of a case that are open or claimed, for what the viewer may know. Raises: NotFound."""
    case(work, viewer, case_id)
    return item_views(work, viewer, open_tasks(work, viewer, [case_id]))


def work_item(work: Work, viewer: Viewer, task_id: str) -> WorkItemView:
    """Return one task. Raises: NotFound: none, or its case is not for this viewer."""
    pair = work.session.execute(with_cases().where(WorkItem.task_id == task_id)).first()
    if pair is None or not is_visible(work, viewer, pair[1]):
        raise NotFound("approvals.task_not_found")
    item, owner = pair
    if item.secrecy != "open" and not may_open_task(viewer, facts_of(owner), task_facts(item)):
        raise NotFound("approvals.task_not_found")
    return item_views(work, viewer, [(pair[0], pair[1])])[0]


def work_items_of(work: Work, viewer: Viewer, task_ids: Collection[str]) -> list[WorkItemView]:
    """Return those of some tasks whose cases the viewer may see through a task or as who oversees all.

    Three statements however many they are; an applicant's own cases are not among them.
    """
    rows = with_cases().where(WorkItem.task_id.in_(list(task_ids)))
    if not viewer.holds(*OVERSIGHT):
        rows = rows.where(touched_by(viewer))
    return item_views(work, viewer, [(item, owner) for item, owner in work.session.execute(rows)])


def with_cases() -> Select[Any]:
    """Select tasks together with their cases."""
    return _WITH_CASES


_WITH_CASES: Select[Any] = select(WorkItem, Case).join(Case, Case.id == WorkItem.case_id)  # type: ignore[assignment]
