"""Handing an application in, for the first time and again after a return."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from workflows.approvals import notes
from workflows.approvals.diagrams import process_names
from workflows.approvals.drafts import discard_draft
from workflows.approvals.kinds import Kind, kind_of
from workflows.approvals.models import CASE_NUMBER, Case, Submission
from workflows.approvals.queries import case as case_view
from workflows.approvals.values import RUNNING_STATES, CaseView, Decision
from workflows.clock import SHANGHAI
from workflows.db import new_id
from workflows.errors import Invalid, InvalidState
from workflows.files import operations as files
from workflows.organisations.operations import locked as locked_organisation
from workflows.policies.viewer import Viewer, require
from workflows.work import Work


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


def resubmit(work: Work, viewer: Viewer, row: Case, kind: Kind, decision: Decision) -> None:
    """Make the next submission out of a decision's data. Raises: Invalid: there are none."""
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


def _rename(work: Work, row: Case, name: str) -> None:
    """A corrected name of the organisation is the case's too, or lists would show the mistake for ever."""
    title_zh, title_en = process_names(work, work.repository.get(row.definition_id))
    row.organisation_name = name
    row.title_zh, row.title_en = f"{title_zh} · {name}", f"{title_en} · {name}"
