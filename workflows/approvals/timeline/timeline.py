"""What happened to a case, and what was handed in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from sqlalchemy import ScalarResult, or_, select

from workflows.approvals.cases.item_queries import case
from workflows.approvals.cases.undecided import undecided_since
from workflows.approvals.cases.views import shown_names
from workflows.approvals.cases.visibility import facts_of
from workflows.approvals.models import Case, CaseEvent, Remark, Submission
from workflows.approvals.policies.sealing import Sight, sight_of
from workflows.approvals.timeline.writer import stands
from workflows.approvals.values import CaseView, FieldRemark, SubmissionView, TimelineEntry
from workflows.ground.reading import read_once
from workflows.ground.work import Work
from workflows.people.organisations.queries import agents
from workflows.people.viewer import Viewer


def timeline(work: Work, viewer: Viewer, case_id: str) -> list[TimelineEntry]:
    """Return who did what when and why, the first thing first; of sealed steps what the viewer may know.

    Raises: NotFound.
    """
    return work.transaction.once((timeline, viewer.user_id, case_id), lambda: _entries(work, viewer, case_id))


def _entries(work: Work, viewer: Viewer, case_id: str) -> list[TimelineEntry]:
    own = case(work, viewer, case_id)
    row = work.session.get_one(Case, case_id)
    facts, told = facts_of(row), _told(work, viewer, row)
    sights = [(one, sight_of(viewer, facts, one.secrecy, one.actor)) for one in told]
    acted_as_agent = agency_of(work, own)
    events = [one for one, sight in sights if sight is not Sight.NOTHING]
    nameless = {one.id for one, sight in sights if sight is Sight.WITHOUT_NAMES}
    noted: dict[str, list[FieldRemark]] = {}
    for remark in work.session.scalars(select(Remark).where(Remark.case_id == case_id).order_by(Remark.id)):
        noted.setdefault(remark.event_id, []).append(FieldRemark(remark.field, remark.text))
    named = (event for event in events if event.id not in nameless)
    people = shown_names(work, (person for event in named for person in _people_of(event)))
    return [
        TimelineEntry(
            event_id=event.id,
            at=event.at,
            kind=event.kind,
            actor_id=None if event.id in nameless else event.actor,
            actor_name="" if event.id in nameless else people.get(event.actor or "", ""),
            round=event.round,
            element_id=event.element_id,
            name_zh=event.name_zh,
            name_en=event.name_en,
            opinion=event.opinion,
            remarks=tuple(noted.get(event.id, ())),
            details={} if event.id in nameless else event.details,
            by_agent=event.id not in nameless and acted_as_agent(event.actor, event.at),
            people={
                person: people[person]
                for person in _people_of(event)
                if person in people and event.id not in nameless
            },
        )
        for event in events
    ]


def _told(work: Work, viewer: Viewer, row: Case) -> ScalarResult[CaseEvent]:
    """Return the lines of a case; for parties none of others since a decision that may be taken back."""
    rows = select(CaseEvent).where(CaseEvent.case_id == row.id).order_by(CaseEvent.id)
    since = undecided_since(work, viewer, row)
    if since is not None:
        rows = rows.where(or_(CaseEvent.at < since, CaseEvent.actor == viewer.user_id))
    return work.session.scalars(rows)


def agency_of(work: Work, own: CaseView) -> Callable[[str | None, datetime], bool]:
    """Return who tells whether a person was the designated agent of the case's organisation at a moment."""
    named = agents(work, own.organisation_id) if own.organisation_id else []
    return lambda user_id, at: any(one.acted(user_id, at) for one in named)


def _people_of(event: CaseEvent) -> Iterator[str]:
    """Yield whom a line names: who did it, and `from`, `to`, `for` (one or several) among its details."""
    named = [event.actor, *(event.details.get(part) for part in ("from", "to", "for", "assignee"))]
    for one in named:
        yield from [one] if isinstance(one, str) else one or ()


@read_once
def _submissions(work: Work, case_id: str) -> tuple[SubmissionView, ...]:
    rows = select(Submission).where(Submission.case_id == case_id).order_by(Submission.round)
    return tuple(
        SubmissionView(
            row.round, row.definition_id, row.form_id, row.data, row.submitted_by, row.submitted_at
        )
        for row in work.session.scalars(rows)
    )


def submissions(work: Work, viewer: Viewer, case_id: str) -> list[SubmissionView]:
    """Return what was handed in, by round. Raises: NotFound."""
    case(work, viewer, case_id)
    return list(_submissions(work, case_id))


def remarks_of_round(work: Work, case_id: str, round_: int) -> list[FieldRemark]:
    """Return the remarks on one round's fields; `submissions` has checked who asks."""
    rows = select(Remark).where(Remark.case_id == case_id, Remark.round == round_).order_by(Remark.id)
    rows = rows.join(CaseEvent, CaseEvent.id == Remark.event_id).where(CaseEvent.secrecy == "open", stands())
    return [FieldRemark(row.field, row.text) for row in work.session.scalars(rows)]
