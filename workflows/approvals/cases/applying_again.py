"""Applying again after an application that led to nothing: one starts from what was filled in then."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from workflows.approvals.cases import services
from workflows.approvals.models import Case, Submission
from workflows.approvals.values import CaseState, CaseView
from workflows.ground.errors import NotFound
from workflows.ground.work import Work
from workflows.people.viewer import Viewer

LED_TO_NOTHING: frozenset[CaseState] = frozenset({"rejected", "withdrawn", "cancelled", "completed"})
"""How an application ended after which the same may be wanted again; an approved one is not repeated."""


@dataclass(frozen=True, slots=True)
class EarlierApplication:
    """The applicant's last application of a kind, with what was handed in last."""

    case_id: str
    number: str
    data: Mapping[str, Any]


def earlier_application(
    work: Work,
    viewer: Viewer,
    process_id: str,
    organisation_id: str | None,
    *,
    ended: Collection[CaseState] = LED_TO_NOTHING,
) -> EarlierApplication | None:
    """Return the viewer's own last application of this kind if it `ended` in such a state, else None."""
    newest = select(Case.id, Case.number, Case.state).where(
        Case.applicant_id == viewer.user_id,
        Case.process_id == process_id,
        Case.organisation_id == organisation_id
        if organisation_id is not None
        else Case.organisation_id.is_(None),
    )
    last = work.session.execute(newest.order_by(Case.submitted_at.desc(), Case.id.desc()).limit(1)).first()
    if last is None or last.state not in ended:
        return None
    return EarlierApplication(last.id, last.number, _handed_in_last(work, last.id) or {})


def earlier_than(work: Work, viewer: Viewer, case: CaseView) -> EarlierApplication | None:
    """Return what the viewer handed in last in an ended case of this kind, whoever it was for.

    For whom somebody else has begun the case, a provider its consultant's; None once they handed in in it.
    """
    if case.applicant_id != viewer.user_id or _handed_in_last(work, case.id) is not None:
        return None
    before = select(Case.id, Case.number).where(
        Case.applicant_id == viewer.user_id,
        Case.process_id == case.process_id,
        Case.id != case.id,
        Case.ended_at.is_not(None),
    )
    for last in work.session.execute(before.order_by(Case.submitted_at.desc(), Case.id.desc()).limit(1)):
        data = _handed_in_last(work, last.id)
        return None if data is None else EarlierApplication(last.id, last.number, data)
    return None


def _handed_in_last(work: Work, case_id: str) -> Mapping[str, Any] | None:
    handed_in = select(Submission.data).where(Submission.case_id == case_id, Submission.round > 0)
    return work.session.scalar(handed_in.order_by(Submission.round.desc()).limit(1))


def may_apply_again(work: Work, viewer: Viewer, case: CaseView) -> bool:
    """Tell whether the viewer may begin such a case again, starting from this one."""
    if case.state not in LED_TO_NOTHING or case.applicant_id != viewer.user_id:
        return False
    earlier = earlier_application(work, viewer, case.process_id, case.organisation_id)
    if earlier is None or earlier.case_id != case.id:
        return False
    try:
        one = services.service(work, viewer, case.process_id)
    except NotFound:
        return False
    places = {place.organisation_id for place in one.places}
    return case.organisation_id in places and one.running is None
