"""Jobs on the tasks of a case: tell people, escalate, copy, decide by timeout, follow up."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from engine import JobContext
from engine.definitions import Header, JobVariable
from engine.errors import HandlerFailed
from workflows.approvals.actions import carbon_copies
from workflows.approvals.actions.vocabulary import REVIEW
from workflows.approvals.cases.job_case import case_of
from workflows.approvals.cases.visibility import facts_of
from workflows.approvals.cases.withdraw_and_urge import people_to_act
from workflows.approvals.models import Case, WorkItem
from workflows.approvals.policies.eligible import parties_of
from workflows.approvals.tasks.package_notices import filled
from workflows.approvals.tasks.rescheduling import FOLLOW_UP
from workflows.approvals.timeline import writer
from workflows.approvals.values import ACTIVE_STATES
from workflows.ground.jobs import background_job, job
from workflows.ground.work import Work
from workflows.notices.operations import send_message
from workflows.people.identity import queries as identity


@job(
    "notice.send",
    ("给申请人或办理人发送通知", "Send a notice to the applicant, or to whoever has to act"),
    headers={
        "template": Header(
            ("通知模板", "The text of the notice"),
            needed=True,
            names="template",
            fills=writer.CASE_PARAMS | {"since"},
            own_texts=True,
        ),
        "to": Header(
            ("收件人：申请人，或当前待办人员", "Who gets it: the applicant, or those who may act now"),
            words=("applicant", "candidates"),
            usual="applicant",
        ),
    },
)
def send_notice(job: JobContext) -> None:
    """`notice.send`: header `template` names the text, of the package or of the platform; `to` is "applicant"
    or "candidates"."""
    case = case_of(job)
    template, to = job.headers.get("template", ""), job.headers.get("to", "applicant")
    notice = filled(job, case, template)
    if to == "applicant":
        said = writer.last_words(job.work, case)
        words = {"opinion": said.zh, "opinion_en": said.en, **notice.params}
        writer.tell_applicant(job.work, case, notice.template, **words)
    elif to == "candidates":
        people = people_to_act(job.work, case)
        writer.tell_people(job.work, case, people, notice.template, **notice.params)
        writer.add(job.work, case, "reminded", element_id=job.element_id, details={"people": len(people)})
    else:
        raise HandlerFailed(f"Expected header `to` to be applicant or candidates, but it is {to!r}.")


@job(
    "case.copy",
    ("抄送给一个或多个组的全部成员", "Send a copy of the case to everybody in some groups"),
    headers={
        "groups": Header(
            ("抄送给哪些组，用逗号分隔", "The groups, separated by commas"), needed=True, names="groups"
        ),
        "note": Header(("随抄送附上的说明", "What they read with it")),
        "note_en": Header(("说明的英文", "The same in English")),
    },
)
def copy_case(job: JobContext) -> None:
    """`case.copy`: header `groups` names who gets a copy 抄送, `note` and `note_en` what they read."""
    case = case_of(job)
    people = _members(job.work, _groups(job))
    carbon_copies.send(
        job.work,
        case,
        people,
        element_id=job.element_id,
        note=job.headers.get("note", ""),
        note_en=job.headers.get("note_en", ""),
    )


@job(
    "task.escalate",
    ("升级未办任务：增加候选组并提高优先级", "Escalate open tasks: further groups, a higher priority"),
    headers={
        "groups": Header(
            ("增加的候选组，用逗号分隔", "The further groups, separated by commas"),
            needed=True,
            names="groups",
        ),
        "task": Header(("只升级该步骤的任务", "Only tasks of this step"), names="element"),
        "priority": Header(
            ("优先级至少提高到", "The priority they get at least"), whole=(0, 100), usual="90"
        ),
    },
)
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


@job(
    "task.timeout",
    ("超时自动作出决定", "Decide because the time is over"),
    headers={
        "action": Header(("自动作出的决定", "The decision"), needed=True, words=("approve", "reject")),
        "result": Header(
            ("存放决定的变量", "The variable that takes it"), names="variable", usual="decision"
        ),
    },
    gives={
        "decision": JobVariable(
            "context",
            ("与人工审批结果相同的内容", "What a decision of a person leaves too"),
            members=frozenset(REVIEW),
            named_by="result",
            words={"action": frozenset({"approve", "reject"})},
        )
    },
)
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


@background_job(FOLLOW_UP, ("提醒到了跟进日期的任务", "Remind of a task on its follow-up date"))
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


JOBS = (send_notice, copy_case, escalate, time_out, follow_up)
