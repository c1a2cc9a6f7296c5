"""Reading sub-accounts."""

from __future__ import annotations

from sqlalchemy import ColumnElement, func, select

from workflows.ground.errors import NotFound
from workflows.ground.work import Work
from workflows.people.identity.models import Credential, LoginSession, User
from workflows.people.organisations.models import Member
from workflows.people.sub_accounts.models import SubAccount
from workflows.people.sub_accounts.values import SubAccountView
from workflows.people.viewer import Viewer, require


def sub_accounts(
    work: Work,
    viewer: Viewer,
    organisation_id: str,
    *,
    text: str = "",
    after: str | None = None,
    limit: int = 20,
) -> list[SubAccountView]:
    """Return a page of an organisation's sub-accounts, the newest first; one statement.

    `text` is part of a name, user name or mobile; `after` the user id of the last row of the page before.

    Raises: Forbidden: the viewer does not manage them.
    """
    require(viewer.may(organisation_id, "sub_accounts"), "sub_accounts.not_yours")
    where: list[ColumnElement[bool]] = [SubAccount.organisation_id == organisation_id]
    if text.strip():
        columns = (User.full_name, User.user_name, SubAccount.mobile)
        matches = [column.icontains(text.strip(), autoescape=True) for column in columns]
        where.append(matches[0] | matches[1] | matches[2])
    if after is not None:
        where.append(SubAccount.user_id < after)
    return _views(work, *where, limit=limit)


def sub_account(work: Work, viewer: Viewer, organisation_id: str, user_id: str) -> SubAccountView:
    """Return one sub-account. Raises: Forbidden: the viewer does not manage them; NotFound."""
    require(viewer.may(organisation_id, "sub_accounts"), "sub_accounts.not_yours")
    views = _views(
        work, SubAccount.organisation_id == organisation_id, SubAccount.user_id == user_id, limit=1
    )
    if not views:
        raise NotFound("sub_accounts.not_found")
    return views[0]


def _views(work: Work, *where: ColumnElement[bool], limit: int) -> list[SubAccountView]:
    last_seen = (
        select(func.max(LoginSession.last_seen_at))
        .where(LoginSession.user_id == SubAccount.user_id)
        .scalar_subquery()
    )
    rows = (
        select(SubAccount, User.user_name, User.full_name, Member.menus, Credential.must_change, last_seen)
        .join(User, User.id == SubAccount.user_id)
        .join(
            Member,
            (Member.user_id == SubAccount.user_id) & (Member.organisation_id == SubAccount.organisation_id),
        )
        .outerjoin(Credential, Credential.user_id == SubAccount.user_id)
        .where(SubAccount.deleted_at.is_(None), *where)
        .order_by(SubAccount.user_id.desc())
        .limit(limit)
        .execution_options(populate_existing=True)
    )
    return [
        SubAccountView(
            user_id=row.user_id,
            organisation_id=row.organisation_id,
            user_name=user_name,
            full_name=full_name,
            mobile=row.mobile,
            position=row.position,
            menus=frozenset(menus),
            created_at=row.created_at,
            last_seen_at=seen_at,
            must_change_password=bool(must_change),
        )
        for row, user_name, full_name, menus, must_change, seen_at in work.session.execute(rows)
    ]


def is_sub_account(work: Work, organisation_id: str, user_id: str) -> bool:
    """Return whether a person is in an organisation by a sub-account that was not deleted."""
    row = work.session.get(SubAccount, user_id)
    return row is not None and row.organisation_id == organisation_id and row.deleted_at is None
