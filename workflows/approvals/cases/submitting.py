"""Handing an application in, for the first time and again after a return."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select

from workflows.approvals.cases.case_types import CaseType, case_type_of
from workflows.approvals.cases.drafts import discard_draft
from workflows.approvals.cases.item_queries import case as case_view
from workflows.approvals.cases.start_rules import StartRules, latest_start_rules, start_rules
from workflows.approvals.cases.titles import name_case
from workflows.approvals.models import CASE_NUMBER, Case, Submission, WorkItem
from workflows.approvals.policies.starting import may_start
from workflows.approvals.search.search_index import note_case
from workflows.approvals.timeline import writer
from workflows.approvals.values import ACTIVE_STATES, BEFORE_ALL, RUNNING_STATES, CaseView, Decision
from workflows.files import operations as files
from workflows.ground.clock import SHANGHAI
from workflows.ground.db import new_id
from workflows.ground.errors import Invalid, InvalidState
from workflows.ground.work import Work
from workflows.people.organisations.models import Organisation
from workflows.people.viewer import Viewer, require


def submit(
    work: Work,
    viewer: Viewer,
    process_id: str,
    data: Mapping[str, Any],
    *,
    organisation_id: str | None = None,
    subject_id: str | None = None,
) -> CaseView:
    """Hand in an application: the case, its first submission and its process begin together.

    `data` is the JSON of the checked form. The draft of the form goes. `subject_id` names what the case is
    about where that is not the organisation.

    Raises: Forbidden: the viewer may not start this kind, or does not act for the organisation; Invalid: at
        the field; InvalidState: a case of this kind is running, or the process is retired; NotFound: no such
        process or organisation.
    """
    if work.repository.retirement(process_id) is not None:
        raise InvalidState("approvals.process_retired")
    kind, rules = case_type_of(process_id), latest_start_rules(work, process_id)
    owner = work.session.get(Organisation, organisation_id) if organisation_id else None
    allowed = may_start(viewer, rules, organisation_id, owner.kind if owner is not None else None)
    require(allowed, "approvals.cannot_start")
    if subject_id is None and organisation_id is not None and kind.made is not None:
        subject_id = kind.made(work, organisation_id, data)
    subject_id = subject_id or organisation_id
    row = _new_case(work, viewer, process_id, (organisation_id, subject_id), rules)
    if rules.once:
        _refuse_a_second(work, row)
    before = _begin_subject(work, kind, row, data, submitted=not rules.form_later)
    _place(work, row, data)
    _call(work, row, kind, rules, data)
    work.session.add(row)
    work.session.flush()
    if before is not None:
        _record_submission(work, viewer, row, rules, before, round_=BEFORE_ALL)
    _record_submission(work, viewer, row, rules, data)
    note_case(work, row, data)
    writer.add(work, row, "begun" if rules.form_later else "submitted")
    work.runtime.start(
        process_id,
        business_key=row.number,
        region=row.region_code,
        variables=_variables(work, row, kind, data),
    )
    if not rules.form_later:
        writer.tell_applicant(work, row, "case_submitted", reviewed=_waits_for_somebody(work, row))
    if rules.form_id is not None:
        discard_draft(work, viewer.user_id, rules.form_id, subject_id or "")
    work.session.flush()
    return case_view(work, viewer, row.id)


def _waits_for_somebody(work: Work, row: Case) -> bool:
    """Tell whether a person has to act on a case that has just begun; else it is not in review."""
    open_ = select(WorkItem.task_id).where(WorkItem.case_id == row.id, WorkItem.state.in_(ACTIVE_STATES))
    return work.session.scalar(open_.limit(1)) is not None


def resubmit(work: Work, viewer: Viewer, row: Case, kind: CaseType, decision: Decision) -> None:
    """Make the next submission out of a decision's data. Raises: Invalid: there are none."""
    if decision.data is None:
        raise Invalid("approvals.form_required")
    row.round += 1
    if row.subject_id is not None:
        kind.submitted(work, row.subject_id, row.id, decision.data)
    rules = start_rules(work, row.definition_id, row.process_id)
    _place(work, row, decision.data)
    _call(work, row, kind, rules, decision.data)
    _record_submission(work, viewer, row, rules, decision.data)
    note_case(work, row, decision.data)
    kept = "submitted" if row.round == 1 else "resubmitted"
    writer.add(work, row, kept, opinion=decision.opinion.strip())
    if rules.form_id is not None:
        discard_draft(work, viewer.user_id, rules.form_id, row.id)


def _new_case(
    work: Work,
    viewer: Viewer,
    process_id: str,
    about: tuple[str | None, str | None],
    rules: StartRules,
) -> Case:
    number = f"{rules.prefix}-{work.now.astimezone(SHANGHAI).year}-{_next_number(work):06d}"
    return Case(
        id=new_id(),
        number=number,
        process_id=process_id,
        definition_id=work.repository.latest(process_id).id,
        applicant_id=viewer.user_id,
        organisation_id=about[0],
        organisation_name="",
        subject_id=about[1],
        personal=rules.personal,
        menu=rules.menu,
        members=rules.members,
        state="in_review",
        round=BEFORE_ALL if rules.form_later else 1,
        submitted_at=work.now,
        updated_at=work.now,
    )


def _refuse_a_second(work: Work, row: Case) -> None:
    """Refuse a case while one of the same process runs about the same subject, or for the same person.

    A lock of the two names makes who hands in at the same moment wait; it ends with the transaction.
    """
    personal = row.personal or row.subject_id is None
    column, owner = (Case.applicant_id, row.applicant_id) if personal else (Case.subject_id, row.subject_id)
    held = func.pg_advisory_xact_lock(func.hashtextextended(f"{row.process_id}:{owner}", 0))
    work.session.execute(select(held))
    running = select(Case.number).where(
        column == owner, Case.process_id == row.process_id, Case.state.in_(RUNNING_STATES)
    )
    number = work.session.scalar(running.limit(1))
    if number is not None:
        raise InvalidState("approvals.running_already", number=number)


def _begin_subject(
    work: Work, kind: CaseType, row: Case, data: Mapping[str, Any], *, submitted: bool
) -> Mapping[str, Any] | None:
    """Hold what the case is about and let the kind act on it; return what it was before, if that counts."""
    if row.subject_id is None:
        return None
    kind.hold(work, row.subject_id)
    before = kind.before(work, row.subject_id)
    if submitted:
        kind.submitted(work, row.subject_id, row.id, data)
    return before


def _place(work: Work, row: Case, data: Mapping[str, Any]) -> None:
    """Say which windows the case belongs to: what the form says, else those of the organisation."""
    owner = work.session.get(Organisation, row.organisation_id) if row.organisation_id else None
    row.organisation_name = owner.name if owner else ""
    row.region_code = data.get("region") or (owner.region_code if owner else row.region_code)
    row.cluster_id = data.get("cluster") or (owner.cluster_id if owner else None)


def _call(work: Work, row: Case, kind: CaseType, rules: StartRules, data: Mapping[str, Any]) -> None:
    """Name the case: after a correction too, or lists would show the mistake for ever."""
    name = kind.name(work, row.subject_id) if row.subject_id is not None else ""
    name_case(work, row, rules, data, name)


def _variables(work: Work, row: Case, kind: CaseType, data: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "applicant": row.applicant_id,
        "organisation_id": row.organisation_id,
        "organisation_name": row.organisation_name,
        "region": row.region_code,
        **({"cluster": row.cluster_id} if row.cluster_id else {}),
        **(kind.process_variables(work, row.subject_id) if row.subject_id is not None else {}),
        kind.variable: dict(data),
    }


def _next_number(work: Work) -> int:
    return work.session.scalar(select(CASE_NUMBER.next_value())) or 0


def _record_submission(
    work: Work,
    viewer: Viewer,
    row: Case,
    rules: StartRules,
    data: Mapping[str, Any],
    *,
    round_: int | None = None,
) -> None:
    work.session.add(
        Submission(
            case_id=row.id,
            round=row.round if round_ is None else round_,
            definition_id=row.definition_id,
            form_id="" if row.round == BEFORE_ALL else rules.form_id or "",
            data=dict(data),
            submitted_by=viewer.user_id,
            submitted_at=work.now,
        )
    )
    files.attach(work, data, case_id=row.id, organisation_id=row.organisation_id)
