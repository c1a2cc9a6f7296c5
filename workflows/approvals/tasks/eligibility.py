"""Who may not decide any more gives back; nobody eligible is an incident, never silence.

Noticed when a task opens and whenever people change: groups, locks, absences, places in organisations. What
somebody holds who may not decide it any more goes back to its group. A task that nobody may take would wait
for ever. It is marked, the timeline says so, the engine has an
incident, operators and administrators are told. The mark goes when somebody gets the task or may take it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import structlog
from sqlalchemy import ColumnElement, all_, and_, exists, or_, select

from workflows.approvals.cases.visibility import facts_of, task_facts
from workflows.approvals.models import Case, WorkItem
from workflows.approvals.policies.cases import may_decide
from workflows.approvals.policies.eligible import eligible_people
from workflows.approvals.timeline import writer
from workflows.approvals.values import ACTIVE_STATES
from workflows.ground.work import Work
from workflows.people.absences.active import away_now
from workflows.people.identity.models import RoleGrant, User
from workflows.people.organisations.models import Member
from workflows.people.organisations.queries import member_ids
from workflows.people.viewer_loader import viewers_of

CODE = "nobody_eligible"
ENDED = "authority_ended"
LOOK_AFTER = "eligibility.look_after"
MOST_AT_ONCE = 500
log = structlog.get_logger(__name__)


def look_after(work: Work, case: Case, item: WorkItem) -> None:
    """Take a task from who may not decide it any more; mark it if nobody may, else take the mark away.

    The case is held.
    """
    if item.assignee is not None and not _may_decide(work, case, item, [item.assignee]):
        _take_away(work, case, item)
    if _somebody_may_act(work, case, item):
        resolved(work, item)
    elif item.unattended_at is None:
        _report(work, case, item)


def _may_decide(work: Work, case: Case, item: WorkItem, people: Collection[str]) -> bool:
    enabled = select(User.id).where(User.id.in_(list(people)), User.disabled_at.is_(None))
    viewers = viewers_of(work, list(work.session.scalars(enabled))).values()
    facts, task = facts_of(case), task_facts(item)
    return any(may_decide(viewer, facts, task) for viewer in viewers)


def _take_away(work: Work, case: Case, item: WorkItem) -> None:
    """Give a claimed task back to its group, and one that a deputy has to the person it is addressed to."""
    before, owner = item.assignee, item.stands_for
    if item.addressed and owner is None:
        return  # the diagram wants this person: somebody in office has to give it to another
    item.stands_for = item.appointed = None
    details = {"from": before} | ({"to": owner} if item.addressed else {})
    writer.add(work, case, ENDED, item=item, details=details)
    if item.addressed and owner is not None:
        work.tasks.assign(item.task_id, owner)
        writer.tell_people(work, case, [owner], "task_assigned", step=item.name_zh, step_en=item.name_en)
    else:
        work.tasks.release(item.task_id)


def _somebody_may_act(work: Work, case: Case, item: WorkItem) -> bool:
    facts = facts_of(case)
    if item.assignee is None:
        return bool(eligible_people(work, facts, task_facts(item)))
    people = {item.assignee}
    if item.addressed and item.assignee == case.applicant_id and facts.organisation_id is not None:
        people.update(member_ids(work, facts.organisation_id))
    return _may_decide(work, case, item, people)


def resolved(work: Work, item: WorkItem) -> None:
    """Take the mark away; does nothing without one."""
    if item.unattended_at is not None:
        item.unattended_at = None
        work.incidents.resolve(item.instance_id, item.token_id, CODE)


def _report(work: Work, case: Case, item: WorkItem) -> None:
    groups = ", ".join(item.groups) or "-"
    log.error("case.nobody_eligible", case=case.number, element=item.element_id, groups=groups)
    item.unattended_at = work.now
    writer.add(work, case, CODE, item=item, details={"groups": item.groups})
    writer.tell_operations(work, case, CODE, step=item.name_zh, step_en=item.name_en, groups=groups)
    message = f"Nobody may take task {item.element_id} of case {case.number}: candidate groups {groups}."
    work.incidents.report(item.instance_id, item.token_id, item.element_id, CODE, message)


@dataclass(frozen=True, slots=True)
class Concerned:
    """Whose authority has begun or ended: groups, people, organisations for which applicants act."""

    groups: Collection[str]
    user_ids: Collection[str]
    organisations: Collection[str] = ()


def to_look_after(work: Work, concerned: Concerned, after: str = "") -> list[str]:
    """Return the ids of tasks to look after, by id; 500 at most, `after` the last one of those before.

    What the people hold and what their organisations have to do; of the open ones of the groups and people
    those that are marked, or seem to have nobody.
    """
    away = {one.user_id for one in away_now(work) if one.concerns(None)}
    people = sorted(concerned.user_ids)
    theirs = or_(WorkItem.groups.overlap(sorted(concerned.groups)), WorkItem.users.overlap(people))
    nobody = or_(WorkItem.unattended_at.is_not(None), ~_somebody(away))
    lent = and_(WorkItem.state == "claimed", WorkItem.stands_for.in_(people))
    ours = and_(
        Case.organisation_id.in_(sorted(concerned.organisations)),
        Case.ended_at.is_(None),
        WorkItem.addressed,
    )
    held = or_(WorkItem.assignee.in_(people), lent, ours)
    rows = (
        select(WorkItem.task_id)
        .join(Case, Case.id == WorkItem.case_id)
        .where(WorkItem.state.in_(ACTIVE_STATES), WorkItem.task_id > after)
        .where(or_(held, and_(WorkItem.assignee.is_(None), theirs, nobody)))
        .order_by(WorkItem.task_id)
        .limit(MOST_AT_ONCE)
    )
    return list(work.session.scalars(rows))


def _somebody(away: Collection[str]) -> ColumnElement[bool]:
    """Whether the groups or names of a task hold an enabled person who is no party and not away."""
    # Correlated by hand: two levels down the outermost query's tables would be read anew, and match anybody.
    granted = (
        exists()
        .where(RoleGrant.user_id == User.id, RoleGrant.group_id == WorkItem.groups.any_())
        .correlate(User, WorkItem)
    )
    party = (
        exists()
        .where(Member.user_id == User.id, Member.organisation_id == Case.organisation_id)
        .where(Member.ended_at.is_(None))
        .correlate(User, Case)
    )
    return exists().where(
        User.disabled_at.is_(None),
        or_(granted, User.id == WorkItem.users.any_()),
        User.id.not_in(away),
        User.id != all_(WorkItem.barred),
        or_(WorkItem.parties_too, (User.id != Case.applicant_id) & ~party),
    )
