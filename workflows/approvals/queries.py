"""All reads of the approvals domain; each list costs a constant number of statements."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, and_, func, not_, or_, select

from engine import InvalidArgument
from engine.queries import Order as EngineOrder
from engine.queries import TaskQuery
from workflows.approvals.models import Case, CaseEvent, Remark, Submission, WorkItem
from workflows.approvals.narrowing import due_by, held_as, narrowed
from workflows.approvals.ordering import CASES, DONE, TO_DO, Order
from workflows.approvals.values import (
    CaseView,
    Counts,
    Filters,
    Page,
    SubmissionView,
    TimelineEntry,
    WorkItemView,
)
from workflows.approvals.values import Remark as RemarkView
from workflows.errors import NotFound
from workflows.identity import queries as identity
from workflows.notices.queries import unread_count
from workflows.policies.cases import OVERSIGHT, CaseFacts, TaskFacts, is_party, may_claim, may_see_case
from workflows.policies.eligible import eligible_people
from workflows.policies.viewer import Viewer, require
from workflows.work import Work

PAGE_ROWS = 20
_ENGINE_ORDERS: Mapping[str, EngineOrder] = {"oldest": "created", "newest": "-created", "due": "due"}
"""Orders in which the engine itself reads a page of an inbox."""
Row = TypeVar("Row")


def to_do(
    work: Work,
    viewer: Viewer,
    filters: Filters = Filters(),  # noqa: B008  # frozen
    *,
    sort: str = "oldest",
    after: str | None = None,
    limit: int = PAGE_ROWS,
) -> Page[WorkItemView]:
    """Return what waits for the viewer 待我审批： held by them or open to their groups.

    `sort` is a key of `ordering.TO_DO`; any other means the oldest first.
    """
    if filters == Filters() and sort in _ENGINE_ORDERS:
        return _inbox(work, viewer, _ENGINE_ORDERS[sort], after, limit)
    rows = held_as(_items(filters), viewer, filters.held).where(waiting(viewer))
    order = TO_DO.get(sort, TO_DO["oldest"])
    return _item_page(work, viewer, due_by(rows, filters.due, work.now), order, after=after, limit=limit)


def done(
    work: Work,
    viewer: Viewer,
    filters: Filters = Filters(),  # noqa: B008
    *,
    after: str | None = None,
    limit: int = PAGE_ROWS,
) -> Page[WorkItemView]:
    """Return what the viewer decided 已办， the newest first."""
    rows = _items(filters).where(WorkItem.closed_by == viewer.user_id, WorkItem.state == "done")
    return _item_page(work, viewer, rows, DONE, after=after, limit=limit)


def my_applications(
    work: Work,
    viewer: Viewer,
    filters: Filters = Filters(),  # noqa: B008
    *,
    after: str | None = None,
    limit: int = PAGE_ROWS,
) -> Page[CaseView]:
    """Return what the viewer or their organisation applied for 我的申请， the newest first."""
    return _case_page(work, narrowed(select(Case), filters).where(_own(viewer)), after, limit)


def all_cases(
    work: Work,
    viewer: Viewer,
    filters: Filters = Filters(),  # noqa: B008
    *,
    after: str | None = None,
    limit: int = PAGE_ROWS,
) -> Page[CaseView]:
    """Return every case that the viewer may see, the newest first."""
    rows = narrowed(select(Case), filters)
    if not viewer.holds(*OVERSIGHT):
        touched = select(WorkItem.case_id).where(_touched_by(viewer))
        rows = rows.where(or_(_own(viewer), Case.id.in_(touched)))
    return _case_page(work, rows, after, limit)


def unattended(work: Work, viewer: Viewer) -> list[WorkItemView]:
    """Return the open tasks that nobody may take, for those who oversee; the oldest first.

    Raises: Forbidden.
    """
    require(viewer.holds(*OVERSIGHT))
    flagged = select(CaseEvent.task_id).where(CaseEvent.kind == "nobody_eligible")
    rows = _items(Filters()).where(WorkItem.state == "open", WorkItem.task_id.in_(flagged))
    found = work.session.execute(rows.order_by(WorkItem.opened_at, WorkItem.task_id)).all()
    waiting = [
        (item, owner)
        for item, owner in found
        if not eligible_people(work, facts_of(owner), item.groups, item.users)
    ]
    return item_views(work, viewer, waiting)


def counts(work: Work, viewer: Viewer) -> Counts:
    """Return the exact numbers beside the viewer's menus; the engine keeps the one of the inbox."""
    to_do_now = _engine_inbox(work, viewer).count() - len(_not_for_parties(work, viewer))
    decided = select(func.count()).where(WorkItem.closed_by == viewer.user_id, WorkItem.state == "done")
    states = select(Case.state, func.count()).where(_own(viewer)).group_by(Case.state)
    by_state = {row[0]: row[1] for row in work.session.execute(states)}
    return Counts(
        to_do=to_do_now,
        done=work.session.scalar(decided) or 0,
        applications=sum(by_state.values()),
        unread=unread_count(work, viewer.user_id),
        by_state=by_state,
    )


def case(work: Work, viewer: Viewer, case_id: str) -> CaseView:
    """Return one case. Raises: NotFound: none, or not for this viewer."""
    row = work.session.get(Case, case_id)
    if row is None or not is_visible(work, viewer, row):
        raise NotFound("approvals.case_not_found")
    return _case_views(work, [row])[0]


def case_by_number(work: Work, viewer: Viewer, number: str) -> CaseView:
    """Return the case with this number. Raises: NotFound."""
    found = work.session.scalar(select(Case.id).where(Case.number == number.strip().upper()))
    if found is None:
        raise NotFound("approvals.case_not_found")
    return case(work, viewer, found)


def latest_case(work: Work, organisation_id: str, process_id: str | None = None) -> CaseView | None:
    """Return the newest case of an organisation, for its own people."""
    rows = select(Case).where(Case.organisation_id == organisation_id).order_by(Case.id.desc()).limit(1)
    if process_id is not None:
        rows = rows.where(Case.process_id == process_id)
    row = work.session.scalar(rows)
    return None if row is None else _case_views(work, [row])[0]


def timeline(work: Work, viewer: Viewer, case_id: str) -> list[TimelineEntry]:
    """Return who did what when and why, the first thing first. Raises: NotFound."""
    case(work, viewer, case_id)
    events = list(
        work.session.scalars(select(CaseEvent).where(CaseEvent.case_id == case_id).order_by(CaseEvent.id))
    )
    noted: dict[str, list[RemarkView]] = {}
    for remark in work.session.scalars(select(Remark).where(Remark.case_id == case_id).order_by(Remark.id)):
        noted.setdefault(remark.event_id, []).append(RemarkView(remark.field, remark.text))
    people = shown_names(work, (event.actor for event in events))
    return [
        TimelineEntry(
            at=event.at,
            kind=event.kind,
            actor_id=event.actor,
            actor_name=people.get(event.actor or "", ""),
            round=event.round,
            element_id=event.element_id,
            name_zh=event.name_zh,
            name_en=event.name_en,
            opinion=event.opinion,
            remarks=tuple(noted.get(event.id, ())),
            details=event.details,
        )
        for event in events
    ]


def submissions(work: Work, viewer: Viewer, case_id: str) -> list[SubmissionView]:
    """Return what was handed in, by round. Raises: NotFound."""
    case(work, viewer, case_id)
    rows = select(Submission).where(Submission.case_id == case_id).order_by(Submission.round)
    return [
        SubmissionView(
            row.round, row.definition_id, row.form_id, row.data, row.submitted_by, row.submitted_at
        )
        for row in work.session.scalars(rows)
    ]


def remarks_of_round(work: Work, case_id: str, round_: int) -> list[RemarkView]:
    """Return the remarks on one round's fields; `submissions` has checked who asks."""
    rows = select(Remark).where(Remark.case_id == case_id, Remark.round == round_).order_by(Remark.id)
    return [RemarkView(row.field, row.text) for row in work.session.scalars(rows)]


def work_items(work: Work, viewer: Viewer, case_id: str) -> list[WorkItemView]:
    """Return the tasks of a case that are open or claimed. Raises: NotFound."""
    case(work, viewer, case_id)
    rows = _items(Filters()).where(WorkItem.case_id == case_id, WorkItem.state.in_(("open", "claimed")))
    found = work.session.execute(rows.order_by(WorkItem.opened_at, WorkItem.task_id)).all()
    return item_views(work, viewer, [(item, owner) for item, owner in found])


def work_item(work: Work, viewer: Viewer, task_id: str) -> WorkItemView:
    """Return one task. Raises: NotFound: none, or its case is not for this viewer."""
    found = work.session.execute(_items(Filters()).where(WorkItem.task_id == task_id)).first()
    if found is None or not is_visible(work, viewer, found[1]):
        raise NotFound("approvals.task_not_found")
    return item_views(work, viewer, [(found[0], found[1])])[0]


def shown_names(work: Work, user_ids: Iterable[str | None]) -> dict[str, str]:
    """Return {user id: name to show} for the people among `user_ids`; two statements."""
    people = identity.accounts(work, {user_id for user_id in user_ids if user_id})
    return {user_id: account.shown_name for user_id, account in people.items()}


def is_visible(work: Work, viewer: Viewer, row: Case) -> bool:
    """Return whether the viewer may see a case."""
    return may_see_case(viewer, facts_of(row), _tasks_of(work, viewer, row))


def task_seen_by(work: Work, viewer: Viewer, case_id: str) -> WorkItem | None:
    """Return the latest task through which the viewer sees a case; None for a party and for who oversees."""
    row = work.session.get_one(Case, case_id)
    if is_party(viewer, facts_of(row)) or viewer.holds(*OVERSIGHT):
        return None
    rows = select(WorkItem).where(WorkItem.case_id == case_id, _touched_by(viewer))
    return work.session.scalar(rows.order_by(WorkItem.opened_at.desc(), WorkItem.task_id.desc()).limit(1))


def facts_of(row: Case) -> CaseFacts:
    """Return what the rules need to know of a case."""
    return CaseFacts(row.applicant_id, row.organisation_id, row.region_code, row.cluster_id)


def task_facts(row: WorkItem) -> TaskFacts:
    """Return what the rules need to know of a task."""
    return TaskFacts(row.groups, row.users, row.assignee, row.addressed)


def item_views(work: Work, viewer: Viewer, found: Sequence[tuple[WorkItem, Case]]) -> list[WorkItemView]:
    """Return the values of rows that the viewer may see."""
    owners = {view.id: view for view in _case_views(work, [owner for _, owner in found])}
    people = shown_names(work, (item.assignee for item, _ in found))
    return [
        WorkItemView(
            task_id=item.task_id,
            element_id=item.element_id,
            name_zh=item.name_zh,
            name_en=item.name_en,
            form_id=item.form_id,
            state=item.state,  # type: ignore[arg-type]  # a constraint holds it
            groups=frozenset(item.groups),
            assignee=item.assignee,
            assignee_name=people.get(item.assignee or "", ""),
            priority=item.priority,
            opened_at=item.opened_at,
            due_at=item.due_at,
            closed_at=item.closed_at,
            action=item.action,
            round=item.round,
            case=owners[owner.id],
            mine=item.assignee == viewer.user_id and item.state in {"open", "claimed"},
            may_claim=item.state == "open"
            and not item.addressed
            and may_claim(viewer, facts_of(owner), task_facts(item)),
        )
        for item, owner in found
    ]


def _inbox(
    work: Work, viewer: Viewer, order: EngineOrder, after: str | None, limit: int
) -> Page[WorkItemView]:
    """The to-do list without filters, by the engine's indexes: as fast over a million tasks as over ten."""
    query = _engine_inbox(work, viewer)
    hidden = _not_for_parties(work, viewer)
    try:
        page = query.order_by(order).page(after=after, limit=limit)
    except InvalidArgument:
        raise NotFound("room.not_found") from None
    wanted = [task.id for task in page.items if task.id not in hidden]
    rows = work.session.execute(_items(Filters()).where(WorkItem.task_id.in_(wanted))).all()
    by_id = {item.task_id: (item, owner) for item, owner in rows}
    pairs = [by_id[task_id] for task_id in wanted if task_id in by_id]
    return Page(tuple(item_views(work, viewer, pairs)), page.after, query.count() - len(hidden))


def _engine_inbox(work: Work, viewer: Viewer) -> TaskQuery:
    work.session.flush()
    return work.tasks.query().candidate_or_assignee(viewer.groups, viewer.user_id)


def _not_for_parties(work: Work, viewer: Viewer) -> frozenset[str]:
    """The open tasks of the viewer's own cases that their groups could take, were they no party."""
    rows = select(WorkItem.task_id).join(Case, Case.id == WorkItem.case_id)
    own = rows.where(_own(viewer), WorkItem.state == "open", WorkItem.assignee.is_(None), _candidate(viewer))
    return frozenset(work.session.scalars(own))


def _tasks_of(work: Work, viewer: Viewer, row: Case) -> Collection[TaskFacts]:
    if is_party(viewer, facts_of(row)) or viewer.holds(*OVERSIGHT):
        return ()
    rows = select(WorkItem).where(WorkItem.case_id == row.id)
    return [task_facts(item) for item in work.session.scalars(rows)]


def _items(filters: Filters) -> Select[Any]:
    rows: Select[Any] = select(WorkItem, Case).join(Case, Case.id == WorkItem.case_id)  # type: ignore[assignment]
    return narrowed(rows, filters)


def _own(viewer: Viewer) -> ColumnElement[bool]:
    return or_(Case.applicant_id == viewer.user_id, Case.organisation_id.in_(list(viewer.memberships)))


def _candidate(viewer: Viewer) -> ColumnElement[bool]:
    by_user = WorkItem.users.contains([viewer.user_id])
    if not viewer.groups:
        return by_user
    return or_(WorkItem.groups.overlap(sorted(viewer.groups)), by_user)


def waiting(viewer: Viewer) -> ColumnElement[bool]:
    """Held by the viewer, or open to them and not an application of their own."""
    held = and_(WorkItem.assignee == viewer.user_id, WorkItem.state.in_(("open", "claimed")))
    free = and_(
        WorkItem.state == "open", WorkItem.assignee.is_(None), _candidate(viewer), not_(_own_or_false(viewer))
    )
    return or_(held, free)


def _own_or_false(viewer: Viewer) -> ColumnElement[bool]:
    # A case without organisation: NOT (… OR NULL) would hide it from everybody.
    return func.coalesce(_own(viewer), False)


def _touched_by(viewer: Viewer) -> ColumnElement[bool]:
    return or_(_candidate(viewer), WorkItem.assignee == viewer.user_id, WorkItem.closed_by == viewer.user_id)


def _item_page(
    work: Work,
    viewer: Viewer,
    rows: Select[Any],
    order: Order,
    *,
    after: str | None,
    limit: int,
) -> Page[WorkItemView]:
    total = work.session.scalar(rows.with_only_columns(func.count(), maintain_column_froms=True)) or 0
    found = work.session.execute(order.page(rows, after).limit(limit + 1)).all()
    cursor = order.cursor(found[limit - 1][0]) if len(found) > limit else None
    pairs = [(item, owner) for item, owner in found[:limit]]
    return Page(tuple(item_views(work, viewer, pairs)), cursor, total)


def _case_page(work: Work, rows: Select[Case], after: str | None, limit: int) -> Page[CaseView]:
    total = work.session.scalar(rows.with_only_columns(func.count(), maintain_column_froms=True)) or 0
    found = list(work.session.scalars(CASES.page(rows, after).limit(limit + 1)))
    cursor = CASES.cursor(found[limit - 1]) if len(found) > limit else None
    return Page(tuple(_case_views(work, found[:limit])), cursor, total)


def _case_views(work: Work, rows: Sequence[Case]) -> list[CaseView]:
    people = shown_names(work, (row.applicant_id for row in rows))
    return [
        CaseView(
            id=row.id,
            number=row.number,
            instance_id=row.instance_id,
            process_id=row.process_id,
            definition_id=row.definition_id,
            title_zh=row.title_zh,
            title_en=row.title_en,
            applicant_id=row.applicant_id,
            applicant_name=people.get(row.applicant_id, ""),
            organisation_id=row.organisation_id,
            organisation_name=row.organisation_name,
            region_code=row.region_code,
            cluster_id=row.cluster_id,
            state=row.state,  # type: ignore[arg-type]  # a constraint holds it
            round=row.round,
            submitted_at=row.submitted_at,
            updated_at=row.updated_at,
            ended_at=row.ended_at,
        )
        for row in rows
    ]
