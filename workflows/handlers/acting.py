"""Jobs on the tasks of a case: escalate, copy, decide by timeout, follow up."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from engine import Handler, JobContext
from engine.errors import HandlerFailed
from workflows.approvals.actions import carbon_copies
from workflows.approvals.cases.visibility import facts_of
from workflows.approvals.models import Case, WorkItem
from workflows.approvals.policies.eligible import parties_of
from workflows.approvals.tasks.rescheduling import FOLLOW_UP
from workflows.approvals.timeline import writer
from workflows.approvals.values import ACTIVE_STATES
from workflows.ground.work import Work
from workflows.handlers.cases import case_of
from workflows.notices.operations import send_message
from workflows.people.identity import queries as identity

GROUP_HEADERS = frozenset({("case.copy", "groups"), ("task.escalate", "groups")})
"""Headers that name groups, separated by commas; deploying checks that they exist."""


def copy_case(job: JobContext) -> None:
    """`case.copy`: header `groups` names who gets a copy 抄送, `note` what they read with it."""
    case = case_of(job)
    people = _members(job.work, _groups(job))
    carbon_copies.send(job.work, case, people, element_id=job.element_id, note=job.headers.get("note", ""))


def escalate(job: JobContext) -> None:
    """`task.escalate`: open tasks of the case get further `groups` and a `priority`, and these are told.

    Header `task` names the step, without it every open task that no person was named for.
    """
    case, work = case_of(job), job.work
    groups, priority = _groups(job), int(job.headers.get("priority", "90"))
    people = _members(work, groups) - parties_of(work, facts_of(case))
    for item in _open_items(work, case, job.headers.get("task")):
        details = {"groups": groups, "priority": [item.priority, max(priority, item.priority)]}
        writer.add(work, case, "escalated", item=item, details=details)
        work.tasks.change(item.task_id, priority=max(priority, item.priority), add_groups=groups)
        told = {"step": item.name_zh, "step_en": item.name_en}
        writer.tell_people(work, case, people, "task_escalated", **told)


def time_out(job: JobContext) -> Mapping[str, Any]:
    """`task.timeout`: the case goes on as if the step had said `action`; `result` names the variable.

    Drawn behind an interrupting timer of the step. The timeline says that it was the time, and nobody else.
    """
    case, action = case_of(job), job.headers.get("action", "")
    if action not in {"approve", "reject"}:
        raise HandlerFailed(f"Expected header `action` to be approve or reject, but it is {action!r}.")
    writer.add(job.work, case, f"timeout_{action}", element_id=job.element_id)
    decided = {"action": action, "opinion": "", "remarks": [], "by": "system"}
    return {job.headers.get("result", "decision"): decided | {"at": job.work.now.isoformat()}}


def follow_up(job: JobContext) -> None:
    """`task.follow_up`: remind who holds a task of the day on which they wanted to see it again."""
    item = job.work.session.get(WorkItem, job.variables["task_id"])
    wanted = datetime.fromisoformat(str(job.variables["at"]))
    if item is None or item.assignee is None or item.state != "claimed" or item.follow_up_at != wanted:
        return
    case = job.work.session.get_one(Case, item.case_id)
    told = writer.params_of(case, step=item.name_zh, step_en=item.name_en)
    send_message(job.work, item.assignee, "task_follow_up", told, case.id)


def _groups(job: JobContext) -> list[str]:
    groups = [group.strip() for group in job.headers.get("groups", "").split(",") if group.strip()]
    if not groups:
        raise HandlerFailed(f"Expected header `groups` of {job.job_type} to name groups, but it is empty.")
    return groups


def _members(work: Work, groups: list[str]) -> frozenset[str]:
    return frozenset(person for group in groups for person in identity.members_of(work, group))


def _open_items(work: Work, case: Case, element_id: str | None) -> list[WorkItem]:
    rows = select(WorkItem).where(WorkItem.case_id == case.id, WorkItem.state.in_(ACTIVE_STATES))
    wanted = WorkItem.addressed.is_(False) if element_id is None else WorkItem.element_id == element_id
    return list(work.session.scalars(rows.where(wanted).order_by(WorkItem.task_id)))


PROCESS_JOBS: Mapping[str, Handler] = {
    "case.copy": copy_case,
    "task.escalate": escalate,
    "task.timeout": time_out,
}
"""Job types that diagrams may name."""

JOBS: Mapping[str, Handler] = {FOLLOW_UP: follow_up}
"""The platform's own."""
