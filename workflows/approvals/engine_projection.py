"""Keeps the domain's rows in step with the engine: called inside the transaction with what a step did."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import structlog
from sqlalchemy import or_, select, update

from engine import Step, events
from engine.task_events import TaskAssigned, TaskChanged
from engine.values import Task
from forms import to_json
from workflows.approvals.actions import retained_approvals, signing
from workflows.approvals.actions.vocabulary import SUBMIT
from workflows.approvals.cases import case_status, drafts
from workflows.approvals.cases.case_types import case_type_of
from workflows.approvals.cases.diagrams import elements, is_sealed, own_form, parties_too, seals, step_name
from workflows.approvals.cases.remarks_in_words import remarks_in_words
from workflows.approvals.cases.views import shown_names
from workflows.approvals.models import Case, CaseEvent, WorkItem
from workflows.approvals.tasks import deputising, eligibility, separation
from workflows.approvals.timeline import writer
from workflows.approvals.values import ACTIVE_STATES, RUNNING_STATES
from workflows.ground.work import Work
from workflows.notices.holding import held_until
from workflows.notices.operations import send_message

_TOLD_BY_THEMSELVES = frozenset({"claim_task", "release_task"})
_MOVES = (
    events.TaskOpened,
    events.TaskAnswered,
    events.TaskRebound,
    events.TaskClosed,
    TaskAssigned,
)
"""What may change whom a case waits for."""
OPEN_HELD = "task.open_held"
log = structlog.get_logger(__name__)


def follow_engine(work: Work, step: Step) -> None:
    """Write tasks, claims, ends and incidents of a step into the case that the instance belongs to.

    Instances that nobody submitted as a case are none of this room's business.
    """
    case = _case_of(work, step)
    if case is None:
        return
    case.updated_at = work.now
    if step.command == "migrate":
        _migrated(work, case, step)
    for event in step.events:
        follow = _FOLLOWERS.get(type(event))
        if follow is not None:
            follow(work, case, step, event)
    separation.keep_apart(work, case, step)
    work.session.flush()
    if case.state in RUNNING_STATES and any(isinstance(event, _MOVES) for event in step.events):
        _stand(work, case, submitted=_hands_in(work, step))


def open_held(work: Work, case_id: str, task_id: str, *, returned: bool) -> None:
    """Show the applicant a step of theirs that has waited until the decision before it stands.

    `returned`: the decision said so itself. Nothing changes if it was taken back, or the case has ended.
    """
    work.instances.lock_by_task(task_id)
    case, task = work.session.get_one(Case, case_id), work.tasks.get(task_id)
    if task.state not in ACTIVE_STATES or case.state not in RUNNING_STATES:
        return
    item = _added(work, case, task)
    case.updated_at = work.now
    if case_status.is_sent_back(work, case, item):
        _tell_sent_back(work, case, item, returned=returned)
    deputising.hand_to_deputy(work, case, item)
    eligibility.look_after(work, case, item)
    work.session.flush()
    _stand(work, case, submitted=False)


def _hands_in(work: Work, step: Step) -> bool:
    """Tell whether the application is handed in again with the step: a form of the step's own is another."""
    if writer.decision_of(step, SUBMIT) is None:
        return False
    closed = [step.tasks[event.token_id] for event in step.events if isinstance(event, events.TaskClosed)]  # type: ignore[index]
    return any(own_form(elements(work, one.definition_id).get(one.element_id)) is None for one in closed)


def _stand(work: Work, case: Case, *, submitted: bool) -> None:
    """Let the state follow where the case is, and what it is about follow the state."""
    before, case.state = case.state, case_status.standing(work, case)
    kind = case_type_of(case.process_id)
    if case.subject_id is None:
        return
    if case.state == "returned" and (before != "returned" or submitted):
        kind.returned(work, case.subject_id)
    elif case.state != before and not submitted:
        kind.resumed(work, case.subject_id)


def _case_of(work: Work, step: Step) -> Case | None:
    known = Case.instance_id == step.instance.root_id
    if step.command == "start" and step.instance.business_key is not None:
        known = or_(known, Case.number == step.instance.business_key)
    case = work.session.scalar(select(Case).where(known))
    if case is not None and case.instance_id is None:
        case.instance_id = step.instance.root_id
        case.definition_id = step.instance.definition_id
    return case


def _opened(work: Work, case: Case, step: Step, event: events.TaskOpened) -> None:
    task = step.tasks[event.token_id]  # type: ignore[index]  # token ids are text
    until = held_until(work)
    if until is not None and task.assignee == case.applicant_id:
        # what is taken back meanwhile they are never to see
        returned = writer.decision_of(step, "return") is not None
        waits = {"case_id": case.id, "task_id": task.id, "returned": returned}
        work.jobs.defer(OPEN_HELD, waits, run_at=until)
        return
    item = _added(work, case, task)
    if item.signs_for is not None:
        _signature_wanted(work, case, item)
    elif item.assignee is not None and not item.addressed:
        _came_back(work, case, item)
        eligibility.look_after(work, case, item)
    elif item.addressed:
        _addressed(work, case, step, item)
        deputising.hand_to_deputy(work, case, item)
        eligibility.look_after(work, case, item)
    else:
        deputising.add_deputies(work, case, item)
        eligibility.look_after(work, case, item)


def _migrated(work: Work, case: Case, step: Step) -> None:
    """The case is on another version from now on: its pages are drawn from that one."""
    if step.instance.parent_id is not None:
        return  # a called process; the case itself stays on its version
    before, case.definition_id = case.definition_id, step.instance.definition_id
    versions = (work.repository.get(one).version for one in (before, case.definition_id))
    details = dict(zip(("from_version", "to_version"), versions, strict=True))
    writer.add(work, case, "migrated", opinion=str(step.data.get("reason") or ""), details=details)


def _rebound(work: Work, case: Case, step: Step, event: events.TaskRebound) -> None:
    """An open task is asked as the other version says; who has claimed it keeps it."""
    task = step.tasks[event.opened.token_id]  # type: ignore[index]  # token ids are text
    item = _item(work, task)
    if item is None:
        return
    name_zh, name_en = step_name(work, task.definition_id, task.element_id, task.name)
    element = elements(work, task.definition_id).get(task.element_id)
    item.element_id, item.name_zh, item.name_en, item.form_id = (
        task.element_id,
        name_zh,
        name_en,
        task.form_id,
    )
    item.groups, item.users = sorted(task.candidate_groups), sorted(task.candidate_users)
    item.priority, item.due_at, item.follow_up_at = task.priority, task.due_at, task.follow_up_at
    item.parties_too = parties_too(element, addressed=item.addressed)
    if item.secrecy == "open" and is_sealed(element):
        item.secrecy = "sealed"
    eligibility.look_after(work, case, item)


def _answered(work: Work, case: Case, step: Step, event: events.TaskAnswered) -> None:
    """The step was passed: the list of what happened says so, and why."""
    item = _added(work, case, step.tasks[event.opened.token_id])  # type: ignore[index]
    item.state, item.action, item.addressed = "done", "approve", event.opened.assignee is not None
    item.assignee = item.closed_by = event.by
    item.claimed_at = item.closed_at = work.now
    told = writer.add(work, case, f"passed_{event.reason}", item=item, details={"for": event.by})
    if event.reason == retained_approvals.KEPT:
        retained_approvals.take_over(work, item, told)
        params = writer.params_of(case, step=item.name_zh, step_en=item.name_en)
        send_message(work, event.by, "approval_kept", params, case.id)


def _added(work: Work, case: Case, task: Task) -> WorkItem:
    name_zh, name_en = step_name(work, task.definition_id, task.element_id, task.name)
    element = elements(work, task.definition_id).get(task.element_id)
    held = task.assignee is not None
    # A task that waited for signatures opens again for its person; the diagram still names a group.
    addressed = held and (task.signs_for is not None or not task.candidate_groups)
    item = WorkItem(
        task_id=task.id,
        instance_id=task.instance_id,
        token_id=task.token_id,
        case_id=case.id,
        element_id=task.element_id,
        name_zh=name_zh,
        name_en=name_en,
        form_id=task.form_id,
        round=case.round,
        groups=sorted(task.candidate_groups),
        users=sorted(task.candidate_users),
        applicant=case.organisation_name or shown_names(work, [case.applicant_id]).get(case.applicant_id, ""),
        process_id=case.process_id,
        region_code=case.region_code,
        assignee=task.assignee,
        addressed=addressed,
        parties_too=parties_too(element, addressed=addressed),
        state="claimed" if held else "open",
        priority=task.priority,
        opened_at=work.now,
        due_at=task.due_at,
        claimed_at=work.now if held else None,
        secrecy="sealed" if is_sealed(element) else "open",
        signs_for=task.signs_for,
    )
    work.session.add(item)
    work.session.flush()
    return item


def _signature_wanted(work: Work, case: Case, item: WorkItem) -> None:
    request = signing.opened(work, item)
    if request is None or item.assignee is None or request.asked_by == item.assignee:
        return
    by = shown_names(work, [request.asked_by]).get(request.asked_by, "")
    params = writer.params_of(case, step=item.name_zh, step_en=item.name_en, by=by, reason=request.reason)
    send_message(work, item.assignee, "signature_asked", params, case.id)


def _came_back(work: Work, case: Case, item: WorkItem) -> None:
    """A task that waited for others is its person's again, with what they had typed before."""
    before = select(WorkItem.task_id).where(
        WorkItem.instance_id == item.instance_id,
        WorkItem.token_id == item.token_id,
        WorkItem.task_id != item.task_id,
    )
    last = work.session.scalar(before.order_by(WorkItem.task_id.desc()).limit(1))
    if last is None or item.assignee is None:
        return
    drafts.move_draft(work, item.assignee, drafts.DECISION, last, item.task_id)
    if item.assignee != work.actor:
        params = writer.params_of(case, step=item.name_zh, step_en=item.name_en)
        send_message(work, item.assignee, "task_back", params, case.id)


def _addressed(work: Work, case: Case, step: Step, item: WorkItem) -> None:
    if case_status.is_sent_back(work, case, item):
        _sent_back(work, case, step, item)
    elif item.assignee is not None and item.assignee != work.actor:
        params = writer.params_of(case, step=item.name_zh, step_en=item.name_en)
        send_message(work, item.assignee, "task_assigned", params, case.id)


def _sent_back(work: Work, case: Case, step: Step, item: WorkItem) -> None:
    """The applicant has to put something right: the timeline says so, and so do a mail and a message."""
    closed = {event.element_id for event in step.events if isinstance(event, events.TaskClosed)}
    if writer.decision_of(step, SUBMIT) is not None and item.element_id not in closed:
        return  # the next of several steps of theirs; they have just handed in the one before
    _tell_sent_back(work, case, item, returned=writer.decision_of(step, "return") is not None)


def _tell_sent_back(work: Work, case: Case, item: WorkItem, *, returned: bool) -> None:
    if not returned:
        writer.add(work, case, writer.SENT_BACK, item=item)
    remarks = remarks_in_words(work, case)
    writer.tell_applicant(work, case, "case_returned", opinion=writer.reason_of_return(work, case), **remarks)


def _closed(work: Work, _case: Case, step: Step, event: events.TaskClosed) -> None:
    task = step.tasks[event.token_id]  # type: ignore[index]
    item = _item(work, task)
    if item is None:
        return
    item.state = "done" if event.reason == "completed" else "cancelled"
    item.closed_at, item.closed_by = work.now, task.closed_by
    eligibility.resolved(work, item)
    if event.reason == "completed":
        item.assignee = task.assignee
        decision = writer.decision_of(step)
        item.action = None if decision is None else decision.action
        if item.action == "approve" and step.command == "complete_task":
            item.result = dict(step.data.get("variables") or {})


def _assigned(work: Work, case: Case, step: Step, event: TaskAssigned) -> None:
    task = step.tasks[event.token_id]  # type: ignore[index]
    item = _item(work, task)
    if item is None:
        return
    item.assignee = event.assignee
    item.state = "open" if event.assignee is None else "claimed"
    item.claimed_at = None if event.assignee is None else work.now
    if event.assignee is not None:
        eligibility.resolved(work, item)
    if step.command not in _TOLD_BY_THEMSELVES:
        return  # whoever hands a task to somebody says so, and why
    if event.assignee is None and event.before != work.actor:
        return  # taken away: whoever does that says why
    kind = "released" if event.assignee is None else "claimed"
    writer.add(work, case, kind, item=item, details={"assignee": event.assignee})


def _changed(work: Work, _case: Case, step: Step, event: TaskChanged) -> None:
    task = step.tasks[event.token_id]  # type: ignore[index]
    item = _item(work, task)
    if item is None:
        return
    item.priority, item.due_at, item.follow_up_at = task.priority, task.due_at, task.follow_up_at
    item.groups, item.users = sorted(task.candidate_groups), sorted(task.candidate_users)


def _incident(work: Work, case: Case, step: Step, event: events.IncidentRaised) -> None:
    if event.code == eligibility.CODE:
        return  # has a line of its own
    details = {"code": event.code, "message": event.message}
    writer.add(work, case, "incident", element_id=event.element_id, details=details)
    deployed_by = work.repository.get(step.instance.definition_id).deployed_by
    writer.tell_administrators(work, case, "case_stuck", [deployed_by], reason=event.message)


def _went_on(work: Work, case: Case, step: Step, event: events.FlowTaken) -> None:
    """A flow out of a sealed step: everybody has answered who was to answer, so it may be read now.

    One that is withdrawn or returned in between takes no flow out: it stays sealed.
    """
    program = work.repository.program(step.instance.definition_id)
    flow = program.flows.get(event.flow_id)
    left = None if flow is None else program.elements.get(flow.source)
    if left is None or not left.interrupting:
        return
    if steps := seals(program).get(left.attached_to or left.id):
        _unseal(work, case, steps)


def _unseal(work: Work, case: Case, steps: frozenset[str]) -> None:
    work.session.flush()
    for table in (WorkItem, CaseEvent):
        sealed = (table.case_id == case.id, table.element_id.in_(steps), table.secrecy == "sealed")
        work.session.execute(update(table).where(*sealed).values(secrecy="closed"))


def _ended(work: Work, case: Case, step: Step, event: events.InstanceEnded) -> None:
    if step.instance.parent_id is not None:
        return  # a called process; the case goes on
    if case.state in writer.ENDED:
        return  # withdrawn: whoever withdrew it has said so
    case.state = _outcome(work, case, event)
    case.ended_at = work.now
    if event.state == "completed":  # steps after which nothing comes
        for steps in seals(work.repository.program(step.instance.definition_id)).values():
            _unseal(work, case, steps)
    kind = case_type_of(case.process_id)
    if case.subject_id is not None:
        kind.ended(work, case.subject_id, case.state, to_json(event.variables.get(kind.variable) or {}))
    writer.add(work, case, "ended", details={"state": case.state})


def _outcome(work: Work, case: Case, event: events.InstanceEnded) -> str:
    """What a handler recorded; else the variable `outcome`; else the last decision; else just completed."""
    if event.state == "cancelled":
        return "cancelled"
    if case.verdict is not None:
        return case.verdict
    said = event.variables.get("outcome")
    if said in {"approved", "rejected"}:
        return str(said)
    return writer.last_verdict(work, case) or "completed"


def _item(work: Work, task: Task) -> WorkItem | None:
    return work.session.get(WorkItem, task.id)


_FOLLOWERS: dict[type[events.Event], Callable[[Work, Case, Step, Any], None]] = {
    events.TaskOpened: _opened,
    events.TaskAnswered: _answered,
    events.TaskRebound: _rebound,
    events.TaskClosed: _closed,
    TaskAssigned: _assigned,
    TaskChanged: _changed,
    events.IncidentRaised: _incident,
    events.FlowTaken: _went_on,
    events.InstanceEnded: _ended,
}
