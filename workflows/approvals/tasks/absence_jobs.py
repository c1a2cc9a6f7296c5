"""Jobs around absences and eligible people: each open task is looked at in a transaction of its own."""

from __future__ import annotations

from engine import JobContext
from workflows.approvals.models import Case, WorkItem
from workflows.approvals.tasks import deputising, eligibility
from workflows.approvals.values import ACTIVE_STATES
from workflows.ground.clock import SHANGHAI
from workflows.ground.jobs import background_job
from workflows.ground.work import Work
from workflows.notices.telling import tell
from workflows.people.absences.models import Absence
from workflows.people.absences.operations import BEGIN, END, TELL
from workflows.people.absences.queries import state_of
from workflows.people.authority_changed import CHECK, authority_changed
from workflows.people.identity.queries import accounts, groups_of

MOVE = "absence.move"
MOVE_BACK = "absence.move_back"


@background_job(
    BEGIN, ("某人开始离岗：其待办任务转给代理人", "Somebody is away: their open tasks go to the deputy")
)
def begin(job: JobContext) -> None:
    """`absence.begin`: have every open task of the absent person moved, unless it is over already."""
    work = job.work
    row = work.session.get(Absence, job.variables["id"])
    if row is None or state_of(work, row) != "going_on":
        return
    for task_id in deputising.concerned(work, row.user_id):
        work.jobs.defer(MOVE, {"task_id": task_id})
    _others_act_now(work, row)


@background_job(END, ("某人回岗", "Somebody is back"))
def end(job: JobContext) -> None:
    """`absence.end`: who was away counts again, gets back what was theirs; the deputy's lists are shorter."""
    row = job.work.session.get(Absence, job.variables["id"])
    if row is not None and state_of(job.work, row) == "over":
        for task_id in deputising.handed_over(job.work, row.user_id):
            job.work.jobs.defer(MOVE_BACK, {"task_id": task_id})
        _others_act_now(job.work, row)


@background_job(TELL, ("告知代理人及本人外出安排", "Tell the deputy and the person of an absence"))
def tell_of_it(job: JobContext) -> None:
    """`absence.tell`: tell the deputy who set an absence; while it waits, also the person to confirm it."""
    row = job.work.session.get(Absence, job.variables["id"])
    if row is None or (state := state_of(job.work, row)) == "over":
        return
    people = accounts(job.work, {row.user_id, row.deputy_id, row.set_by, row.confirmed_by or row.set_by})
    names = {user_id: account.shown_name for user_id, account in people.items()}
    said = {
        "absent": names.get(row.user_id, ""),
        "deputy": names.get(row.deputy_id, ""),
        "by": names.get(row.set_by, ""),
        "confirmed_by": names.get(row.confirmed_by or "", ""),
        "start": f"{row.starts_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}",
        "end": f"{row.ends_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}",
    }
    if state == "waiting":
        tell(job.work, row.user_id, "absence_to_confirm", said)
    tell(job.work, row.deputy_id, "absence_proposed" if state == "waiting" else "absence_in_force", said)


@background_job(MOVE, ("把一项任务转给代理人", "Give one task to the deputy"))
def move(job: JobContext) -> None:
    """`absence.move`: give a task of somebody who is away to their deputy."""
    held = _held(job)
    if held is None:
        return
    case, item = held
    if item.assignee is None:
        deputising.add_deputies(job.work, case, item)
    else:
        deputising.hand_to_deputy(job.work, case, item)


@background_job(MOVE_BACK, ("把代理人尚未办结的任务交还本人", "Give one task back to who is there again"))
def move_back(job: JobContext) -> None:
    """`absence.move_back`: give a task that the deputy has not decided to who is back."""
    held = _held(job)
    if held is not None:
        deputising.give_back(job.work, *held)


@background_job(CHECK, ("查找可能无人可办的任务", "Find tasks that perhaps nobody may take"))
def check(job: JobContext) -> None:
    """`eligibility.check`: have the open tasks of groups and people looked after that seem to need it."""
    given = job.variables
    concerned = eligibility.Concerned(given["groups"], given["users"], given.get("organisations") or ())
    task_ids = eligibility.to_look_after(job.work, concerned, given.get("after", ""))
    for task_id in task_ids:
        job.work.jobs.defer(eligibility.LOOK_AFTER, {"task_id": task_id})
    if len(task_ids) == eligibility.MOST_AT_ONCE:
        job.work.jobs.defer(CHECK, {**given, "after": task_ids[-1]})


@background_job(eligibility.LOOK_AFTER, ("标记无人可办的任务", "Mark a task that nobody may take"))
def look_after(job: JobContext) -> None:
    """`eligibility.look_after`: mark a task that nobody may take, or take the mark away."""
    held = _held(job)
    if held is not None:
        eligibility.look_after(job.work, *held)


def _others_act_now(work: Work, row: Absence) -> None:
    authority_changed(work, [row.user_id, row.deputy_id], groups_of(work, row.user_id))


def _held(job: JobContext) -> tuple[Case, WorkItem] | None:
    """Hold the case of the job's task; None if there is nothing to do on it any more."""
    task_id = job.variables["task_id"]
    job.work.instances.lock_by_task(task_id)
    item = job.work.session.get(WorkItem, task_id, populate_existing=True)
    if item is None or item.state not in ACTIVE_STATES:
        return None
    return job.work.session.get_one(Case, item.case_id), item


JOBS = (begin, end, tell_of_it, move, move_back, check, look_after)
