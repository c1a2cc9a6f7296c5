"""What is overdue: in the groups that somebody leads, or anywhere for those who oversee."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from engine.audience_counts import audiences_of
from workflows.approvals.inbox.keyset import OVERDUE, TO_DO, Cut, due_or_never
from workflows.approvals.inbox.lists import ranges_page
from workflows.approvals.inbox.task_ranges import TaskRanges
from workflows.approvals.models import WorkItem, in_state
from workflows.approvals.policies.team_lead import sees_overdue
from workflows.approvals.values import ACTIVE_STATES, Page, WorkItemView
from workflows.ground.errors import NotFound
from workflows.ground.work import Work
from workflows.notices.operations import send_message
from workflows.people.identity.queries import leads_by_person
from workflows.people.identity.roles import OVERSIGHT
from workflows.people.viewer import Viewer

MOST_COUNTED = 999
"""Up to how many a menu counts: whoever is so late needs no exact number."""


def overdue_count(work: Work, viewer: Viewer) -> int | None:
    """Return how many steps are overdue, at most `MOST_COUNTED`; None for whom it is no matter of theirs."""
    if not sees_overdue(viewer):
        return None
    some = _late_for(work, viewer).some(MOST_COUNTED)
    return work.session.scalar(select(func.count()).select_from(some.subquery())) or 0


def overdue_tasks(
    work: Work, viewer: Viewer, *, after: str | None = None, before: str | None = None, limit: int = 50
) -> Page[WorkItemView]:
    """Return the overdue steps, the longest overdue first. Raises: NotFound: no lead, and no overseer."""
    if not sees_overdue(viewer):
        raise NotFound("room.not_found")
    ranges = _late_for(work, viewer)
    order = OVERDUE if ranges.audiences is None else TO_DO["due"]
    return ranges_page(work, viewer, ranges, order, Cut(after, before, limit))


def tell_leads(work: Work) -> None:
    """Tell every lead of a group once how much is overdue there; nothing where nothing is."""
    by_group: dict[str, set[str]] = {}
    for task_id, groups in work.session.execute(
        select(WorkItem.task_id, WorkItem.groups).where(*_late(work))
    ):
        for group in groups:
            by_group.setdefault(group, set()).add(task_id)
    for user_id, led in leads_by_person(work, by_group).items():
        late = set[str]().union(*(by_group[group] for group in led))
        send_message(work, user_id, "overdue_summary", {"tasks": len(late)})


def _late_for(work: Work, viewer: Viewer) -> TaskRanges:
    """Return what is overdue: of anybody for those who oversee, else of the groups that the viewer leads."""
    rows = select(WorkItem).where(*_late(work))
    if viewer.holds(*OVERSIGHT):
        return TaskRanges(rows)
    return TaskRanges(rows.where(due_or_never < work.now), audiences_of(work, viewer.leads))


def _late(work: Work) -> list[Any]:
    """The reviewers' steps: what an applicant leaves undone is no neglect of the office."""
    return [
        in_state(*ACTIVE_STATES),
        WorkItem.due_at < work.now,
        WorkItem.parties_too.is_(False),
    ]
