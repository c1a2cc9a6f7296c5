"""The lists of the inbox and of the workbench; each costs a constant number of statements."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Select, func, literal, or_, select, union_all

from engine import InvalidArgument
from engine.queries import Order as EngineOrder
from engine.queries import TaskQuery
from workflows.approvals.cases.item_queries import with_cases
from workflows.approvals.cases.undecided import held_back
from workflows.approvals.cases.views import case_views, item_views
from workflows.approvals.cases.visibility import own, refused_tasks, touched_by, waiting
from workflows.approvals.inbox.field_order import FieldSort, read_page
from workflows.approvals.inbox.filter_sql import (
    fitting_tasks,
    leads_to_few,
    narrowed,
    narrowed_tasks,
    said_words,
)
from workflows.approvals.inbox.keyset import CASES, DONE, TO_DO, Cut, Order
from workflows.approvals.inbox.task_ranges import TaskRanges
from workflows.approvals.models import Case, CaseEvent, Copy, WorkItem, in_state
from workflows.approvals.search.search_index import one_weighed, weighed
from workflows.approvals.values import ACTIVE_STATES, CaseView, Filters, InboxCounts, Page, WorkItemView
from workflows.ground.errors import NotFound
from workflows.ground.work import Work
from workflows.notices.queries import unread_count
from workflows.people.identity.roles import OVERSIGHT
from workflows.people.policies.absences import is_colleague
from workflows.people.viewer import Viewer, require

PAGE_ROWS = 20
MOST_SHOWN = 200
COUNT_LIMIT = 1_000
"""Up to how many what fits a filter is counted; more is said to be more."""
_ENGINE_ORDERS: Mapping[str, EngineOrder] = {
    "oldest": "created",
    "newest": "-created",
    "due": "due",
    "priority": "priority",
}
"""Orders in which the engine itself reads a page of an inbox."""


def to_do(
    work: Work,
    viewer: Viewer,
    filters: Filters = Filters(),  # noqa: B008  # frozen
    *,
    sort: str = "oldest",
    by: FieldSort | None = None,
    after: str | None = None,
    before: str | None = None,
    limit: int = PAGE_ROWS,
) -> Page[WorkItemView]:
    """Return what waits for the viewer 待我办理： held by them or open to their groups.

    `sort` is a key of `keyset.TO_DO`; any other means the oldest first; `by` is a business field instead.
    `after` and `before` are the cursors of a neighbouring page.
    """
    cut = Cut(after, before, limit)
    if by is not None:
        rows = _to_do_rows(work, viewer, one_weighed(work, filters))
        return task_page(work, viewer, rows, by, cut)
    if filters == Filters() and sort in _ENGINE_ORDERS:
        return _inbox(work, viewer, _ENGINE_ORDERS[sort], cut)
    order = TO_DO.get(sort, TO_DO["oldest"])
    weighed_filters = one_weighed(work, filters)
    if leads_to_few(weighed_filters):
        return task_page(work, viewer, _to_do_rows(work, viewer, weighed_filters), order, cut)
    ranges = _to_do_ranges(work, viewer, weighed_filters)
    total = to_do_count(work, viewer) if filters == Filters() else None
    return ranges_page(work, viewer, ranges, order, cut, total=total)


def done(
    work: Work,
    viewer: Viewer,
    filters: Filters = Filters(),  # noqa: B008
    *,
    by: FieldSort | None = None,
    after: str | None = None,
    before: str | None = None,
    limit: int = PAGE_ROWS,
) -> Page[WorkItemView]:
    """Return what the viewer decided 已办， the newest first, or in the order of a field."""
    cut, capped = Cut(after, before, limit), filters != Filters()
    weighed_filters = one_weighed(work, filters)
    if by is not None or leads_to_few(weighed_filters):
        rows = narrowed_tasks(with_cases(), viewer, weighed_filters, work.now).where(*_decided_by(viewer))
        return task_page(work, viewer, rows, by or DONE, cut, capped=capped)
    ranges = TaskRanges(fitting_tasks(viewer, weighed_filters, work.now).where(*_decided_by(viewer)))
    return ranges_page(work, viewer, ranges, DONE, cut, total=None if capped else done_count(work, viewer))


def my_applications(
    work: Work,
    viewer: Viewer,
    filters: Filters = Filters(),  # noqa: B008
    *,
    by: FieldSort | None = None,
    after: str | None = None,
    before: str | None = None,
    limit: int = PAGE_ROWS,
) -> Page[CaseView]:
    """Return what the viewer or their organisation applied for 我发起的， the newest first, or by a field."""
    rows = narrowed(select(Case), viewer, one_weighed(work, filters)).where(own(viewer))
    return _case_page(work, rows, by, Cut(after, before, limit), capped=filters != Filters())


def all_cases(
    work: Work,
    viewer: Viewer,
    filters: Filters = Filters(),  # noqa: B008
    *,
    by: FieldSort | None = None,
    after: str | None = None,
    before: str | None = None,
    limit: int = PAGE_ROWS,
) -> Page[CaseView]:
    """Return every case that the viewer may see, the newest first, or in the order of a field."""
    rows = narrowed(select(Case), viewer, one_weighed(work, filters))
    if not viewer.holds(*OVERSIGHT):
        touched = select(WorkItem.case_id).where(touched_by(viewer))
        copied = select(Copy.case_id).where(
            Copy.user_id == viewer.user_id, literal(is_colleague(viewer.groups))
        )
        rows = rows.where(or_(own(viewer), Case.id.in_(touched), Case.id.in_(copied)))
    return _case_page(work, rows, by, Cut(after, before, limit), capped=True, of_all=True)


def unattended(work: Work, viewer: Viewer) -> list[WorkItemView]:
    """Return the open tasks that nobody may take, for those who oversee; the oldest first, 200 at most.

    Raises: Forbidden.
    """
    require(viewer.holds(*OVERSIGHT))
    rows = with_cases().where(WorkItem.closed_at.is_(None), WorkItem.unattended_at.is_not(None))
    pairs = work.session.execute(rows.order_by(WorkItem.unattended_at, WorkItem.task_id).limit(MOST_SHOWN))
    return item_views(work, viewer, [(item, owner) for item, owner in pairs])


def counts(work: Work, viewer: Viewer) -> InboxCounts:
    """Return the exact numbers beside the viewer's menus; the engine keeps the one of the inbox."""
    states = select(Case.state, func.count()).where(own(viewer)).group_by(Case.state)
    by_state = {row[0]: row[1] for row in work.session.execute(states)}
    return InboxCounts(
        to_do=to_do_count(work, viewer),
        done=done_count(work, viewer),
        applications=sum(by_state.values()),
        unread=unread_count(work, viewer.user_id),
        by_state=by_state,
    )


def counts_of(work: Work, viewer: Viewer, wanted: Mapping[str, Filters]) -> dict[str, int]:
    """Return how many tasks to do fit each of some filters, at most `COUNT_LIMIT` and one more.

    Five statements however many filters there are.
    """
    if not wanted:
        return {}
    reach = _Reach.of(work, viewer)
    counted = [
        select(literal(key), func.count()).select_from(_some_to_do(work, viewer, filters, reach).subquery())
        for key, filters in weighed(work, wanted).items()
    ]
    return {row[0]: row[1] for row in work.session.execute(union_all(*counted))}


def happened(work: Work, case_ids: Iterable[str], *kinds: str) -> dict[str, frozenset[str]]:
    """Return which of some kinds of events cases have seen, by case id; one statement."""
    rows = select(CaseEvent.case_id, CaseEvent.kind).where(
        CaseEvent.case_id.in_(list(case_ids)), CaseEvent.kind.in_(kinds), CaseEvent.secrecy == "open"
    )
    kinds_by_case: dict[str, set[str]] = {}
    for case_id, kind in work.session.execute(rows.distinct()):
        kinds_by_case.setdefault(case_id, set()).add(kind)
    return {case_id: frozenset(these) for case_id, these in kinds_by_case.items()}


@dataclass(frozen=True, slots=True)
class _Reach:
    """Of which audiences a person is, and which tasks among theirs the policy refuses them."""

    audiences: Collection[int]
    refused: frozenset[str]

    @classmethod
    def of(cls, work: Work, viewer: Viewer) -> _Reach:
        query = _engine_inbox(work, viewer)
        return cls(query.audiences(), query.excluded)


def to_do_count(work: Work, viewer: Viewer) -> int:
    """Return how many tasks wait for the viewer, exactly and without counting what is open."""
    return _engine_inbox(work, viewer).count()


def done_count(work: Work, viewer: Viewer) -> int:
    """Return how many tasks the viewer has decided, exactly; along an index."""

    def counted() -> int:
        return work.session.scalar(select(func.count()).where(*_decided_by(viewer))) or 0

    return work.transaction.once((done_count, viewer.user_id), counted)


def _decided_by(viewer: Viewer) -> tuple[ColumnElement[bool], ...]:
    return WorkItem.closed_by == viewer.user_id, in_state("done")


def _inbox(work: Work, viewer: Viewer, order: EngineOrder, cut: Cut) -> Page[WorkItemView]:
    """The to-do list without filters, by the engine's indexes: as fast over a million tasks as over ten."""
    query = _engine_inbox(work, viewer)
    try:
        page = query.order_by(order).page(after=cut.after, before=cut.before, limit=cut.limit)
    except InvalidArgument:
        raise NotFound("room.not_found") from None
    wanted = [task.id for task in page.items]
    rows = work.session.execute(with_cases().where(WorkItem.task_id.in_(wanted))).all()
    by_id = {item.task_id: (item, owner) for item, owner in rows}
    pairs = [by_id[task_id] for task_id in wanted if task_id in by_id]
    return Page(tuple(item_views(work, viewer, pairs)), page.after, query.count(), page.before)


def _engine_inbox(work: Work, viewer: Viewer) -> TaskQuery:
    work.session.flush()
    query = work.tasks.query().candidate_or_assignee(viewer.reach, viewer.user_id)
    return query.excluding(_refused(work, viewer) | held_back(work, [viewer])[viewer.user_id])


def _refused(work: Work, viewer: Viewer) -> frozenset[str]:
    return frozenset(refused_tasks(work, [viewer])[viewer.user_id])


def _to_do_ranges(work: Work, viewer: Viewer, filters: Filters, reach: _Reach | None = None) -> TaskRanges:
    """Return what waits for the viewer and fits, as ranges; for filters that do not lead to few."""
    known = reach or _Reach.of(work, viewer)
    wordless = replace(filters, text="", name="", applicant="")
    fitting = fitting_tasks(viewer, wordless, work.now).where(WorkItem.task_id.not_in(list(known.refused)))
    held = fitting.where(WorkItem.assignee == viewer.user_id, in_state(*ACTIVE_STATES))
    words = said_words(WorkItem.case_id, viewer, filters)
    return TaskRanges(fitting.where(in_state("open")), known.audiences, held, words)


def _to_do_rows(work: Work, viewer: Viewer, filters: Filters, reach: _Reach | None = None) -> Select[Any]:
    known = reach or _Reach.of(work, viewer)
    return narrowed_tasks(with_cases(), viewer, filters, work.now).where(
        waiting(viewer, known.audiences, known.refused)
    )


def _some_to_do(work: Work, viewer: Viewer, filters: Filters, reach: _Reach) -> Select[Any]:
    if leads_to_few(filters):
        return _some(_to_do_rows(work, viewer, filters, reach))
    return _to_do_ranges(work, viewer, filters, reach).some(COUNT_LIMIT + 1)


def task_page(
    work: Work, viewer: Viewer, rows: Select[Any], order: Order | FieldSort, cut: Cut, *, capped: bool = True
) -> Page[WorkItemView]:
    """Return a page of tasks selected together with their cases, which the viewer may see."""
    total = total_of(work, rows, capped=capped)
    if isinstance(order, FieldSort):
        cut_rows = read_page(work, rows, order, cut, own=True)
    else:
        cut_rows = order.page(work.session.execute(order.cut(rows, cut)).all(), cut, lambda pair: pair[0])
    return _page_of(work, viewer, cut_rows, total, capped=capped)


def ranges_page(
    work: Work, viewer: Viewer, ranges: TaskRanges, order: Order, cut: Cut, *, total: int | None = None
) -> Page[WorkItemView]:
    """Return a page of tasks that the viewer may see; `total` if known, else it is counted so far."""
    capped = total is None
    if total is None:
        some = ranges.some(COUNT_LIMIT + 1).subquery()
        total = work.session.scalar(select(func.count()).select_from(some)) or 0
    read = ranges.page(work.session, order, cut)
    return _page_of(work, viewer, order.page(read, cut, lambda pair: pair[0]), total, capped=capped)


def _page_of(
    work: Work,
    viewer: Viewer,
    cut_rows: tuple[Sequence[Any], str | None, str | None],
    total: int,
    *,
    capped: bool,
) -> Page[WorkItemView]:
    """Return what a page shows of `cut_rows`: tasks with their cases, and the cursors behind and before."""
    shown, after, before = cut_rows
    items = item_views(work, viewer, [(row[0], row[1]) for row in shown])
    more = capped and total > COUNT_LIMIT
    return Page(tuple(items), after, COUNT_LIMIT if more else total, before, more)


def total_of(work: Work, rows: Select[Any], *, capped: bool) -> int:
    """Return how many rows there are; `capped`: nobody counts on behind one more than `COUNT_LIMIT`."""
    counted = _some(rows) if capped else rows.with_only_columns(literal(1), maintain_column_froms=True)
    return work.session.scalar(select(func.count()).select_from(counted.subquery())) or 0


def _some(rows: Select[Any]) -> Select[Any]:
    return rows.with_only_columns(literal(1), maintain_column_froms=True).limit(COUNT_LIMIT + 1)


def _case_page(
    work: Work, rows: Select[Any], by: FieldSort | None, cut: Cut, *, capped: bool, of_all: bool = False
) -> Page[CaseView]:
    total = total_of(work, rows, capped=capped)
    cases: Sequence[Case]
    if by is not None:
        sorted_rows, after, before = read_page(work, rows, by, cut, own=not of_all)
        cases = [row[0] for row in sorted_rows]
    else:
        read = work.session.scalars(CASES.cut(rows, cut)).all()
        cases, after, before = CASES.page(read, cut, lambda row: row)
    shown_total = min(total, COUNT_LIMIT) if capped else total
    return Page(tuple(case_views(work, cases)), after, shown_total, before, capped and total > COUNT_LIMIT)
