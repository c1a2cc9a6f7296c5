"""Who may take a task: the people in its groups who are no party to the case."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from workflows.identity.models import RoleGrant, User
from workflows.organisations.queries import member_ids
from workflows.policies.cases import CaseFacts
from workflows.work import Work


def eligible_people(
    work: Work, case: CaseFacts, groups: Collection[str], users: Collection[str] = ()
) -> frozenset[str]:
    """Return the ids of the enabled people in `groups` or among `users` who may decide this case."""
    found = (
        select(User.id)
        .outerjoin(RoleGrant, RoleGrant.user_id == User.id)
        .where(User.disabled_at.is_(None))
        .where(RoleGrant.group_id.in_(list(groups)) | User.id.in_(list(users)))
    )
    parties = {case.applicant_id}
    if case.organisation_id is not None:
        parties |= member_ids(work, case.organisation_id)
    return frozenset(work.session.scalars(found)) - parties
