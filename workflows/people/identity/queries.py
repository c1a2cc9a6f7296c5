"""Reading accounts. Everything that leaves is a value of `values.py`."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import LiteralString, cast

from sqlalchemy import ARRAY, ColumnElement, Text, func, literal, or_, select, true, tuple_

from workflows.ground.db import among
from workflows.ground.work import Work
from workflows.people.identity.agreements import AGREEMENTS, agreement
from workflows.people.identity.contacts import email_of, key_of, mobile_of
from workflows.people.identity.errors import no_such_user
from workflows.people.identity.models import Consent, Credential, RoleGrant, User
from workflows.people.identity.values import Account, Kind, Locale

PAGE_ROWS = 50
# Every page asks for these, so they go straight to the driver. The columns are those of `Account`.
_BY_ID: LiteralString = """
SELECT u.id, u.user_name, u.full_name, u.kind, u.mobile, u.email,
    u.email_verified_at IS NOT NULL AS email_verified, u.locale,
    ARRAY(SELECT group_id FROM role_grant WHERE user_id = u.id) AS groups, u.created_at,
    u.disabled_at IS NOT NULL AS disabled, u.closed_at IS NOT NULL AS closed,
    coalesce(c.must_change, false) AS must_change_password
FROM user_account u LEFT JOIN user_credential c ON c.user_id = u.id
WHERE u.id = ANY(%s) ORDER BY u.user_name_key, u.id
"""
PLATFORM_ACTOR = "system"
"""Who acts in what nobody asked for: timers, and the jobs of the platform."""
_NAMES: LiteralString = "SELECT id, full_name, user_name FROM user_account WHERE id = ANY(%s)"


def account(work: Work, user_id: str) -> Account:
    """Return one account.

    Raises: NotFound: there is none with this id.
    """
    by_id = accounts(work, [user_id])
    if not by_id:
        raise no_such_user()
    return by_id[user_id]


def acting_account(work: Work) -> Account:
    """Return the account that acts in this transaction.

    Raises: NotFound: nobody is signed in.
    """
    return account(work, work.actor or "")


def accounts(work: Work, user_ids: Iterable[str]) -> dict[str, Account]:
    """Return the accounts that exist among `user_ids`, by id, with a constant number of statements."""
    wanted = sorted(set(user_ids))
    if not wanted:
        return {}
    work.transaction.write_session()
    rows = work.transaction.rows_once(_BY_ID, (wanted,))
    return {row["id"]: Account(**{**row, "groups": frozenset(row["groups"])}) for row in rows}


def shown_names(work: Work, user_ids: Collection[str]) -> dict[str, str]:
    """Return {user id: name to show} for those who exist; one statement, none for the platform itself."""
    wanted = [one for one in user_ids if one != PLATFORM_ACTOR]
    if not wanted:
        return {}
    work.transaction.write_session()
    rows = work.transaction.rows(_NAMES, (wanted,))
    return {row["id"]: row["full_name"] or row["user_name"] for row in rows}


def groups_of(work: Work, user_id: str) -> frozenset[str]:
    """Return the groups that a user belongs to; none for an unknown or a disabled user."""
    return frozenset(
        work.session.scalars(
            select(RoleGrant.group_id)
            .join(User, User.id == RoleGrant.user_id)
            .where(RoleGrant.user_id == user_id, User.disabled_at.is_(None))
        )
    )


def grants_by_person(
    work: Work, user_ids: Collection[str]
) -> dict[str, tuple[frozenset[str], frozenset[str]]]:
    """Return {user id: (groups, those of them that the person leads)} by one statement.

    Only of those among `user_ids` who hold any and can sign in.
    """
    groups = func.array_agg(RoleGrant.group_id, type_=ARRAY(Text))
    leads = func.coalesce(groups.filter(RoleGrant.is_lead), literal([], ARRAY(Text)))
    rows = (
        select(RoleGrant.user_id, groups, leads)
        .join(User, User.id == RoleGrant.user_id)
        .where(among(RoleGrant.user_id, user_ids), User.disabled_at.is_(None))
        .group_by(RoleGrant.user_id)
    )
    return {user_id: (frozenset(held), frozenset(led)) for user_id, held, led in work.session.execute(rows)}


def leads_of(work: Work, user_id: str) -> frozenset[str]:
    """Return the groups that a user leads, also of one who cannot sign in now."""
    rows = select(RoleGrant.group_id).where(RoleGrant.user_id == user_id, RoleGrant.is_lead)
    return frozenset(work.session.scalars(rows))


def leads_by_person(work: Work, groups: Collection[str]) -> dict[str, frozenset[str]]:
    """Return {user id: those of `groups` that the person leads}, of all who can sign in; one statement."""
    led = func.array_agg(RoleGrant.group_id, type_=ARRAY(Text))
    rows = (
        select(RoleGrant.user_id, led)
        .join(User, User.id == RoleGrant.user_id)
        .where(among(RoleGrant.group_id, groups), RoleGrant.is_lead, User.disabled_at.is_(None))
        .group_by(RoleGrant.user_id)
    )
    return {user_id: frozenset(of_person) for user_id, of_person in work.session.execute(rows)}


def members_of(work: Work, group_id: str) -> list[str]:
    """Return the ids of the users who belong to a group and can sign in, in the order of their names."""
    return list(
        work.session.scalars(
            select(User.id)
            .join(RoleGrant, RoleGrant.user_id == User.id)
            .where(RoleGrant.group_id == group_id, User.disabled_at.is_(None))
            .order_by(User.user_name_key)
        )
    )


def id_by_identifier(work: Work, identifier: str) -> str | None:
    """Return whose user name, mobile number or e-mail address `identifier` is. One statement in any case."""
    return work.session.scalar(select(User.id).where(_named_by(identifier)))


def id_by_mobile(work: Work, mobile: str | None) -> str | None:
    """Return whose mobile number (E.164) this is."""
    return work.session.scalar(select(User.id).where(User.mobile == mobile))


def id_by_address(work: Work, address: str | None) -> str | None:
    """Return whose mobile number or confirmed e-mail address this is, in the spelling of `address_of`."""
    confirmed = (User.email_key == address) & User.email_verified_at.is_not(None)
    return work.session.scalar(select(User.id).where((User.mobile == address) | confirmed))


def identifier_key(identifier: str) -> str:
    """Return the one spelling of what somebody typed to name an account."""
    return mobile_of(identifier) or key_of(email_of(identifier) or identifier)


def search(
    work: Work,
    *,
    text: str = "",
    group_id: str | None = None,
    disabled: bool | None = None,
    after: tuple[str, str] | None = None,
    limit: int = PAGE_ROWS,
) -> list[Account]:
    """Return up to `limit` accounts by user name, for the administration.

    `text` is part of a user name, full name, mobile or e-mail; `group_id` may be `window` or `cluster` for
    any of them; `after` is (user_name_key, id) of the last row of the page before.
    """
    where: list[ColumnElement[bool]] = []
    if text.strip():
        columns = (User.user_name, User.full_name, User.mobile, User.email)
        where.append(or_(*(column.icontains(text.strip(), autoescape=True) for column in columns)))
    if group_id:
        scoped = group_id in {"window", "cluster"}
        held = (
            RoleGrant.group_id.startswith(f"{group_id}:", autoescape=True)
            if scoped
            else RoleGrant.group_id == group_id
        )
        where.append(User.id.in_(select(RoleGrant.user_id).where(held)))
    if disabled is not None:
        where.append(User.disabled_at.is_not(None) if disabled else User.disabled_at.is_(None))
    if after:
        where.append(tuple_(User.user_name_key, User.id) > tuple_(*after))
    return _accounts(work, *where, limit=limit)


def owes_consent(work: Work, owner: Account) -> bool:
    """Tell whether somebody agreed to the agreements once, but not to their present versions.

    Accounts that the administration made have agreed to nothing and are not asked.
    """
    rows = select(Consent.agreement, Consent.version).where(Consent.user_id == owner.id)
    agreed = {(row.agreement, row.version) for row in work.session.execute(rows)}
    present = {(name, agreement(name, owner.locale).version) for name in AGREEMENTS}
    return bool(agreed) and not present <= agreed


def members_by_group(work: Work, prefixes: Iterable[str]) -> dict[str, tuple[tuple[str, str], ...]]:
    """Return {group: ((user id, shown name), …)} of those who can sign in, by one statement.

    Only groups that begin with one of `prefixes`.
    """
    rows = work.session.execute(
        select(RoleGrant.group_id, User.id, User.full_name, User.user_name)
        .join(User, User.id == RoleGrant.user_id)
        .where(or_(*(RoleGrant.group_id.startswith(prefix, autoescape=True) for prefix in prefixes)))
        .where(User.disabled_at.is_(None))
        .order_by(RoleGrant.group_id, User.user_name_key)
    )
    by_group: dict[str, tuple[tuple[str, str], ...]] = {}
    for group_id, user_id, full_name, user_name in rows:
        by_group[group_id] = (*by_group.get(group_id, ()), (user_id, full_name or user_name))
    return by_group


def first_members(work: Work, groups: Iterable[str], most: int) -> dict[str, tuple[tuple[str, str], ...]]:
    """Return {group: ((user id, shown name), …)} of the `most` first accounts of each that can sign in.

    One statement, along an index of each group: however many people there are.
    """
    named = func.unnest(literal(sorted(groups), ARRAY(Text))).table_valued("id").render_derived()
    some = (
        select(User.id, func.coalesce(func.nullif(User.full_name, ""), User.user_name).label("name"))
        .join(RoleGrant, RoleGrant.user_id == User.id)
        .where(RoleGrant.group_id == named.c.id, User.disabled_at.is_(None))
        .order_by(RoleGrant.user_id)
        .limit(most)
        .lateral()
    )
    rows = select(named.c.id, some.c.id, some.c.name).select_from(named.join(some, true()))
    by_group: dict[str, list[tuple[str, str]]] = {}
    for group, user_id, name in work.session.execute(rows):
        by_group.setdefault(group, []).append((user_id, name))
    return {group: tuple(people) for group, people in by_group.items()}


def count_accounts(work: Work, *, most: int | None = None) -> int:
    """Return how many accounts there are; further ones than `most` are not counted."""
    some = select(User.id).limit(most).subquery()
    return work.session.scalar(select(func.count()).select_from(some)) or 0


def _named_by(identifier: str) -> ColumnElement[bool]:
    key = key_of(identifier)
    # A user name begins with a letter, and behind an @ has nothing but digits, which no mail domain is: one
    # text names one account at most.
    return or_(
        User.user_name_key == key,
        User.mobile == (mobile_of(identifier) or ""),
        User.email_key == key_of(email_of(identifier) or key),
    )


def _accounts(work: Work, *where: ColumnElement[bool], limit: int | None = None) -> list[Account]:
    own = select(RoleGrant.group_id).where(RoleGrant.user_id == User.id).correlate(User)
    rows = work.session.execute(
        select(
            User,
            func.coalesce(Credential.must_change, False),
            func.array(own.scalar_subquery(), type_=ARRAY(Text)),
        )
        .outerjoin(Credential, Credential.user_id == User.id)
        .where(*where)
        .order_by(User.user_name_key, User.id)
        .limit(limit)
        .execution_options(populate_existing=True)
    )
    return [_value(user, frozenset(groups), must_change=must_change) for user, must_change, groups in rows]


def _value(user: User, groups: frozenset[str], *, must_change: bool) -> Account:
    return Account(
        id=user.id,
        user_name=user.user_name,
        full_name=user.full_name,
        kind=cast("Kind", user.kind),
        mobile=user.mobile,
        email=user.email,
        email_verified=user.email_verified_at is not None,
        locale=cast("Locale", user.locale),
        groups=groups,
        created_at=user.created_at,
        disabled=user.disabled_at is not None,
        closed=user.closed_at is not None,
        must_change_password=must_change,
    )
