"""Who works on a task: taking it, giving it back, handing it to somebody else."""

from __future__ import annotations

from workflows.approvals import notes
from workflows.approvals.holding import held_task, refuse_parties, refuse_taken
from workflows.approvals.queries import facts_of, task_facts
from workflows.notices.operations import send_messages
from workflows.policies.cases import may_claim
from workflows.policies.eligible import eligible_people
from workflows.policies.viewer import Viewer, require
from workflows.work import Work


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


def transfer(work: Work, viewer: Viewer, task_id: str, to_user_id: str, reason: str = "") -> None:
    """Hand a task 转办 to another eligible person, who is told.

    Raises: NotFound; Forbidden: not the viewer's task, or the other one is not eligible; Conflict: closed.
    """
    item, row = held_task(work, viewer, task_id)
    held = item.assignee == viewer.user_id and not item.addressed
    require(held or viewer.holds("admin"), "approvals.not_yours")
    eligible = eligible_people(work, facts_of(row), item.groups, item.users)
    require(to_user_id in eligible, "approvals.not_yours")
    notes.add(work, row, "transferred", item=item, opinion=reason.strip(), details={"to": to_user_id})
    work.tasks.assign(task_id, to_user_id)
    send_messages(work, [to_user_id], "task_assigned", notes.params_of(row, step=item.name_zh), row.id)
