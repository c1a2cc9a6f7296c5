"""What of cases and tasks stands in the way of a person who goes, whom cases go on naming, what is erased."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import func, select

from workflows.approvals.actions.phrases import forget_phrases
from workflows.approvals.cases.drafts import forget_drafts
from workflows.approvals.inbox.columns import forget_columns
from workflows.approvals.inbox.saved_filters import forget_filters
from workflows.approvals.models import Case, CaseEvent, Submission, WorkItem
from workflows.ground.work import Work
from workflows.people.departures import Departure, InTheWay

CASES, TASKS = "/workbench/applications", "/workbench"


def _of_person(work: Work, user_id: str) -> Iterator[InTheWay]:
    running = select(func.count()).where(Case.applicant_id == user_id, Case.ended_at.is_(None))
    if count := work.session.scalar(running):
        yield InTheWay("approvals.still_running", CASES, {"count": count})
    held = select(func.count()).where(WorkItem.assignee == user_id, WorkItem.state.in_(("open", "claimed")))
    if count := work.session.scalar(held):
        yield InTheWay("approvals.still_held", TASKS, {"count": count})


def _of_organisation(work: Work, organisation_id: str) -> Iterator[InTheWay]:
    running = select(func.count()).where(Case.organisation_id == organisation_id, Case.ended_at.is_(None))
    if count := work.session.scalar(running):
        yield InTheWay("approvals.organisation_has_running", CASES, {"count": count})


def _named(work: Work, user_id: str) -> bool:
    acted = (
        select(Case.id).where(Case.applicant_id == user_id).limit(1),
        select(CaseEvent.id).where(CaseEvent.actor == user_id).limit(1),
        select(Submission.case_id).where(Submission.submitted_by == user_id).limit(1),
        select(WorkItem.task_id).where(WorkItem.closed_by == user_id).limit(1),
    )
    return any(work.session.scalar(one) is not None for one in acted)


def _erase(work: Work, user_id: str) -> None:
    forget_drafts(work, user_id)
    forget_filters(work, user_id)
    forget_columns(work, user_id)
    forget_phrases(work, user_id)


DEPARTURE = Departure(of_person=_of_person, of_organisation=_of_organisation, keeps=_named, erase=_erase)
