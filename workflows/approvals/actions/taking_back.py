"""Taking a decision back 撤回 while nobody has touched what came of it."""

from __future__ import annotations

from sqlalchemy import select

from engine import errors as engine_errors
from workflows.approvals.actions.vocabulary import TAKE_BACK, permitted
from workflows.approvals.cases.diagrams import elements, step_name
from workflows.approvals.cases.drafts import DECISION, save_draft
from workflows.approvals.cases.step_forms import typed_at
from workflows.approvals.models import Case, SignatureRequest, WorkItem
from workflows.approvals.tasks.assignment import reason_problems
from workflows.approvals.tasks.grace import UNDOABLE, is_in_grace
from workflows.approvals.tasks.locking import item_definition, locked_task, open_task
from workflows.approvals.timeline import writer
from workflows.approvals.values import ACTIVE_STATES
from workflows.ground.errors import Forbidden, Invalid, InvalidState, Rejected
from workflows.ground.work import Work
from workflows.notices.holding import drop_held
from workflows.people.viewer import Viewer, require

FINAL = frozenset({"return", "return_to", "submit", "recuse", "refuse"})
"""Decisions that others have been told of at once, by mail too: they stand."""
_REASONS = {
    "touched": "approvals.take_back_touched",
    "told": "approvals.take_back_told",
    "left_scope": "approvals.take_back_left",
    "ended": "approvals.case_ended",
    "not_decided": "approvals.take_back_touched",
}


def why_not(work: Work, viewer: Viewer, task_id: str) -> Rejected | None:
    """Return why `take_back` would be refused now, None if it would be carried out. Raises: NotFound."""
    item, row = open_task(work, viewer, task_id)
    if item.closed_by != viewer.user_id:
        return Forbidden("approvals.not_yours")
    try:
        _check(work, item, row)
    except InvalidState as refusal:
        return refusal
    refused = work.tasks.take_back_refusal(task_id)
    return None if refused is None else _in_words(work, item, refused)


def take_back(work: Work, viewer: Viewer, task_id: str, reason: str) -> str:
    """Undo the viewer's decision; return the task that is theirs again, with what they had typed.

    As long as nobody was told of it no reason need be given. What waited to be told goes unsaid.

    Raises: NotFound; Forbidden: somebody else's decision; InvalidState: why it stands; Invalid: at `reason`.
    """
    item, row = locked_task(work, viewer, task_id)
    require(item.closed_by == viewer.user_id, "approvals.not_yours")
    _check(work, item, row)
    if not (is_in_grace(work, item) and not reason.strip()) and (problems := reason_problems(reason)):
        raise Invalid("approvals.incomplete", problems)
    before = _open_items(work, row)
    writer.add(work, row, "taken_back", item=item, opinion=reason.strip())
    item.state = "cancelled"
    drop_held(work, task_id)
    _forget_answer(work, item)
    work.session.flush()
    try:
        again = str(work.tasks.take_back(task_id).id)
    except (engine_errors.Rejected, engine_errors.Conflict) as refused:
        raise _in_words(work, item, refused) from refused
    work.session.flush()
    _give_back(work, viewer, item, again)
    gone = {person for item_id, person in before.items() if person and _is_gone(work, item_id)}
    if item.undo_until is None:  # nobody was told that there was something to do
        words = {"step": item.name_zh, "step_en": item.name_en}
        writer.tell_people(work, row, sorted(gone - {viewer.user_id}), "task_gone", **words)
    return again


def _check(work: Work, item: WorkItem, row: Case) -> None:
    element = elements(work, item_definition(work, item)).get(item.element_id)
    if TAKE_BACK not in permitted(element, addressed=item.addressed):
        raise InvalidState("approvals.action_not_permitted")
    if item.state != "done":
        raise InvalidState("approvals.take_back_touched")
    in_grace = is_in_grace(work, item) and item.action in UNDOABLE
    if not in_grace and (item.action in FINAL or row.state == "returned"):
        raise InvalidState("approvals.take_back_told")
    if item.kept_from is not None:
        raise InvalidState("approvals.take_back_told")
    if item.secrecy == "closed":
        raise InvalidState("approvals.take_back_left")
    if row.ended_at is not None:
        raise InvalidState("approvals.case_ended")


def _in_words(work: Work, item: WorkItem, refused: engine_errors.EngineError) -> InvalidState:
    """Return the refusal of the engine in people's words: what has gone on since, if it says."""
    element_id = refused.details.get("element")
    element = elements(work, item_definition(work, item)).get(str(element_id))
    if element is not None and element.type != "userTask":
        name_zh, name_en = step_name(work, item_definition(work, item), element.id, element.name)
        return InvalidState("approvals.take_back_gone_on", step=name_zh, step_en=name_en)
    return InvalidState(_REASONS.get(str(refused.details.get("reason")), "approvals.take_back_touched"))


def _give_back(work: Work, viewer: Viewer, item: WorkItem, again: str) -> None:
    """Put what was typed with the decision into the task that is open again."""
    said = writer.decided_at(work, item.task_id)
    if said is not None:
        filled = typed_at(work, item.task_id)
        said |= {} if filled is None else {"answers": filled}
        save_draft(work, viewer.user_id, DECISION, said, subject=again)


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
