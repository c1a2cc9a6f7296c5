"""Who may take a task: the people in its groups who are no party to the case."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, and_, or_, select

from workflows.approvals.policies.cases import CaseFacts
from workflows.ground.work import Work
from workflows.people.absences.active import away_now, stand_in
from workflows.people.identity.models import RoleGrant, User
from workflows.people.organisations.queries import member_ids


def eligible_people(
    work: Work,
    case: CaseFacts,
    groups: Collection[str],
    users: Collection[str] = (),
    *,
    parties_too: bool = False,
) -> frozenset[str]:
    """Return the ids of the enabled people in `groups` or among `users` who may decide this case.

    Who is away does not count; who stands in for them does.
    """
    return frozenset(work.session.scalars(eligible(work, case, groups, users, parties_too=parties_too)))


def eligible(
    work: Work,
    case: CaseFacts,
    groups: Collection[str],
    users: Collection[str] = (),
    *,
    parties_too: bool = False,
) -> Select[Any]:
    """Select the ids of the people that `eligible_people` returns, to be narrowed further."""
    parties = frozenset[str]() if parties_too else parties_of(work, case)
    members = select(RoleGrant.user_id).where(RoleGrant.group_id.in_(list(groups)))
    named = or_(User.id.in_(members), User.id.in_(list(users)))
    absences = away_now(work)
    absent = {one.user_id for one in absences if one.concerns(None)}
    if absent:
        lent = select(User.id).where(User.disabled_at.is_(None), User.id.in_(members), User.id.in_(absent))
        lending = frozenset(work.session.scalars(lent)) - parties
        deputies = {stand_in(absences, user_id, None) for user_id in lending} - absent - {None}
        named = or_(and_(named, User.id.not_in(absent)), User.id.in_(deputies))
    return select(User.id).where(User.disabled_at.is_(None), named, User.id.not_in(parties))


def parties_of(work: Work, case: CaseFacts) -> frozenset[str]:
    """Return who applied and who belongs to the organisation that did."""
    parties = frozenset({case.applicant_id})
    if case.organisation_id is not None:
        parties |= frozenset(member_ids(work, case.organisation_id))
    return parties
