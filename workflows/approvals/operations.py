"""All writes of the approvals domain: submitting, claiming, deciding, withdrawing, urging.

Every command first takes the engine's lock of the case, then looks: what it decides on stands still.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, NoReturn

from sqlalchemy import select

from engine import errors as engine_errors
from workflows.approvals import notes
from workflows.approvals.diagrams import SUBMIT, actions_of, elements, process_names, result_variable
from workflows.approvals.drafts import discard_draft
from workflows.approvals.kinds import Kind, kind_of
from workflows.approvals.models import CASE_NUMBER, Case, CaseEvent, Submission, WorkItem
from workflows.approvals.queries import case as case_view
from workflows.approvals.queries import facts_of, is_visible, shown_names, task_facts
from workflows.approvals.values import RUNNING_STATES, CaseView, Decision, Remark
from workflows.clock import SHANGHAI
from workflows.db import new_id
from workflows.errors import Conflict, FieldProblem, Forbidden, Invalid, InvalidState, NotFound
from workflows.files import operations as files
from workflows.notices.operations import send_messages
from workflows.organisations.operations import locked as locked_organisation
from workflows.policies.cases import is_party, may_claim, may_decide, may_withdraw
from workflows.policies.eligible import eligible_people
from workflows.policies.viewer import Viewer, require
from workflows.work import Work

OPINION_LIMIT = 2_000
REMARK_LIMIT = 500
OPINION_REQUIRED = frozenset({"return", "reject"})
URGE_EVERY = timedelta(hours=4)
TIME_FORMAT = "%Y-%m-%d %H:%M"


def submit(
    work: Work,
    viewer: Viewer,
    process_id: str,
    data: Mapping[str, Any],
    *,
    organisation_id: str | None = None,
) -> CaseView:
    """Hand in an application: the case, its first submission and its process begin together.

    `data` is the JSON of the checked form. The draft of the form goes.

    Raises: Forbidden: the viewer may not start this kind, or does not act for the organisation; Invalid: at
        the field; InvalidState: a case of this kind is running; NotFound: no such process or organisation.
    """
    kind = kind_of(process_id)
    require(viewer.holds(*kind.starters), "approvals.cannot_start")
    name = ""
    if organisation_id is not None:
        require(viewer.acts_for(organisation_id), "approvals.cannot_start")
        name = _subject(work, kind, process_id, organisation_id, data)
    definition = work.repository.latest(process_id)
    title_zh, title_en = process_names(work, definition)
    row = Case(
        id=new_id(),
        number=f"{kind.prefix}-{work.now.astimezone(SHANGHAI).year}-{_next_number(work):06d}",
        process_id=process_id,
        definition_id=definition.id,
        title_zh=f"{title_zh} · {name}" if name else title_zh,
        title_en=f"{title_en} · {name}" if name else title_en,
        applicant_id=viewer.user_id,
        organisation_id=organisation_id,
        organisation_name=name,
        region_code=data.get("region"),
        cluster_id=data.get("cluster"),
        state="in_review",
        round=1,
        submitted_at=work.now,
        updated_at=work.now,
    )
    work.session.add(row)
    work.session.flush()
    _record_submission(work, viewer, row, kind, data)
    notes.add(work, row, "submitted")
    work.runtime.start(
        process_id,
        business_key=row.number,
        region=row.region_code,
        variables={
            "applicant": viewer.user_id,
            "organisation_id": organisation_id,
            "organisation_name": name,
            "region": row.region_code,
            kind.variable: dict(data),
        },
    )
    notes.tell_applicant(work, row, "case_submitted")
    if kind.form_id is not None:
        discard_draft(work, viewer.user_id, kind.form_id, organisation_id or "")
    work.session.flush()
    return case_view(work, viewer, row.id)


def claim(work: Work, viewer: Viewer, task_id: str) -> None:
    """Reserve a task 签收 for the viewer; claiming again changes nothing.

    Raises: NotFound; Forbidden: not a candidate, or a party to the case; Conflict: somebody was first.
    """
    item, row = _held_task(work, viewer, task_id)
    _refuse_parties(viewer, row, item)
    if not item.addressed:
        require(may_claim(viewer, facts_of(row), task_facts(item)), "approvals.not_yours")
    if item.assignee != viewer.user_id:
        _refuse_taken(work, item)
        work.tasks.claim(task_id, assignee=viewer.user_id)


def release(work: Work, viewer: Viewer, task_id: str) -> None:
    """Give a claimed task back to its group. Raises: NotFound; Forbidden: not the viewer's; Conflict."""
    item, _ = _held_task(work, viewer, task_id)
    require(item.assignee == viewer.user_id and not item.addressed, "approvals.not_yours")
    work.tasks.release(task_id)


def transfer(work: Work, viewer: Viewer, task_id: str, to_user_id: str, reason: str = "") -> None:
    """Hand a task 转办 to another eligible person, who is told.

    Raises: NotFound; Forbidden: not the viewer's task, or the other one is not eligible; Conflict: closed.
    """
    item, row = _held_task(work, viewer, task_id)
    held = item.assignee == viewer.user_id and not item.addressed
    require(held or viewer.holds("admin"), "approvals.not_yours")
    eligible = eligible_people(work, facts_of(row), item.groups, item.users)
    require(to_user_id in eligible, "approvals.not_yours")
    notes.add(work, row, "transferred", item=item, opinion=reason.strip(), details={"to": to_user_id})
    work.tasks.assign(task_id, to_user_id)
    send_messages(work, [to_user_id], "task_assigned", notes.params_of(row, step=item.name_zh), row.id)


def decide(work: Work, viewer: Viewer, task_id: str, decision: Decision) -> CaseView:
    """Carry out a decision: the opinion, the remarks and the step of the process belong together.

    An applicant's `submit` carries the form's checked JSON in `decision.data` and makes the next submission.

    Raises: NotFound; Forbidden: not a candidate, or a party; Conflict: somebody has decided or claimed it, or
        it has changed since `decision.revision`; Invalid: the opinion is missing or too long; InvalidState.
    """
    item, row = _held_task(work, viewer, task_id)
    _check_person(work, viewer, row, item)
    element = elements(work, item_definition(work, item)).get(item.element_id)
    if decision.action not in actions_of(element, addressed=item.addressed):
        raise InvalidState("approvals.action_not_permitted")
    if decision.action == "withdraw":
        return withdraw(work, viewer, row.id, decision.opinion)
    _check_texts(decision)
    variables: dict[str, Any] = {result_variable(element): _result(work, viewer, decision)}
    kind = kind_of(row.process_id)
    if decision.action == SUBMIT:
        _resubmit(work, viewer, row, kind, decision)
    if decision.data is not None:
        variables[kind.variable] = dict(decision.data)
    if decision.action != SUBMIT:
        notes.add(
            work, row, decision.action, item=item, opinion=decision.opinion.strip(), remarks=decision.remarks
        )
    if item.addressed and item.assignee != viewer.user_id:
        work.tasks.assign(task_id, viewer.user_id)  # a colleague acts for the applicant, and is named for it
    _complete(work, task_id, decision, variables)
    return case_view(work, viewer, row.id)


def withdraw(work: Work, viewer: Viewer, case_id: str, reason: str = "") -> CaseView:
    """Take an application back 撤销 while it runs; everything open in it ends.

    Raises: NotFound; Forbidden: not the applicant's; InvalidState: it has ended.
    """
    row = _held_case(work, viewer, case_id)
    require(may_withdraw(viewer, facts_of(row)), "approvals.not_applicant")
    if row.state not in RUNNING_STATES or row.instance_id is None:
        raise InvalidState("approvals.case_ended")
    row.state, row.ended_at = "withdrawn", work.now
    notes.add(work, row, "withdrawn", opinion=reason.strip()[:OPINION_LIMIT])
    if row.organisation_id is not None:
        kind_of(row.process_id).withdrawn(work, row.organisation_id)
    work.runtime.cancel(row.instance_id, reason.strip()[:OPINION_LIMIT] or "withdrawn")
    notes.tell_applicant(work, row, "case_withdrawn")
    return case_view(work, viewer, row.id)


def urge(work: Work, viewer: Viewer, case_id: str) -> int:
    """Remind 催办 those who may act on the case; return how many were told.

    Raises: NotFound; Forbidden: not the applicant's; InvalidState: nobody is to act, or urged already.
    """
    row = _held_case(work, viewer, case_id)
    require(may_withdraw(viewer, facts_of(row)), "approvals.not_applicant")
    if row.state != "in_review":
        raise InvalidState("approvals.case_ended")
    last = select(CaseEvent.at).where(CaseEvent.case_id == case_id, CaseEvent.kind == "urged")
    urged_at = work.session.scalar(last.order_by(CaseEvent.at.desc()).limit(1))
    if urged_at is not None and urged_at + URGE_EVERY > work.now:
        again = (urged_at + URGE_EVERY).astimezone(SHANGHAI)
        raise InvalidState("approvals.urged_recently", at=f"{again:{TIME_FORMAT}}")
    people = people_to_act(work, row)
    notes.add(work, row, "urged")
    send_messages(work, sorted(people), "case_urged", notes.params_of(row), row.id)
    return len(people)


def people_to_act(work: Work, row: Case) -> frozenset[str]:
    """Return who holds the open tasks of a case, or else may take them."""
    open_items = select(WorkItem).where(WorkItem.case_id == row.id, WorkItem.state.in_(("open", "claimed")))
    people: set[str] = set()
    for item in work.session.scalars(open_items):
        if item.assignee is not None:
            people.add(item.assignee)
        else:
            people |= eligible_people(work, facts_of(row), item.groups, item.users)
    return frozenset(people)


def item_definition(work: Work, item: WorkItem) -> str:
    """Return the definition that a task's instance runs on (a called process has its own)."""
    return work.tasks.get(item.task_id).definition_id


def _subject(work: Work, kind: Kind, process_id: str, organisation_id: str, data: Mapping[str, Any]) -> str:
    """Hold the organisation, so that a double submit is seen, and let the kind act on it; return its name."""
    organisation = locked_organisation(work, organisation_id)
    if kind.once:
        running = select(Case.number).where(
            Case.organisation_id == organisation_id,
            Case.process_id == process_id,
            Case.state.in_(RUNNING_STATES),
        )
        number = work.session.scalar(running)
        if number is not None:
            raise InvalidState("approvals.running_already", number=number)
    kind.submitted(work, organisation_id, data)
    return organisation.name


def _next_number(work: Work) -> int:
    return work.session.scalar(select(CASE_NUMBER.next_value())) or 0


def _record_submission(work: Work, viewer: Viewer, row: Case, kind: Kind, data: Mapping[str, Any]) -> None:
    work.session.add(
        Submission(
            case_id=row.id,
            round=row.round,
            definition_id=row.definition_id,
            form_id=kind.form_id or "",
            data=dict(data),
            submitted_by=viewer.user_id,
            submitted_at=work.now,
        )
    )
    files.attach(work, data, case_id=row.id, organisation_id=row.organisation_id)


def _resubmit(work: Work, viewer: Viewer, row: Case, kind: Kind, decision: Decision) -> None:
    if decision.data is None:
        raise Invalid("approvals.form_required")
    row.round += 1
    row.state = "in_review"
    if row.organisation_id is not None:
        kind.submitted(work, row.organisation_id, decision.data)
        _rename(work, row, locked_organisation(work, row.organisation_id).name)
    row.region_code = decision.data.get("region", row.region_code)
    row.cluster_id = decision.data.get("cluster")
    _record_submission(work, viewer, row, kind, decision.data)
    notes.add(work, row, "resubmitted", opinion=decision.opinion.strip())
    if kind.form_id is not None:
        discard_draft(work, viewer.user_id, kind.form_id, row.id)


def _rename(work: Work, row: Case, name: str) -> None:
    """A corrected name of the organisation is the case's too, or lists would show the mistake for ever."""
    title_zh, title_en = process_names(work, work.repository.get(row.definition_id))
    row.organisation_name = name
    row.title_zh, row.title_en = f"{title_zh} · {name}", f"{title_en} · {name}"


def _complete(work: Work, task_id: str, decision: Decision, variables: Mapping[str, Any]) -> None:
    notes.announce_decision(work, decision)
    try:
        work.tasks.complete(
            task_id, variables=variables, revision=decision.revision, comment=decision.opinion or None
        )
    except engine_errors.Conflict as conflict:
        _translate(work, conflict)
    finally:
        notes.announce_decision(work, None)
    work.session.flush()


def _translate(work: Work, conflict: engine_errors.Conflict) -> NoReturn:
    """Say in people's words what the engine refused: who was first and when, or that it has changed."""
    by, at = conflict.details.get("by"), conflict.details.get("at")
    if conflict.details.get("reason") == "changed" or not by or at is None:
        raise Conflict("approvals.changed_meanwhile") from conflict
    name = shown_names(work, [by]).get(by, by)
    raise Conflict(
        "approvals.already_claimed", name=name, at=f"{at.astimezone(SHANGHAI):{TIME_FORMAT}}"
    ) from conflict


def _result(work: Work, viewer: Viewer, decision: Decision) -> dict[str, Any]:
    return {
        "action": decision.action,
        "opinion": decision.opinion.strip(),
        "remarks": [{"field": remark.field, "text": remark.text} for remark in decision.remarks],
        "by": viewer.user_id,
        "at": work.now.isoformat(),
    }


def _held_task(work: Work, viewer: Viewer, task_id: str) -> tuple[WorkItem, Case]:
    """Lock the case of a task and return both as they are now. Raises: NotFound; Conflict: it is closed."""
    try:
        work.cases.lock_by_task(task_id)
    except engine_errors.NotFound as error:
        raise NotFound("approvals.task_not_found") from error
    item = work.session.get(WorkItem, task_id, populate_existing=True)
    row = None if item is None else work.session.get(Case, item.case_id, populate_existing=True)
    # Who may not see the case must not learn that the task exists.
    if item is None or row is None or not is_visible(work, viewer, row):
        raise NotFound("approvals.task_not_found")
    if item.state == "done" and item.closed_by is not None and item.closed_at is not None:
        name = shown_names(work, [item.closed_by]).get(item.closed_by, item.closed_by)
        at = f"{item.closed_at.astimezone(SHANGHAI):{TIME_FORMAT}}"
        raise Conflict("approvals.already_decided", name=name, at=at, action=item.action)
    if item.state == "cancelled":
        raise Conflict("approvals.task_closed")
    return item, row


def _held_case(work: Work, viewer: Viewer, case_id: str) -> Case:
    case_view(work, viewer, case_id)
    row = work.session.get_one(Case, case_id)
    if row.instance_id is not None:
        work.cases.lock(row.instance_id)
    return work.session.get_one(Case, case_id, populate_existing=True)


def _check_person(work: Work, viewer: Viewer, row: Case, item: WorkItem) -> None:
    _refuse_parties(viewer, row, item)
    if may_decide(viewer, facts_of(row), task_facts(item)):
        return
    _refuse_taken(work, item)
    raise Forbidden("approvals.not_yours")


def _refuse_parties(viewer: Viewer, row: Case, item: WorkItem) -> None:
    require(item.addressed or not is_party(viewer, facts_of(row)), "approvals.self_review")


def _refuse_taken(work: Work, item: WorkItem) -> None:
    if item.addressed or item.assignee is None or item.claimed_at is None:
        return
    name = shown_names(work, [item.assignee]).get(item.assignee, item.assignee)
    at = f"{item.claimed_at.astimezone(SHANGHAI):{TIME_FORMAT}}"
    raise Conflict("approvals.already_claimed", name=name, at=at)


def _check_texts(decision: Decision) -> None:
    problems = []
    if decision.action in OPINION_REQUIRED and not decision.opinion.strip():
        problems.append(FieldProblem("opinion", "approvals.opinion_required", {}))
    if len(decision.opinion) > OPINION_LIMIT:
        problems.append(FieldProblem("opinion", "approvals.opinion_too_long", {"limit": OPINION_LIMIT}))
    problems += [
        FieldProblem(f"remark:{remark.field}", "approvals.remark_too_long", {"limit": REMARK_LIMIT})
        for remark in decision.remarks
        if len(remark.text) > REMARK_LIMIT
    ]
    if problems:
        raise Invalid("approvals.incomplete", problems)


__all__ = [
    "Decision",
    "Remark",
    "claim",
    "decide",
    "item_definition",
    "people_to_act",
    "release",
    "submit",
    "transfer",
    "urge",
    "withdraw",
]
