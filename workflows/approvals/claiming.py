"""Who works on a task: taking it, giving it back, handing it to somebody else."""

from __future__ import annotations

from workflows.approvals import notes
from workflows.approvals.colleagues import may_be_chosen
from workflows.approvals.holding import held_task, refuse_parties, refuse_taken, side_task
from workflows.approvals.queries import facts_of, shown_names, task_facts
from workflows.errors import FieldProblem, Invalid
from workflows.policies.cases import may_claim
from workflows.policies.viewer import Viewer, require
from workflows.work import Work

REASON_LIMIT = 500


def claim(work: Work, viewer: Viewer, task_id: str) -> None:
    """Reserve a task 签收 for the viewer; claiming again changes nothing.

    Raises: NotFound; Forbidden: not a candidate, or a party to the case; Conflict: somebody was first.
    """
    item, row = held_task(work, viewer, task_id)
    refuse_parties(viewer, row, item)
    if not item.addressed:
        require(may_claim(viewer, facts_of(row), task_facts(item)), "approvals.not_yours")
    if item.assignee != viewer.user_id:
        refuse_taken(work, item)
        work.tasks.claim(task_id, assignee=viewer.user_id)


def release(work: Work, viewer: Viewer, task_id: str) -> None:
    """Give a claimed task back to its group. Raises: NotFound; Forbidden: not the viewer's; Conflict."""
    item, _ = held_task(work, viewer, task_id)
    require(item.assignee == viewer.user_id and not item.addressed, "approvals.not_yours")
    work.tasks.release(task_id)


def transfer(work: Work, viewer: Viewer, task_id: str, to_user_id: str, reason: str) -> None:
    """Hand a task 转办 to another eligible person, who is told by message and mail.

    Raises: NotFound; Conflict: closed, or somebody else's; Forbidden: not the viewer's task; InvalidState:
        the step does not permit it; Invalid: at `to`, nobody or somebody not eligible; at `reason`.
    """
    item, row = side_task(work, viewer, task_id, "transfer")
    problems = reason_problems(reason)
    if not to_user_id or not may_be_chosen(work, viewer, (item, row), "transfer", [to_user_id]):
        code = "approvals.not_to_be_chosen" if to_user_id else "approvals.choose_person"
        problems.insert(0, FieldProblem("to", code, {}))
    if problems:
        raise Invalid("approvals.incomplete", problems)
    said = {"from": item.assignee or viewer.user_id, "to": to_user_id}
    notes.add(work, row, "transferred", item=item, opinion=reason.strip(), details=said)
    work.tasks.assign(task_id, to_user_id)
    by = shown_names(work, [viewer.user_id]).get(viewer.user_id, "")
    told = {"step": item.name_zh, "step_en": item.name_en, "by": by, "reason": reason.strip()}
    notes.tell_people(work, row, [to_user_id], "task_transferred", **told)


def reason_problems(reason: str) -> list[FieldProblem]:
    """Return what is wrong with the reason of a side action that needs one."""
    if not reason.strip():
        return [FieldProblem("reason", "approvals.reason_required", {})]
    if len(reason) > REASON_LIMIT:
        return [FieldProblem("reason", "approvals.reason_too_long", {"limit": REASON_LIMIT})]
    return []
