"""Accounts as the administration handles them: making, closing, and the groups that people belong to."""

from __future__ import annotations

from sqlalchemy import delete, func, select, update

from workflows.ground.concerned import note_people
from workflows.ground.errors import FieldProblem, Invalid
from workflows.ground.work import Work
from workflows.people.identity import revocation
from workflows.people.identity.contacts import email_of, key_of, mobile_of, user_name_problems
from workflows.people.identity.errors import at, no_such_user, refuse
from workflows.people.identity.models import RoleGrant, User
from workflows.people.identity.passwords import policy_problems
from workflows.people.identity.queries import account
from workflows.people.identity.roles import is_group
from workflows.people.identity.uniqueness import insert_user, taken
from workflows.people.identity.values import Account, Kind, Locale
from workflows.people.policies.absences import is_colleague

MEMBERS_CHANGED = "eligibility.check"
"""The job that looks after open tasks; `workflows.approvals.eligibility` says what it does."""


def create_account(
    work: Work,
    *,
    user_name: str,
    password: str,
    kind: Kind = "staff",
    full_name: str = "",
    mobile: str | None = None,
    email: str | None = None,
    groups: frozenset[str] = frozenset(),
    locale: Locale = "zh-CN",
    must_change_password: bool = False,
) -> Account:
    """Make an account on behalf of the administration: for staff, and for demonstrations.

    Raises: Invalid: a value breaks the rules or is taken.
    """
    number_e164 = mobile_of(mobile) if mobile else None
    address = email_of(email) if email else None
    problems = user_name_problems(user_name, staff=True)
    problems += policy_problems(password, user_name=user_name, mobile=number_e164)
    if mobile and number_e164 is None:
        problems.append(at("mobile", "mobile_form"))
    if email and address is None:
        problems.append(at("email", "email_form"))
    problems += _unknown_groups(groups)
    refuse([*problems, *taken(work, user_name, number_e164, address)])
    user = User(
        user_name=user_name,
        user_name_key=key_of(user_name),
        full_name=full_name,
        kind=kind,
        mobile=number_e164,
        mobile_verified_at=work.now if number_e164 else None,
        email=address,
        email_key=key_of(address) if address else None,
        email_verified_at=work.now if address else None,
        locale=locale,
        created_at=work.now,
    )
    insert_user(work, user, password, must_change=must_change_password)
    _grant(work, user.id, groups)
    _members_changed(work, groups)
    return account(work, user.id)


def set_groups(work: Work, user_id: str, groups: frozenset[str]) -> None:
    """Make `groups` the groups of a user: grants what is missing, takes away the rest.

    Raises: NotFound; Invalid: a group is unknown, or no administrator would remain.
    """
    owner = account(work, user_id)
    refuse(_unknown_groups(groups))
    if "admin" in owner.groups - groups:
        _keep_an_admin(work, user_id)
    gone = owner.groups - groups
    work.session.execute(delete(RoleGrant).where(RoleGrant.user_id == user_id, RoleGrant.group_id.in_(gone)))
    _grant(work, user_id, groups - owner.groups)
    if groups != owner.groups:
        revocation.roles_changed(work, user_id)
    note_people(work, [user_id])
    _members_changed(work, groups ^ owner.groups, user_id)


def _members_changed(work: Work, groups: frozenset[str], *user_ids: str) -> None:
    """Have open tasks looked after: perhaps nobody may take one any more, or somebody may now."""
    if working := {group for group in groups if is_colleague([group])}:
        work.jobs.defer(MEMBERS_CHANGED, {"groups": sorted(working), "users": list(user_ids)})


def set_leads(work: Work, user_id: str, groups: frozenset[str]) -> None:
    """Make a user the lead of those of their groups that are among `groups`, and of no other."""
    work.session.execute(
        update(RoleGrant)
        .where(RoleGrant.user_id == user_id)
        .values(is_lead=RoleGrant.group_id.in_(groups))
        .execution_options(synchronize_session=False)
    )


def _grant(work: Work, user_id: str, groups: frozenset[str]) -> None:
    work.session.add_all(
        RoleGrant(user_id=user_id, group_id=group, granted_at=work.now, granted_by=work.actor)
        for group in groups
    )
    work.session.flush()


def _unknown_groups(groups: frozenset[str]) -> list[FieldProblem]:
    return [at("groups", "group_unknown", group=group) for group in sorted(groups) if not is_group(group)]


def disable(work: Work, user_id: str) -> None:
    """Keep a user from signing in, and end their sessions.

    Raises: NotFound; Invalid: no administrator would remain.
    """
    if "admin" in account(work, user_id).groups:
        _keep_an_admin(work, user_id)
    work.session.execute(
        update(User).where(User.id == user_id, User.disabled_at.is_(None)).values(disabled_at=work.now)
    )
    revocation.void_all(work, user_id)
    _members_changed(work, account(work, user_id).groups, user_id)


def enable(work: Work, user_id: str) -> None:
    """Let a disabled user sign in again.

    Raises: NotFound.
    """
    owner = account(work, user_id)
    work.session.execute(update(User).where(User.id == user_id).values(disabled_at=None))
    _members_changed(work, owner.groups, user_id)


def _keep_an_admin(work: Work, leaving: str) -> None:
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


def set_full_name(work: Work, user_id: str, full_name: str) -> None:
    """Set the name that is shown for a user.

    Raises: NotFound.
    """
    user = work.session.get(User, user_id)
    if user is None:
        raise no_such_user()
    user.full_name = full_name.strip()[:80]
    work.session.flush()
