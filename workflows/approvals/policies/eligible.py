"""Who may take a task: the people in its groups whom `policies.cases.why_not` would not refuse.

The same rule as a condition of SQL, for choosing people and for seeing that nobody is left; a test plays both
against each other on people and tasks of every sort.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, and_, or_, select

from workflows.approvals.policies.cases import CaseFacts, TaskFacts
from workflows.ground.work import Work
from workflows.people.absences.active import away_now, stand_in
from workflows.people.identity.models import RoleGrant, User
from workflows.people.organisations.queries import member_ids
from workflows.people.viewer import NEVER_LENT


def eligible_people(work: Work, case: CaseFacts, task: TaskFacts) -> frozenset[str]:
    """Return the ids of the enabled people who may take a task when nobody has it.

    Who is away does not count; who stands in for them does.
    """
    return frozenset(work.session.scalars(eligible(work, case, task)))


def eligible(work: Work, case: CaseFacts, task: TaskFacts) -> Select[Any]:
    """Select the ids of the people that `eligible_people` returns, to be narrowed further."""
    kept_out = frozenset(task.barred)
    if not task.parties_too:
        kept_out |= parties_of(work, case)
    members = _members(task.groups)
    named = or_(User.id.in_(members), User.id.in_(list(task.users)))
    absences = away_now(work)
    absent = {one.user_id for one in absences if one.concerns(None)}
    if absent:
        lending = _members(frozenset(task.groups) - NEVER_LENT)
        lent = select(User.id).where(User.disabled_at.is_(None), User.id.in_(lending), User.id.in_(absent))
        lenders = frozenset(work.session.scalars(lent)) - kept_out
        deputies = {stand_in(absences, user_id, None) for user_id in lenders} - absent - {None}
        named = or_(and_(named, User.id.not_in(absent)), User.id.in_(deputies))
    return select(User.id).where(User.disabled_at.is_(None), named, User.id.not_in(kept_out))


def _members(groups: Collection[str]) -> Select[Any]:
    return select(RoleGrant.user_id).where(RoleGrant.group_id.in_(list(groups)))


def parties_of(work: Work, case: CaseFacts) -> frozenset[str]:
    """Return who applied and who belongs to the organisation that did."""
    parties = frozenset({case.applicant_id})
    if case.organisation_id is not None:
        parties |= frozenset(member_ids(work, case.organisation_id))
    return parties
