"""Who sees which case and task, as rules on rows and as conditions of SQL."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, and_, any_, bindparam, func, or_, select, text, union_all
from sqlalchemy.dialects.postgresql import ARRAY

from workflows.approvals.models import Case, Copy, WorkItem, in_state
from workflows.approvals.policies.cases import (
    CaseFacts,
    TaskFacts,
    is_party,
    may_see_case,
    why_not,
)
from workflows.approvals.values import ACTIVE_STATES
from workflows.ground.db import among
from workflows.ground.reading import ReadOnce, read_once
from workflows.ground.work import Work
from workflows.people.identity.roles import OVERSIGHT
from workflows.people.policies.absences import is_colleague
from workflows.people.viewer import Lender, Viewer

SOMEBODY_BARRED = text("work_items.barred <> '{}'")
"""As the index of barred tasks says it: a parameter would hide from the planner that the index answers."""


_CASES: ReadOnce[dict[str, Case]] = ReadOnce(dict)
"""Held so that the session does not let go of them, and reads them again."""
_REFUSED: ReadOnce[dict[tuple[str, ...], dict[str, dict[str, WorkItem]]]] = ReadOnce(dict)


def is_visible(work: Work, viewer: Viewer, row: Case) -> bool:
    """Return whether the viewer may see a case."""
    return row.id in visible_cases(work, viewer, [row])


def visible_cases(work: Work, viewer: Viewer, rows: Collection[Case]) -> set[str]:
    """Return the ids of those of some cases that the viewer may see; two statements at most."""
    _CASES.of(work).update((row.id, row) for row in rows)
    tasks = _tasks_of(work, viewer, rows)
    entitled = {row.id for row in rows if may_see_case(viewer, facts_of(row), tasks.get(row.id, ()))}
    return entitled | _copies_of(work, viewer, {row.id for row in rows} - entitled).keys()


def copy_of(work: Work, viewer: Viewer, case_id: str) -> Copy | None:
    """Return the viewer's copy of a case, if somebody sent one to them and they still work on cases."""
    return _copies_of(work, viewer, {case_id}).get(case_id)


def _copies_of(work: Work, viewer: Viewer, case_ids: Collection[str]) -> dict[str, Copy]:
    if not case_ids or not is_colleague(viewer.groups):
        return {}
    rows = select(Copy).where(among(Copy.case_id, case_ids), Copy.user_id == viewer.user_id)
    return {copied.case_id: copied for copied in work.session.scalars(rows)}


def task_seen_by(work: Work, viewer: Viewer, case_id: str) -> WorkItem | None:
    """Return the latest task through which the viewer sees a case; None for a party and for who oversees.

    Who sees it only because it was copied to them sees what the step did from which it was copied.
    """
    row = work.session.get_one(Case, case_id)
    if is_party(viewer, facts_of(row)) or viewer.holds(*OVERSIGHT):
        return None
    rows = select(WorkItem).where(WorkItem.case_id == case_id, touched_by(viewer))
    item = work.session.scalar(rows.order_by(WorkItem.opened_at.desc(), WorkItem.task_id.desc()).limit(1))
    if item is None and (copied := copy_of(work, viewer, case_id)) is not None and copied.task_id:
        return work.session.get(WorkItem, copied.task_id)
    return item


def facts_of(row: Case) -> CaseFacts:
    """Return what the rules need to know of a case."""
    place = (row.region_code, row.cluster_id)
    return CaseFacts(
        row.applicant_id,
        row.organisation_id,
        *place,
        personal=row.personal,
        menu=row.menu,
        members=row.members,
        process_id=row.process_id,
    )


def task_facts(row: WorkItem) -> TaskFacts:
    """Return what the rules need to know of a task."""
    return TaskFacts(
        row.groups,
        row.users,
        row.assignee,
        row.addressed,
        row.parties_too,
        row.barred or (),
        row.stands_for,
        row.appointed,
        row.secrecy or "open",
    )


def own(viewer: Viewer | Lender) -> ColumnElement[bool]:
    """Applied for by the viewer or by an organisation of theirs."""
    return or_(Case.applicant_id == viewer.user_id, Case.organisation_id.in_(list(viewer.memberships)))


def candidate(viewer: Viewer) -> ColumnElement[bool]:
    """Addressed to one of the viewer's groups, to the viewer, or to a group of somebody they stand in for."""
    ways = [WorkItem.users.contains([viewer.user_id])]
    if viewer.groups:
        ways.append(WorkItem.groups.overlap(sorted(viewer.groups)))
    for lender in viewer.lending:
        party = or_(Case.applicant_id == lender.user_id, Case.organisation_id.in_(list(lender.memberships)))
        theirs = select(Case.id).where(party)
        named = WorkItem.groups.overlap(sorted(lender.groups))
        free = or_(WorkItem.parties_too, WorkItem.case_id.not_in(theirs))
        ways.append(and_(named, free, ~WorkItem.barred.contains([lender.user_id])))
    return or_(*ways)


def waiting(viewer: Viewer, audiences: Collection[int], refused: Collection[str]) -> ColumnElement[bool]:
    """Held by the viewer, or open to them; without what the policy refuses them (`refused_tasks`).

    `audiences` are the engine's numbers of those that the viewer belongs to: two ranges of indexes answer.
    """
    held = and_(WorkItem.assignee == viewer.user_id, in_state(*ACTIVE_STATES))
    free = and_(in_state("open"), WorkItem.audience_id.in_(list(audiences)))
    return and_(or_(held, free), WorkItem.task_id.not_in(list(refused)))


def refused_tasks(work: Work, viewers: Collection[Viewer]) -> dict[str, dict[str, WorkItem]]:
    """Return {user id: tasks by id} that each of some people holds or is reached by, but may not decide.

    One statement: it reads what could be refused (of cases of their own, barred, held) and asks the policy,
    the same that is asked when somebody decides. Lists, counts and pushed numbers leave these tasks out.
    """
    read, people = _REFUSED.of(work), tuple(sorted(viewer.user_id for viewer in viewers))
    if people not in read:
        read[people] = _refused(work, viewers)
    return {user_id: dict(items) for user_id, items in read[people].items()}


def _refused(work: Work, viewers: Collection[Viewer]) -> dict[str, dict[str, WorkItem]]:
    by_viewer: dict[str, dict[str, WorkItem]] = {viewer.user_id: {} for viewer in viewers}
    if not viewers:
        return by_viewer
    for item, owner in work.session.execute(_PERHAPS_REFUSED, _reach_of(viewers)):
        case, task = facts_of(owner), task_facts(item)
        for viewer in viewers:
            if _reaches(viewer, item) and why_not(viewer, case, task) is not None:
                by_viewer[viewer.user_id][item.task_id] = item
    return by_viewer


def _perhaps_refused() -> Select[Any]:
    """Select the tasks held by `holders`, and the free ones that reach them but are barred or of own cases.

    Each of the three has an index, and is looked up before anything else is asked of it, in an array of its
    own: with all in one condition the planner reads every open task, or all that reach the viewers, which
    grow with other people's work, as soon as it plans for whatever people and groups come.
    """
    people, groups, places, holders = (
        bindparam(name, type_=ARRAY(Text)) for name in ("people", "groups", "places", "holders")
    )
    own_cases = or_(Case.applicant_id == any_(people), Case.organisation_id == any_(places))
    running = select(Case.id).where(own_cases, Case.ended_at.is_(None)).scalar_subquery()
    active, held = in_state(*ACTIVE_STATES), WorkItem.assignee == any_(holders)
    perhaps_refused = union_all(
        *(
            select(WorkItem.task_id).where(active, condition)
            for condition in (
                held,
                WorkItem.case_id == any_(func.array(running)),
                and_(SOMEBODY_BARRED, WorkItem.barred.overlap(people)),
            )
        )
    ).scalar_subquery()
    reached = or_(WorkItem.groups.overlap(groups), WorkItem.users.overlap(people))
    pairs: Select[Any] = select(WorkItem, Case).join(Case, Case.id == WorkItem.case_id)  # type: ignore[assignment]
    return pairs.where(
        WorkItem.task_id == any_(func.array(perhaps_refused)),
        active,
        or_(held, and_(in_state("open"), WorkItem.assignee.is_(None), reached)),
    )


_PERHAPS_REFUSED = _perhaps_refused()
"""Every page asks it for the numbers of its menu, so it is put together once."""


def _reach_of(viewers: Collection[Viewer]) -> dict[str, list[str]]:
    parties: list[Viewer | Lender] = [*viewers, *(one for viewer in viewers for one in viewer.lending)]
    return {
        "people": sorted({party.user_id for party in parties}),
        "places": sorted({place for party in parties for place in party.memberships}),
        "groups": sorted(frozenset().union(*(viewer.reach for viewer in viewers))),
        "holders": [viewer.user_id for viewer in viewers],
    }


def _reaches(viewer: Viewer, item: WorkItem) -> bool:
    """Whether the engine counts a task among the viewer's: they hold it, or it is open to them."""
    if item.assignee is not None:
        return item.assignee == viewer.user_id
    return not viewer.reach.isdisjoint(item.groups) or viewer.user_id in item.users


def touched_by(viewer: Viewer) -> ColumnElement[bool]:
    """Is in the viewer's groups; or is or was in their hands, while they are a colleague or it is theirs."""
    hands = or_(WorkItem.assignee == viewer.user_id, WorkItem.closed_by == viewer.user_id)
    if not is_colleague(viewer.groups):
        hands = and_(hands, WorkItem.parties_too)
    return or_(candidate(viewer), hands)


def _tasks_of(work: Work, viewer: Viewer, rows: Collection[Case]) -> dict[str, list[TaskFacts]]:
    """Return {case id: its tasks} of the cases that the viewer could see only through a task."""
    if viewer.holds(*OVERSIGHT):
        return {}
    asked = [row.id for row in rows if not is_party(viewer, facts_of(row))]
    if len(asked) == 1:  # the page of one case needs them again
        return {asked[0]: [task_facts(item) for item in tasks_of(work, asked[0])]}
    by_case: dict[str, list[TaskFacts]] = {case_id: [] for case_id in asked}
    if asked:
        for item in work.session.scalars(select(WorkItem).where(among(WorkItem.case_id, asked))):
            by_case[item.case_id].append(task_facts(item))
    return by_case


@read_once
def tasks_of(work: Work, case_id: str) -> Sequence[WorkItem]:
    """Return every task that a case has had, the first opened first; whoever asks has checked who looks."""
    rows = select(WorkItem).where(WorkItem.case_id == case_id)
    return work.session.scalars(rows.order_by(WorkItem.opened_at, WorkItem.task_id)).all()
