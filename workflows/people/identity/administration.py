"""Accounts as the administration handles them: making, closing, renaming. Their groups: `groups`."""

from __future__ import annotations

from sqlalchemy import update

from workflows.ground.errors import InvalidState
from workflows.ground.work import Work
from workflows.people.authority_changed import authority_changed
from workflows.people.identity import credentials, interrupted, payment_passwords, revocation, second_factor
from workflows.people.identity.contacts import (
    email_of,
    key_of,
    mobile_of,
    name_within,
    user_name_problems,
)
from workflows.people.identity.errors import at, no_such_user, refuse
from workflows.people.identity.groups import grant, keep_an_admin, revoke, unknown_groups
from workflows.people.identity.models import User
from workflows.people.identity.passwords import policy_problems
from workflows.people.identity.queries import account
from workflows.people.identity.uniqueness import insert_user, taken
from workflows.people.identity.values import Account, Kind, Locale


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
    organisation_number: int | None = None,
) -> Account:
    """Make an account on behalf of the administration, for demonstrations, or of an organisation.

    With `organisation_number` the name is one among those of that organisation, and ends with the number.

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
    problems += unknown_groups(groups)
    if organisation_number is not None:
        user_name = name_within(user_name, organisation_number)
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
    grant(work, user.id, *groups)
    return account(work, user.id)


def disable(work: Work, user_id: str) -> None:
    """Keep a user from signing in, and end their sessions.

    Raises: NotFound; Invalid: no administrator would remain.
    """
    if "admin" in account(work, user_id).groups:
        keep_an_admin(work, user_id)
    work.session.execute(
        update(User).where(User.id == user_id, User.disabled_at.is_(None)).values(disabled_at=work.now)
    )
    revocation.void_all(work, user_id)
    authority_changed(work, [user_id], account(work, user_id).groups)


def enable(work: Work, user_id: str) -> None:
    """Let a disabled user sign in again.

    Raises: NotFound; InvalidState: the account is closed for good.
    """
    owner = account(work, user_id)
    if owner.closed:
        raise InvalidState("identity.closed")
    work.session.execute(update(User).where(User.id == user_id).values(disabled_at=None))
    authority_changed(work, [user_id], owner.groups)


NAMELESS = "—"
"""What stands for the names of somebody whom no record has to name any more."""


def close(work: Work, user_id: str, *, keeps_name: bool) -> None:
    """Close an account for good: nobody signs in with it, and what only signing in needed is deleted.

    Mobile number and e-mail address are free again. With `keeps_name` the names stay, as records name the
    person by them, and nobody else gets the user name; without, they go too.

    Raises: NotFound; Invalid: no administrator would remain.
    """
    groups = account(work, user_id).groups
    revoke(work, user_id, *groups)
    disable(work, user_id)
    credentials.forget(work, user_id)
    payment_passwords.forget(work, user_id)
    second_factor.forget(work, user_id)
    interrupted.forget(work, user_id)
    user = work.session.get_one(User, user_id, with_for_update=True, populate_existing=True)
    user.mobile = user.mobile_verified_at = None
    user.email = user.email_key = user.email_verified_at = None
    user.closed_at = work.now
    if not keeps_name:
        user.full_name, user.user_name, user.user_name_key = "", NAMELESS, f"closed:{user_id}"
    work.session.flush()


def set_full_name(work: Work, user_id: str, full_name: str) -> None:
    """Set the name that is shown for a user.

    Raises: NotFound.
    """
    user = work.session.get(User, user_id)
    if user is None:
        raise no_such_user()
    user.full_name = full_name.strip()[:80]
    work.session.flush()
