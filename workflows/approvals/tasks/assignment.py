"""Who works on a task: taking it, giving it back, handing it to somebody else."""

from __future__ import annotations

from collections.abc import Mapping

from workflows.approvals.cases.views import shown_names
from workflows.approvals.cases.visibility import facts_of, task_facts
from workflows.approvals.models import Case, WorkItem
from workflows.approvals.policies.actions import may_assign
from workflows.approvals.policies.cases import acts_as
from workflows.approvals.tasks.locking import check_person, held_task, side_task
from workflows.approvals.team.assignee_picker import may_be_chosen
from workflows.approvals.timeline import writer
from workflows.ground.audit.log import Subject, record
from workflows.ground.errors import FieldProblem, Invalid
from workflows.ground.work import Work
from workflows.people.viewer import Viewer, require

REASON_LIMIT = 500


def claim(work: Work, viewer: Viewer, task_id: str) -> None:
    """Reserve a task 签收 for the viewer; claiming again changes nothing.

    Raises: NotFound; Forbidden: not a candidate, or a party to the case; Conflict: somebody was first.
    """
    item, row = held_task(work, viewer, task_id)
    check_person(work, viewer, row, item)
    if item.assignee is None:
        stand_in_for(viewer, row, item)
        work.tasks.claim(task_id, assignee=viewer.user_id)


def release(work: Work, viewer: Viewer, task_id: str) -> None:
    """Give a claimed task back to its group; a deputy gives what the diagram addressed back to that person.

    Raises: NotFound; Forbidden: not the viewer's; Conflict.
    """
    item, row = held_task(work, viewer, task_id)
    own = item.assignee == viewer.user_id and (not item.addressed or item.stands_for is not None)
    require(own, "approvals.not_yours")
    owner, item.stands_for, item.appointed = item.stands_for, None, None
    if not item.addressed or owner is None:
        work.tasks.release(task_id)
        return
    writer.add(work, row, "given_back", item=item, details={"from": viewer.user_id, "to": owner})
    work.tasks.assign(task_id, owner)
    writer.tell_people(work, row, [owner], "task_assigned", step=item.name_zh, step_en=item.name_en)


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
    hand_over(work, viewer, (item, row), to_user_id, said, reason)


def assign(work: Work, viewer: Viewer, task_id: str, to_user_id: str, reason: str) -> None:
    """Give a task to somebody eligible, whoever has it; one that nobody may take, to any colleague.

    Raises: NotFound; Conflict: closed; Forbidden: neither operator nor administrator, or a party; Invalid: at
        `to`, nobody or somebody who may not be chosen; at `reason`.
    """
    item, row = held_task(work, viewer, task_id)
    require(may_assign(viewer, facts_of(row), task_facts(item)), "approvals.not_yours")
    problems = reason_problems(reason)
    if not to_user_id or not may_be_chosen(work, viewer, (item, row), "assign", [to_user_id]):
        code = "approvals.not_to_be_chosen" if to_user_id else "approvals.choose_person"
        problems.insert(0, FieldProblem("to", code, {}))
    if problems:
        raise Invalid("approvals.incomplete", problems)
    said = {"to": to_user_id} | ({"from": item.assignee} if item.assignee else {})
    item.appointed = to_user_id
    audit_reassigned(work, row, item, to_user_id, reason)
    hand_over(work, viewer, (item, row), to_user_id, said, reason, kind="assigned")


def audit_reassigned(work: Work, row: Case, item: WorkItem, to_user_id: str, reason: str) -> None:
    """Note in the audit that somebody in office gave a task to another person, before it is done."""
    step = {"step": item.name_zh, "task": item.task_id}
    after = {"assignee": to_user_id, "reason": reason.strip(), **step}
    record(work, "task.reassigned", Subject("case", row.id, row.number), {"assignee": item.assignee}, after)


def hand_over(  # noqa: PLR0917  # what happened, to what, and why
    work: Work,
    viewer: Viewer,
    task: tuple[WorkItem, Case],
    to_user_id: str,
    said: Mapping[str, str],
    reason: str,
    *,
    kind: str = "transferred",
) -> None:
    """Carry a transfer out: the timeline, the engine, and who is told. The case is held."""
    item, row = task
    item.stands_for = None
    if item.appointed != to_user_id:
        item.appointed = None
    writer.add(work, row, kind, item=item, opinion=reason.strip(), details=said)
    work.tasks.assign(item.task_id, to_user_id)
    by = shown_names(work, [viewer.user_id]).get(viewer.user_id, "")
    told = {"step": item.name_zh, "step_en": item.name_en, "by": by, "reason": reason.strip()}
    writer.tell_people(work, row, [to_user_id], "task_transferred", **told)


def stand_in_for(viewer: Viewer, row: Case, item: WorkItem) -> None:
    """Note on a task that the viewer takes it in the place of somebody away, if that is so."""
    taken_as = acts_as(viewer, facts_of(row), task_facts(item))
    item.stands_for = None if taken_as in {None, viewer.user_id} else taken_as


def reason_problems(reason: str) -> list[FieldProblem]:
    """Return what is wrong with the reason of a side action that needs one."""
    if not reason.strip():
        return [FieldProblem("reason", "approvals.reason_required", {})]
    if len(reason) > REASON_LIMIT:
        return [FieldProblem("reason", "approvals.reason_too_long", {"limit": REASON_LIMIT})]
    return []
