"""What the lead of a group sees and does: its tasks, its numbers, handing tasks from one to another."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import pairwise

from sqlalchemy import ColumnElement, Date, Select, cast, func, select, true

from engine.audience_counts import audiences_of
from workflows.approvals.cases.item_queries import with_cases
from workflows.approvals.cases.views import shown_names
from workflows.approvals.cases.visibility import task_facts
from workflows.approvals.inbox.field_order import FieldSort
from workflows.approvals.inbox.filter_sql import fitting_tasks, leads_to_few, narrowed_tasks
from workflows.approvals.inbox.keyset import TO_DO, Cut
from workflows.approvals.inbox.lists import ranges_page, task_page
from workflows.approvals.inbox.task_ranges import TaskRanges
from workflows.approvals.models import WorkItem, in_state
from workflows.approvals.policies.team_lead import may_lead, may_reassign
from workflows.approvals.search.search_index import one_weighed
from workflows.approvals.tasks.assignment import audit_reassigned, reason_problems
from workflows.approvals.tasks.locking import held_task, open_task
from workflows.approvals.team.assignee_picker import may_be_chosen
from workflows.approvals.timeline import writer
from workflows.approvals.values import ACTIVE_STATES, Filters, Page, WorkItemView
from workflows.ground.calendar import add_working_days
from workflows.ground.clock import SHANGHAI, midnight
from workflows.ground.errors import FieldProblem, Invalid, NotFound
from workflows.ground.work import Work
from workflows.people.identity.queries import members_by_group, members_of
from workflows.people.viewer import Viewer, require

AGES = (1, 3, 7)
"""Up to how many working days each range of the ageing goes; the last one is open."""


@dataclass(frozen=True, slots=True)
class Held:
    """How many tasks of the group one of its people holds, and how many of these are late."""

    user_id: str
    name: str
    tasks: int
    overdue: int


@dataclass(frozen=True, slots=True)
class TeamNumbers:
    """A group at a glance. `ageing` counts open tasks by `AGES`; `decided` by day of this week.

    `median` is from opening to decision, of what was decided in the last 30 days; None where nothing was.
    """

    group: str
    active: int
    free: int
    overdue: int
    held: tuple[Held, ...]
    ageing: tuple[int, ...]
    decided: Mapping[date, int] = field(default_factory=dict)
    median: timedelta | None = None


def team_numbers(work: Work, viewer: Viewer, group: str) -> TeamNumbers:
    """Return the numbers of a group; a constant number of statements. Raises: NotFound: not the viewer's."""
    if not may_lead(viewer, group):
        raise NotFound("room.not_found")
    audiences = audiences_of(work, [group])
    active, free, overdue, *ageing = _open_now(work, audiences)
    decided, median = _decided(work, audiences)
    held = _held(work, group, audiences)
    return TeamNumbers(group, active, free, overdue, held, tuple(ageing), decided, median)


def team_tasks(
    work: Work,
    viewer: Viewer,
    group: str,
    filters: Filters = Filters(),  # noqa: B008  # frozen
    *,
    older_than: int | None = None,
    younger_than: int | None = None,
    sort: str = "oldest",
    by: FieldSort | None = None,
    after: str | None = None,
    before: str | None = None,
    limit: int = 50,
) -> Page[WorkItemView]:
    """Return the active tasks of a group, whoever holds them; ages are in working days.

    Raises: NotFound: not led by the viewer.
    """
    if not may_lead(viewer, group):
        raise NotFound("room.not_found")
    conditions: list[ColumnElement[bool]] = [in_state(*ACTIVE_STATES)]
    if older_than is not None:
        conditions.append(WorkItem.opened_at < _ago(work, older_than))
    if younger_than is not None:
        conditions.append(WorkItem.opened_at >= _ago(work, younger_than))
    order, cut = TO_DO.get(sort, TO_DO["oldest"]), Cut(after, before, limit)
    weighed_filters = one_weighed(work, filters)
    if by is not None or leads_to_few(weighed_filters):
        rows = narrowed_tasks(with_cases(), viewer, weighed_filters, work.now)
        rows = rows.where(WorkItem.groups.contains([group]), *conditions)
        return task_page(work, viewer, rows, by or order, cut)
    rows = fitting_tasks(viewer, weighed_filters, work.now).where(*conditions)
    return ranges_page(work, viewer, TaskRanges(rows, audiences_of(work, [group])), order, cut)


def leads_to(work: Work, viewer: Viewer, task_id: str) -> bool:
    """Tell whether the viewer may hand a task around as a lead. Raises: NotFound."""
    item, _ = open_task(work, viewer, task_id)
    return may_reassign(viewer, task_facts(item))


def reassign(work: Work, viewer: Viewer, task_id: str, to_user_id: str, reason: str) -> None:
    """Hand a task of a led group to one of those who may take it, whoever has it; both are told.

    Raises: NotFound; Forbidden: the viewer leads none of its groups; Conflict: closed; Invalid: at `to`,
        `reason`.
    """
    item, row = held_task(work, viewer, task_id)
    require(may_reassign(viewer, task_facts(item)), "approvals.not_yours")
    problems = reason_problems(reason)
    fits = to_user_id == viewer.user_id or may_be_chosen(work, viewer, (item, row), "assign", [to_user_id])
    if not to_user_id or not fits:
        code = "approvals.not_to_be_chosen" if to_user_id else "approvals.choose_person"
        problems.insert(0, FieldProblem("to", code, {}))
    if problems:
        raise Invalid("approvals.incomplete", problems)
    said = {"from": item.assignee or viewer.user_id, "to": to_user_id}
    told = {to_user_id, item.assignee or to_user_id} - {viewer.user_id}
    audit_reassigned(work, row, item, to_user_id, reason)
    writer.add(work, row, "transferred", item=item, opinion=reason.strip(), details=said)
    work.tasks.assign(task_id, to_user_id)
    by = shown_names(work, [viewer.user_id]).get(viewer.user_id, "")
    words = {"step": item.name_zh, "step_en": item.name_en, "by": by, "reason": reason.strip()}
    writer.tell_people(work, row, sorted(told), "task_transferred", **words)


def people_for(work: Work, viewer: Viewer, task_ids: Collection[str]) -> list[tuple[str, str]]:
    """Return (user id, name) of the people in the groups of some tasks, to choose from for all of them.

    Only groups that the viewer is in or leads; whether somebody may take a task is checked with each.
    """
    rows = select(func.unnest(WorkItem.groups)).where(WorkItem.task_id.in_(list(task_ids))).distinct()
    groups = frozenset(work.session.scalars(rows)) & (viewer.groups | viewer.leads)
    people = members_by_group(work, groups) if groups else {}
    choices = {person for group, members in people.items() if group in groups for person in members}
    return sorted(choices, key=lambda one: one[1])


def _active_of(audiences: Collection[int]) -> Select[tuple[()]]:
    return select().where(WorkItem.audience_id.in_(audiences), in_state(*ACTIVE_STATES))


def _open_now(work: Work, audiences: Collection[int]) -> tuple[int, ...]:
    """Active, free, late; then by age. One statement over the group's part of an index."""
    opened = WorkItem.opened_at
    limits = [_ago(work, days) for days in AGES]
    ranges = [
        opened >= limits[0],
        *((opened < young) & (opened >= old) for young, old in pairwise(limits)),
        opened < limits[-1],
    ]
    counted = (true(), in_state("open"), WorkItem.due_at < work.now, *ranges)
    rows = _active_of(audiences).add_columns(*(func.count().filter(condition) for condition in counted))
    return tuple(work.session.execute(rows.select_from(WorkItem)).one())


def _held(work: Work, group: str, audiences: Collection[int]) -> tuple[Held, ...]:
    """Who holds how much; people of the group who hold nothing are told too: they have time."""
    late = func.count().filter(WorkItem.due_at < work.now)
    rows = _active_of(audiences).add_columns(WorkItem.assignee, func.count(), late)
    rows = rows.where(WorkItem.assignee.is_not(None)).group_by(WorkItem.assignee)
    counts = {row[0]: (row[1], row[2]) for row in work.session.execute(rows)}
    people = dict.fromkeys([*counts, *members_of(work, group)])
    names = shown_names(work, people)
    held = [Held(one, names.get(one, ""), *counts.get(one, (0, 0))) for one in people]
    return tuple(sorted(held, key=lambda one: (-one.tasks, one.name)))


def _decided(work: Work, audiences: Collection[int]) -> tuple[dict[date, int], timedelta | None]:
    today = work.now.astimezone(SHANGHAI).date()
    monday = today - timedelta(days=today.weekday())
    done = select().where(WorkItem.audience_id.in_(audiences), in_state("done"))
    day = cast(func.timezone(str(SHANGHAI), WorkItem.closed_at), Date)
    per_day = done.add_columns(day, func.count()).where(WorkItem.closed_at >= midnight(monday)).group_by(day)
    counted = {row[0]: row[1] for row in work.session.execute(per_day)}
    took = func.percentile_cont(0.5).within_group(WorkItem.closed_at - WorkItem.opened_at)
    lately = done.add_columns(took).where(WorkItem.closed_at >= work.now - timedelta(days=30))
    week = [monday + timedelta(days=offset) for offset in range((today - monday).days + 1)]
    return {one: counted.get(one, 0) for one in week}, work.session.scalar(lately)


def _ago(work: Work, working_days: int) -> datetime:
    return add_working_days(work.now, -working_days)
