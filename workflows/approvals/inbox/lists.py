"""The lists of the inbox and of the workbench; each costs a constant number of statements."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, Select, func, literal, or_, select, true, union_all
from sqlalchemy.dialects.postgresql import ARRAY

from engine import InvalidArgument
from engine.queries import Order as EngineOrder
from engine.queries import TaskQuery
from workflows.approvals.cases.item_queries import with_cases
from workflows.approvals.cases.views import case_views, item_views
from workflows.approvals.cases.visibility import own, refused_tasks, touched_by, waiting
from workflows.approvals.inbox.field_order import FieldSort, read_page
from workflows.approvals.inbox.filter_sql import narrowed, narrowed_tasks
from workflows.approvals.inbox.keyset import CASES, DONE, TO_DO, Cut, Order
from workflows.approvals.models import Case, CaseEvent, Copy, WorkItem
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
    """Return what waits for the viewer 待我审批： held by them or open to their groups.

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
    if filters == Filters():
        return _inbox_along(work, viewer, order, cut)
    return task_page(work, viewer, _to_do_rows(work, viewer, one_weighed(work, filters)), order, cut)


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
    rows = _done_rows(work, viewer, one_weighed(work, filters))
    return task_page(work, viewer, rows, by or DONE, Cut(after, before, limit), capped=filters != Filters())


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
    decided = select(func.count()).where(WorkItem.closed_by == viewer.user_id, WorkItem.state == "done")
    states = select(Case.state, func.count()).where(own(viewer)).group_by(Case.state)
    by_state = {row[0]: row[1] for row in work.session.execute(states)}
    return InboxCounts(
        to_do=to_do_count(work, viewer),
        done=work.session.scalar(decided) or 0,
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
        select(literal(key), func.count()).select_from(
            _some(_to_do_rows(work, viewer, filters, reach)).subquery()
        )
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
    return query.excluding(_refused(work, viewer))


def _refused(work: Work, viewer: Viewer) -> frozenset[str]:
    return frozenset(refused_tasks(work, [viewer])[viewer.user_id])


def _inbox_along(work: Work, viewer: Viewer, order: Order, cut: Cut) -> Page[WorkItemView]:
    """The to-do list in an order that the engine does not keep: a page of an index for each audience."""
    query = _engine_inbox(work, viewer)
    numbers = literal(list(query.audiences()), ARRAY(BigInteger))
    audiences = func.unnest(numbers).table_valued("number").render_derived()
    hidden = list(query.excluded)
    open_rows = select(WorkItem).where(WorkItem.audience_id == audiences.c.number, WorkItem.state == "open")
    page = order.cut(open_rows.where(WorkItem.task_id.not_in(hidden)), cut)
    part = page.with_only_columns(WorkItem.task_id).lateral()
    held = order.cut(
        select(WorkItem.task_id).where(
            WorkItem.assignee == viewer.user_id,
            WorkItem.state.in_(ACTIVE_STATES),
            WorkItem.task_id.not_in(hidden),
        ),
        cut,
    )
    ids = union_all(
        select(part.c.task_id).select_from(audiences.join(part, true())), select(held.subquery().c.task_id)
    )
    rows = with_cases().where(WorkItem.task_id.in_(ids))
    pairs = work.session.execute(order.cut(rows, cut)).all()
    shown, after, before = order.page(pairs, cut, lambda pair: pair[0])
    items = item_views(work, viewer, [(item, owner) for item, owner in shown])
    return Page(tuple(items), after, query.count(), before)


def _to_do_rows(work: Work, viewer: Viewer, filters: Filters, reach: _Reach | None = None) -> Select[Any]:
    known = reach or _Reach.of(work, viewer)
    return narrowed_tasks(with_cases(), viewer, filters, work.now).where(
        waiting(viewer, known.audiences, known.refused)
    )


def _done_rows(work: Work, viewer: Viewer, filters: Filters) -> Select[Any]:
    rows = narrowed_tasks(with_cases(), viewer, filters, work.now)
    return rows.where(WorkItem.closed_by == viewer.user_id, WorkItem.state == "done")


def task_page(
    work: Work, viewer: Viewer, rows: Select[Any], order: Order | FieldSort, cut: Cut, *, capped: bool = True
) -> Page[WorkItemView]:
    """Return a page of tasks selected together with their cases, which the viewer may see."""
    total = total_of(work, rows, capped=capped)
    if isinstance(order, FieldSort):
        shown, after, before = read_page(work, rows, order, cut, own=True)
    else:
        pairs = work.session.execute(order.cut(rows, cut)).all()
        shown, after, before = order.page(pairs, cut, lambda pair: pair[0])
    items = item_views(work, viewer, [(row[0], row[1]) for row in shown])
    return Page(
        tuple(items),
        after,
        min(total, COUNT_LIMIT) if capped else total,
        before,
        capped and total > COUNT_LIMIT,
    )


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
