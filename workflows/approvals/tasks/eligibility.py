"""Nobody eligible is an incident, never silence: noticed when a task opens and whenever people change.

A task that nobody may take would wait for ever. It is marked, the timeline says so, the engine has an
incident, operators and administrators are told. The mark goes when somebody gets the task or may take it.
"""

from __future__ import annotations

from collections.abc import Collection

import structlog
from sqlalchemy import ColumnElement, exists, or_, select

from workflows.approvals.cases.visibility import facts_of
from workflows.approvals.models import Case, WorkItem
from workflows.approvals.policies.eligible import eligible_people, parties_of
from workflows.approvals.timeline import writer
from workflows.ground.work import Work
from workflows.people.absences.active import away_now
from workflows.people.identity.models import RoleGrant, User
from workflows.people.organisations.models import Member

CODE = "nobody_eligible"
CHECK, LOOK_AFTER = "eligibility.check", "eligibility.look_after"
MOST_AT_ONCE = 500
log = structlog.get_logger(__name__)


def look_after(work: Work, case: Case, item: WorkItem) -> None:
    """Mark an open task that nobody may take, or take the mark away; the case is held."""
    if _somebody_may_act(work, case, item):
        resolved(work, item)
    elif item.unattended_at is None:
        _report(work, case, item)


def _somebody_may_act(work: Work, case: Case, item: WorkItem) -> bool:
    facts = facts_of(case)
    if item.assignee is not None:
        return item.parties_too or not item.addressed or item.assignee not in parties_of(work, facts)
    return bool(eligible_people(work, facts, item.groups, item.users, parties_too=item.parties_too))


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


def people_changed(work: Work, groups: Collection[str], user_ids: Collection[str] = ()) -> None:
    """Have the open tasks of groups and people looked after once this transaction is over."""
    if groups or user_ids:
        work.jobs.defer(CHECK, {"groups": sorted(groups), "users": sorted(user_ids)})


def to_look_after(work: Work, groups: Collection[str], user_ids: Collection[str]) -> list[str]:
    """Return the ids of open tasks of these groups and people that are marked, or seem to have nobody."""
    away = {one.user_id for one in away_now(work) if one.concerns(None)}
    concerned = or_(WorkItem.groups.overlap(sorted(groups)), WorkItem.users.overlap(sorted(user_ids)))
    rows = (
        select(WorkItem.task_id)
        .join(Case, Case.id == WorkItem.case_id)
        .where(WorkItem.state == "open", WorkItem.assignee.is_(None), concerned)
        .where(or_(WorkItem.unattended_at.is_not(None), ~_somebody(away)))
        .order_by(WorkItem.task_id)
        .limit(MOST_AT_ONCE)
    )
    return list(work.session.scalars(rows))


def _somebody(away: Collection[str]) -> ColumnElement[bool]:
    """Whether the groups or names of a task hold an enabled person who is no party and not away."""
    granted = exists().where(RoleGrant.user_id == User.id, RoleGrant.group_id == WorkItem.groups.any_())
    party = exists().where(
        Member.user_id == User.id, Member.organisation_id == Case.organisation_id, Member.ended_at.is_(None)
    )
    return exists().where(
        User.disabled_at.is_(None),
        or_(granted, User.id == WorkItem.users.any_()),
        User.id.not_in(away),
        or_(WorkItem.parties_too, (User.id != Case.applicant_id) & ~party),
    )
