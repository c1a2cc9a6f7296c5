"""Applying again after an application that led to nothing: one starts from what was filled in then."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on

from workflows.approvals.cases import services
from workflows.approvals.models import Case, Submission
from workflows.approvals.values import CaseState, CaseView
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


def begun_again(work: Work, viewer: Viewer, cases: Collection[CaseView]) -> frozenset[str]:
    """Return the ids of those that the viewer may begin again, starting from what was handed in.

    A constant number of statements, none if no case of the viewer's own led to nothing.
    """
    ended = [one for one in cases if one.state in LED_TO_NOTHING and one.applicant_id == viewer.user_id]
    if not ended:
        return frozenset()
    newest = _newest_of_each(work, viewer, {one.process_id for one in ended})
    offered = {one.process_id: one for one in services.services(work, viewer)}
    return frozenset(
        one.id
        for one in ended
        if one.id in newest and _is_offered(offered.get(one.process_id), one.organisation_id)
    )


def _newest_of_each(work: Work, viewer: Viewer, process_ids: Collection[str]) -> frozenset[str]:
    """Return the id of the viewer's last case of each of these kinds, for each whom it was for."""
    rows = select(Case.id).where(Case.applicant_id == viewer.user_id, Case.process_id.in_(process_ids))
    kind = (Case.process_id, Case.organisation_id)
    newest = rows.ext(distinct_on(*kind)).order_by(*kind, Case.submitted_at.desc(), Case.id.desc())
    return frozenset(work.session.scalars(newest))


def _is_offered(service: services.Service | None, organisation_id: str | None) -> bool:
    if service is None or service.running is not None:
        return False
    return organisation_id in {place.organisation_id for place in service.places}
