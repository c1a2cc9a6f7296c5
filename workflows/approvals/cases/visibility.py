"""Who sees which case and task, as rules on rows and as conditions of SQL."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ColumnElement, and_, func, not_, or_, select

from workflows.approvals.cases.case_types import case_type_of
from workflows.approvals.models import Case, Copy, WorkItem
from workflows.approvals.policies.cases import OVERSIGHT, CaseFacts, TaskFacts, is_party, may_see_case
from workflows.approvals.values import ACTIVE_STATES
from workflows.ground.work import Work
from workflows.people.viewer import Lender, Viewer


def is_visible(work: Work, viewer: Viewer, row: Case) -> bool:
    """Return whether the viewer may see a case."""
    seen = may_see_case(viewer, facts_of(row), _tasks_of(work, viewer, row))
    return seen or copy_of(work, viewer, row.id) is not None


def copy_of(work: Work, viewer: Viewer, case_id: str) -> Copy | None:
    """Return the viewer's copy of a case, if somebody sent one."""
    return work.session.scalar(select(Copy).where(Copy.case_id == case_id, Copy.user_id == viewer.user_id))


def task_seen_by(work: Work, viewer: Viewer, case_id: str) -> WorkItem | None:
    """Return the latest task through which the viewer sees a case; None for a party and for who oversees.

    Who sees it only because it was copied to them sees what the step did from which it was copied.
    """
    row = work.session.get_one(Case, case_id)
    if is_party(viewer, facts_of(row)) or viewer.holds(*OVERSIGHT):
        return None
    rows = select(WorkItem).where(WorkItem.case_id == case_id, touched_by(viewer))
    found = work.session.scalar(rows.order_by(WorkItem.opened_at.desc(), WorkItem.task_id.desc()).limit(1))
    if found is None and (copied := copy_of(work, viewer, case_id)) is not None and copied.task_id:
        return work.session.get(WorkItem, copied.task_id)
    return found


def facts_of(row: Case) -> CaseFacts:
    """Return what the rules need to know of a case."""
    kind = case_type_of(row.process_id)
    place = (row.region_code, row.cluster_id)
    return CaseFacts(row.applicant_id, row.organisation_id, *place, personal=kind.personal, menu=kind.menu)


def task_facts(row: WorkItem) -> TaskFacts:
    """Return what the rules need to know of a task."""
    return TaskFacts(row.groups, row.users, row.assignee, row.addressed, row.parties_too)


def own(viewer: Viewer | Lender) -> ColumnElement[bool]:
    """Applied for by the viewer or by an organisation of theirs."""
    return or_(Case.applicant_id == viewer.user_id, Case.organisation_id.in_(list(viewer.memberships)))


def candidate(viewer: Viewer) -> ColumnElement[bool]:
    """Addressed to one of the viewer's groups, to the viewer, or to a group of somebody they stand in for."""
    ways = [WorkItem.users.contains([viewer.user_id])]
    if viewer.groups:
        ways.append(WorkItem.groups.overlap(sorted(viewer.groups)))
    for lender in viewer.lenders:
        party = or_(Case.applicant_id == lender.user_id, Case.organisation_id.in_(list(lender.memberships)))
        theirs = select(Case.id).where(party)
        ways.append(and_(WorkItem.groups.overlap(sorted(lender.groups)), WorkItem.case_id.not_in(theirs)))
    return or_(*ways)


def waiting(viewer: Viewer, audiences: Collection[int]) -> ColumnElement[bool]:
    """Held by the viewer, or open to them and not an application of their own.

    `audiences` are the engine's numbers of those that the viewer belongs to: two ranges of indexes answer.
    """
    held = and_(WorkItem.assignee == viewer.user_id, WorkItem.state.in_(ACTIVE_STATES))
    free = and_(
        WorkItem.state == "open",
        WorkItem.audience_id.in_(list(audiences)),
        or_(WorkItem.parties_too, not_(_own_or_false(viewer))),
    )
    if viewer.lenders:
        free = and_(free, candidate(viewer))
    return or_(held, free)


def touched_by(viewer: Viewer) -> ColumnElement[bool]:
    """Is or was in the viewer's groups or hands."""
    return or_(candidate(viewer), WorkItem.assignee == viewer.user_id, WorkItem.closed_by == viewer.user_id)


def _own_or_false(viewer: Viewer) -> ColumnElement[bool]:
    # A case without organisation: NOT (… OR NULL) would hide it from everybody.
    return func.coalesce(own(viewer), False)


def _tasks_of(work: Work, viewer: Viewer, row: Case) -> Collection[TaskFacts]:
    if is_party(viewer, facts_of(row)) or viewer.holds(*OVERSIGHT):
        return ()
    rows = select(WorkItem).where(WorkItem.case_id == row.id)
    return [task_facts(item) for item in work.session.scalars(rows)]
