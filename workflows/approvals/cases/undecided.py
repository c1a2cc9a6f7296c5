"""What parties see of a case while a decision in it can be taken back: as if nobody had decided yet."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import and_, func, or_, select

from workflows.approvals.cases.visibility import facts_of, tasks_of
from workflows.approvals.models import Case, WorkItem, in_state
from workflows.approvals.policies.cases import is_party
from workflows.approvals.values import ACTIVE_STATES
from workflows.ground.reading import ReadOnce
from workflows.ground.work import Work
from workflows.people.viewer import Viewer

_WITHOUT_ITEM = """
SELECT t.id, t.assignee FROM engine_task t
WHERE t.state = 'claimed' AND t.assignee = ANY(%s)
    AND NOT EXISTS (SELECT 1 FROM work_items w WHERE w.task_id = t.id)
"""
_SINCE: ReadOnce[dict[str, datetime | None]] = ReadOnce(dict)


def open_tasks(work: Work, viewer: Viewer, case_ids: Collection[str]) -> list[tuple[WorkItem, Case]]:
    """Return the open tasks of cases as the viewer may know them, the oldest first; one statement.

    For parties a task whose decision may be taken back is still open, and nothing has come of it.
    """
    pairs = _of_case(work, *case_ids) if len(case_ids) == 1 else _of_cases(work, case_ids)
    since: dict[str, datetime] = {}
    for item, owner in pairs:
        if item.closed_at is not None and is_party(viewer, facts_of(owner)):
            since[owner.id] = min(item.closed_at, since.get(owner.id, item.closed_at))
    return [
        (item, owner)
        for item, owner in pairs
        if (item.state != "done" if owner.id not in since else item.opened_at < since[owner.id])
    ]


def _of_case(work: Work, case_id: str) -> list[tuple[WorkItem, Case]]:
    owner = work.session.get_one(Case, case_id)
    return [(item, owner) for item in tasks_of(work, case_id) if _is_open(work, item)]


def _is_open(work: Work, item: WorkItem) -> bool:
    if item.state == "done":
        return item.undo_until is not None and item.undo_until > work.now
    return item.state in ACTIVE_STATES


def _of_cases(work: Work, case_ids: Collection[str]) -> list[tuple[WorkItem, Case]]:
    """Return the same of several cases, which may have had many tasks before."""
    held = and_(in_state("done"), WorkItem.undo_until > work.now)
    rows = (
        select(WorkItem, Case)
        .join(Case, Case.id == WorkItem.case_id)
        .where(WorkItem.case_id.in_(case_ids), or_(in_state(*ACTIVE_STATES), held))
        .order_by(WorkItem.opened_at, WorkItem.task_id)
    )
    return [(item, owner) for item, owner in work.session.execute(rows)]


def undecided_since(work: Work, viewer: Viewer, row: Case) -> datetime | None:
    """Return since when a party is to see nothing new of a case; None: the viewer sees all of it."""
    if not is_party(viewer, facts_of(row)):
        return None
    read = _SINCE.of(work)
    if row.id not in read:
        held = select(func.min(WorkItem.closed_at)).where(
            WorkItem.case_id == row.id, in_state("done"), WorkItem.undo_until > work.now
        )
        read[row.id] = work.session.scalar(held)
    return read[row.id]


def held_back(work: Work, viewers: Collection[Viewer]) -> dict[str, frozenset[str]]:
    """Return {user id: ids of tasks} that the engine has put into hands and no list shows yet; one statement.

    They are the steps of applicants behind a decision that may still be taken back: counts leave them out.
    """
    people = sorted(viewer.user_id for viewer in viewers)
    if not people:
        return {}
    rows = work.transaction.once(
        (held_back, tuple(people)), lambda: work.transaction.rows(_WITHOUT_ITEM, [people])
    )
    ids: dict[str, set[str]] = {user_id: set() for user_id in people}
    for row in rows:
        ids[row["assignee"]].add(str(row["id"]))
    return {user_id: frozenset(these) for user_id, these in ids.items()}
