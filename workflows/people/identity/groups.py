"""Who belongs to which group: the one writer of `role_grant`.

Whoever changes the groups of a person calls this file, whatever the reason is. It tells who is concerned, has
open tasks looked after (what the person held goes back, what nobody may take is marked) and writes the audit.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import delete, func, select, update

from workflows.ground.audit.log import Subject, record
from workflows.ground.concerned import note_people
from workflows.ground.errors import FieldProblem, Invalid
from workflows.ground.work import Work
from workflows.people.authority_changed import authority_changed
from workflows.people.identity import revocation
from workflows.people.identity.errors import at, refuse
from workflows.people.identity.models import RoleGrant, User
from workflows.people.identity.queries import account, leads_of
from workflows.people.identity.roles import is_group
from workflows.people.policies.absences import is_colleague


def grant(work: Work, user_id: str, *groups: str) -> None:
    """Make a user a member of groups; one that they are in already stays as it is.

    Raises: NotFound; Invalid: a group is unknown.
    """
    _change(work, user_id, frozenset(groups), frozenset())


def revoke(work: Work, user_id: str, *groups: str) -> None:
    """Take groups away from a user, and with each that they led it.

    Raises: NotFound; Invalid: no administrator would remain.
    """
    _change(work, user_id, frozenset(), frozenset(groups))


def set_groups(work: Work, user_id: str, groups: frozenset[str]) -> None:
    """Make `groups` the groups of a user: grants what is missing, takes away the rest.

    Raises: NotFound; Invalid: a group is unknown, or no administrator would remain.
    """
    _change(work, user_id, groups, account(work, user_id).groups - groups)


def set_leads(work: Work, user_id: str, groups: frozenset[str]) -> None:
    """Make a user the lead of those of their groups that are among `groups`, and of no other.

    Raises: NotFound.
    """
    owner, before = account(work, user_id), leads_of(work, user_id)
    after = groups & owner.groups
    if after == before:
        return
    work.session.execute(
        update(RoleGrant)
        .where(RoleGrant.user_id == user_id)
        .values(is_lead=RoleGrant.group_id.in_(after))
        .execution_options(synchronize_session=False)
    )
    changed = ({"leads": sorted(before)}, {"leads": sorted(after)})
    record(work, "user.leads_changed", Subject("user", user_id, owner.shown_name), *changed)


def unknown_groups(groups: Collection[str]) -> list[FieldProblem]:
    """Return a problem for each of `groups` that does not exist."""
    return [at("groups", "group_unknown", group=group) for group in sorted(groups) if not is_group(group)]


def keep_an_admin(work: Work, leaving: str) -> None:
    """Refuse that the last administrator goes. Raises: Invalid."""
    # All who take administrators away stand in line here, so that two cannot remove the last two at once.
    work.session.execute(select(func.pg_advisory_xact_lock(0x61646D69)))
    others = (
        select(func.count())
        .select_from(RoleGrant)
        .join(User, User.id == RoleGrant.user_id)
        .where(RoleGrant.group_id == "admin", User.id != leaving, User.disabled_at.is_(None))
    )
    if not work.session.scalar(others):
        raise Invalid("identity.last_admin", [at("groups", "last_admin")])


def _change(work: Work, user_id: str, given: frozenset[str], taken: frozenset[str]) -> None:
    owner = account(work, user_id)
    given, taken = given - owner.groups, taken & owner.groups
    refuse(unknown_groups(given))
    if not given and not taken:
        return
    if "admin" in taken:
        keep_an_admin(work, user_id)
    gone = delete(RoleGrant).where(RoleGrant.user_id == user_id, RoleGrant.group_id.in_(taken))
    work.session.execute(gone)
    work.session.add_all(
        RoleGrant(user_id=user_id, group_id=group, granted_at=work.now, granted_by=work.actor)
        for group in sorted(given)
    )
    work.session.flush()
    after = (owner.groups | given) - taken
    changed = ({"groups": sorted(owner.groups)}, {"groups": sorted(after)})
    record(work, "user.groups_changed", Subject("user", user_id, owner.shown_name), *changed)
    revocation.roles_changed(work, user_id)
    if is_colleague(given | taken):
        authority_changed(work, [user_id], given | taken)
    else:
        note_people(work, [user_id])
