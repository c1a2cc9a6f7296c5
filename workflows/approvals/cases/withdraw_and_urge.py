"""Taking an application back, and asking for speed: what an applicant does with a running case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select, update

from workflows.approvals.cases.case_types import case_type_of
from workflows.approvals.cases.item_queries import case as case_view
from workflows.approvals.cases.undecided import open_tasks
from workflows.approvals.cases.visibility import facts_of, task_facts
from workflows.approvals.models import Case, CaseEvent, WorkItem
from workflows.approvals.policies.cases import may_withdraw
from workflows.approvals.policies.eligible import eligible_people
from workflows.approvals.tasks.locking import TIME_FORMAT, held_case
from workflows.approvals.timeline import writer
from workflows.approvals.values import ACTIVE_STATES, OPINION_LIMIT, RUNNING_STATES, CaseView
from workflows.ground.clock import SHANGHAI
from workflows.ground.errors import InvalidState
from workflows.ground.work import Work
from workflows.notices.holding import drop_held_of_case
from workflows.notices.operations import send_messages
from workflows.people.viewer import Viewer, require

URGE_EVERY = timedelta(hours=4)


def withdraw(work: Work, viewer: Viewer, case_id: str, reason: str = "") -> CaseView:
    """Take an application back 撤销 while it runs; everything open in it ends.

    Raises: NotFound; Forbidden: not the applicant's; InvalidState: it has ended, or is ended on another page.
    """
    row = held_case(work, viewer, case_id)
    require(may_withdraw(viewer, facts_of(row)), "approvals.not_applicant")
    if row.state not in RUNNING_STATES or row.instance_id is None:
        raise InvalidState("approvals.case_ended")
    if not case_type_of(row.process_id).withdrawable:
        raise InvalidState("approvals.withdrawn_elsewhere")
    row.state, row.ended_at = "withdrawn", work.now
    writer.add(work, row, "withdrawn", opinion=reason.strip()[:OPINION_LIMIT])
    if row.subject_id is not None:
        case_type_of(row.process_id).withdrawn(work, row.subject_id)
    work.runtime.cancel(row.instance_id, reason.strip()[:OPINION_LIMIT] or "withdrawn")
    drop_held_of_case(work, row.id)
    writer.tell_applicant(work, row, "case_withdrawn")
    return case_view(work, viewer, row.id)


def urge(work: Work, viewer: Viewer, case_id: str) -> int:
    """Remind 催办 those who may act on the case; return how many were told.

    Raises: NotFound; Forbidden: not the applicant's; InvalidState: nobody is to act, or urged already.
    """
    row = held_case(work, viewer, case_id)
    require(may_withdraw(viewer, facts_of(row)), "approvals.not_applicant")
    if row.state not in RUNNING_STATES:
        raise InvalidState("approvals.case_ended")
    if not awaits_others(work, viewer, row):
        raise InvalidState("approvals.nobody_to_urge")
    times = urging(work, case_id)
    if times.again_at is not None and times.again_at > work.now:
        again = times.again_at.astimezone(SHANGHAI)
        raise InvalidState("approvals.urged_recently", at=f"{again:{TIME_FORMAT}}")
    people = people_to_act(work, row) - {row.applicant_id, viewer.user_id}
    writer.add(work, row, "urged")
    open_items = update(WorkItem).where(
        WorkItem.case_id == case_id, WorkItem.state.in_(ACTIVE_STATES), WorkItem.addressed.is_(False)
    )
    counted = {"urged_count": WorkItem.urged_count + 1, "urged_at": work.now}
    work.session.execute(open_items.values(counted).execution_options(synchronize_session="fetch"))
    send_messages(work, sorted(people), "case_urged", writer.params_of(row), row.id)
    return len(people)


@dataclass(frozen=True, slots=True)
class Urging:
    """How often a case was urged and when last; `again_at` is when that may be done again."""

    count: int
    last_at: datetime | None
    again_at: datetime | None


def urging(work: Work, case_id: str) -> Urging:
    """Return how often a case that the viewer has been shown was urged; one statement."""
    rows = select(func.count(), func.max(CaseEvent.at))
    count, last = work.session.execute(
        rows.where(CaseEvent.case_id == case_id, CaseEvent.kind == "urged")
    ).one()
    return Urging(count, last, None if last is None else last + URGE_EVERY)


def awaits_others(work: Work, viewer: Viewer, row: Case) -> bool:
    """Return whether, as far as the viewer may know, anybody but the applicant is to act on a case now."""
    items = open_tasks(work, viewer, [row.id])
    return any(item.assignee != row.applicant_id for item, _ in items)


def people_to_act(work: Work, row: Case) -> frozenset[str]:
    """Return who holds the open tasks of a case, or else may take them."""
    open_items = select(WorkItem).where(WorkItem.case_id == row.id, WorkItem.state.in_(ACTIVE_STATES))
    people: set[str] = set()
    for item in work.session.scalars(open_items):
        if item.assignee is not None:
            people.add(item.assignee)
        else:
            people |= eligible_people(work, facts_of(row), task_facts(item))
    return frozenset(people)
