"""Taking a decision back 撤回 while nobody has touched what came of it."""

from __future__ import annotations

from sqlalchemy import select

from engine import errors as engine_errors
from workflows.approvals.actions.vocabulary import permitted
from workflows.approvals.cases.diagrams import elements
from workflows.approvals.models import Case, SignatureRequest, WorkItem
from workflows.approvals.tasks.assignment import reason_problems
from workflows.approvals.tasks.locking import item_definition, open_task
from workflows.approvals.timeline import writer
from workflows.approvals.values import ACTIVE_STATES
from workflows.ground.errors import Conflict, Invalid, InvalidState
from workflows.ground.work import Work
from workflows.people.viewer import Viewer, require

TAKE_BACK = "take_back"
FINAL = frozenset({"return", "return_to", "submit", "recuse", "refuse"})
"""Decisions that others have been told of at once, by mail too: they stand."""
_REASONS = {
    "touched": "approvals.take_back_touched",
    "told": "approvals.take_back_told",
    "left_scope": "approvals.take_back_left",
    "ended": "approvals.case_ended",
    "not_decided": "approvals.take_back_touched",
}


def may_take_back(work: Work, viewer: Viewer, task_id: str) -> bool:
    """Tell whether `take_back` would be carried out now; for the page of a task. Raises: NotFound."""
    item, row = open_task(work, viewer, task_id)
    try:
        _check(work, item, row)
    except (Conflict, InvalidState):
        return False
    return item.closed_by == viewer.user_id and work.tasks.may_take_back(task_id)


def take_back(work: Work, viewer: Viewer, task_id: str, reason: str) -> str:
    """Undo the viewer's decision; return the task that is theirs again.

    Raises: NotFound; Forbidden: somebody else's decision; InvalidState: why it stands; Invalid: at `reason`.
    """
    work.instances.lock_by_task(task_id)
    item, row = open_task(work, viewer, task_id)
    require(item.closed_by == viewer.user_id, "approvals.not_yours")
    _check(work, item, row)
    if problems := reason_problems(reason):
        raise Invalid("approvals.incomplete", problems)
    before = _open_items(work, row)
    writer.add(work, row, "taken_back", item=item, opinion=reason.strip())
    item.state = "cancelled"
    _forget_answer(work, item)
    work.session.flush()
    try:
        again = work.tasks.take_back(task_id)
    except engine_errors.Conflict as conflict:
        raise InvalidState("approvals.take_back_touched") from conflict
    except engine_errors.InvalidState as refused:
        code = _REASONS.get(str(refused.details.get("reason")), "approvals.take_back_touched")
        raise InvalidState(code) from refused
    work.session.flush()
    gone = {person for item_id, person in before.items() if person and _is_gone(work, item_id)}
    writer.tell_people(
        work, row, sorted(gone - {viewer.user_id}), "task_gone", step=item.name_zh, step_en=item.name_en
    )
    return str(again.id)


def _check(work: Work, item: WorkItem, row: Case) -> None:
    element = elements(work, item_definition(work, item)).get(item.element_id)
    if TAKE_BACK not in permitted(element, addressed=item.addressed):
        raise InvalidState("approvals.action_not_permitted")
    if item.state != "done":
        raise InvalidState("approvals.take_back_touched")
    if item.action in FINAL or item.kept_from is not None or row.state == "returned":
        raise InvalidState("approvals.take_back_told")
    if item.secrecy == "closed":
        raise InvalidState("approvals.take_back_left")
    if row.ended_at is not None:
        raise InvalidState("approvals.case_ended")


def _open_items(work: Work, row: Case) -> dict[str, str | None]:
    rows = select(WorkItem.task_id, WorkItem.assignee).where(
        WorkItem.case_id == row.id, WorkItem.state.in_(ACTIVE_STATES)
    )
    return {str(task_id): assignee for task_id, assignee in work.session.execute(rows)}


def _is_gone(work: Work, task_id: str) -> bool:
    item = work.session.get(WorkItem, task_id)
    return item is not None and item.state == "cancelled"


def _forget_answer(work: Work, item: WorkItem) -> None:
    """A signature taken back is asked for again, by the same request."""
    request = work.session.scalar(select(SignatureRequest).where(SignatureRequest.task_id == item.task_id))
    if request is not None:
        request.answer = request.answered_at = request.task_id = None
