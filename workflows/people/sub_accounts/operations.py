"""All writes of sub-accounts: making, changing, deleting them, and their first passwords.

Each command asks two things: whether the viewer manages sub-accounts at all, and whether they hold everything
that the sub-account in question may do. So nobody gets more through a second account than through their own.
"""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from workflows.ground.audit.log import Subject, record
from workflows.ground.errors import FieldProblem, Forbidden, Invalid, InvalidState, NotFound
from workflows.ground.work import Work
from workflows.people.identity import administration, credentials, lockout, sessions
from workflows.people.identity.contacts import mobile_of, user_name_problems
from workflows.people.identity.groups import revoke
from workflows.people.identity.passwords import invented_password, policy_problems
from workflows.people.identity.queries import account, groups_of, identifier_key
from workflows.people.organisations import operations as organisations
from workflows.people.organisations.menus import MENUS, menus_of
from workflows.people.organisations.queries import organisation, organisation_view, organisations_of
from workflows.people.organisations.values import OrganisationView
from workflows.people.policies.team import may_give, may_settle_in
from workflows.people.sub_accounts.models import SubAccount
from workflows.people.sub_accounts.queries import sub_account
from workflows.people.sub_accounts.values import Colleague, FirstPassword, SubAccountView
from workflows.people.viewer import Viewer, require

NAME_LIMIT, POSITION_LIMIT = 40, 40
_MOBILE = re.compile(r"1\d{10}", re.ASCII)


def add(
    work: Work, viewer: Viewer, organisation_id: str, *, user_name: str, person: Colleague, password: str = ""
) -> FirstPassword:
    """Make a sub-account; without `password` one is invented. Its owner replaces it at the first sign-in.

    Its name is one of the organisation's own: nobody learns from it what strangers are called.

    Raises: NotFound: the organisation is not the viewer's; Forbidden: the viewer does not manage its
        sub-accounts; Invalid: at the field.
    """
    own = _managed(work, viewer, organisation_id)
    require(own.certified, "sub_accounts.not_yours")
    name, chosen = user_name.strip(), password or invented_password()
    problems = user_name_problems(name)
    if password:
        problems += policy_problems(password, user_name=name, mobile=mobile_of(person.mobile))
    problems += _person_problems(work, viewer, own, person)
    _refuse(problems)
    made = administration.create_account(
        work,
        user_name=name,
        password=chosen,
        kind=own.kind,
        full_name=person.full_name.strip(),
        groups=frozenset({own.kind}),
        must_change_password=True,
        organisation_number=own.number,
    )
    row = SubAccount(
        user_id=made.id,
        organisation_id=own.id,
        mobile=person.mobile.strip(),
        position=person.position.strip(),
        created_by=viewer.user_id,
        created_at=work.now,
    )
    _write(work, row)
    organisations.join(work, own.id, made.id, "member", person.menus)
    record(work, "sub_account.created", Subject("user", made.id, made.shown_name), {}, _facts(person))
    return FirstPassword(made.id, made.user_name, made.full_name, chosen)


def change(work: Work, viewer: Viewer, organisation_id: str, user_id: str, person: Colleague) -> None:
    """Change name, mobile, position and menus; what was taken away is gone with the next click.

    Raises: NotFound; Forbidden: not the viewer's to manage; InvalidState: their own; Invalid: at the field.
    """
    own, row, before = _held(work, viewer, organisation_id, user_id)
    _refuse(_person_problems(work, viewer, own, person, but=user_id))
    administration.set_full_name(work, user_id, person.full_name)
    row.mobile, row.position = person.mobile.strip(), person.position.strip()
    _write(work, row)
    organisations.join(work, own.id, user_id, "member", person.menus)
    former = Colleague(before.full_name, before.mobile, before.position, before.menus)
    if _facts(former) != _facts(person):
        record(
            work,
            "sub_account.changed",
            Subject("user", user_id, person.full_name),
            _facts(former),
            _facts(person),
        )


def leave(work: Work, user_id: str) -> str:
    """End the sub-account of a person who leaves by themselves; return the id of its organisation.

    What `remove` says of it holds here too. Raises: NotFound: there is none.
    """
    row = work.session.get(SubAccount, user_id, with_for_update=True, populate_existing=True)
    if row is None or row.deleted_at is not None:
        raise NotFound("sub_accounts.not_found")
    own = organisation_view(organisations.locked(work, row.organisation_id))
    person = account(work, user_id)
    _end(work, own, row, user_id)
    menus = {"organisation": own.id}
    record(work, "sub_account.left", Subject("user", user_id, person.shown_name), menus, {})
    return own.id


def remove(work: Work, viewer: Viewer, organisation_id: str, user_id: str) -> None:
    """Delete a sub-account: the membership ends, its sessions end at once, what it did stays told.

    The account itself is closed, unless its owner has another role on the platform by now.

    Raises: NotFound; Forbidden: not the viewer's to manage; InvalidState: their own.
    """
    own, row, before = _held(work, viewer, organisation_id, user_id)
    _end(work, own, row, viewer.user_id)
    record(
        work,
        "sub_account.deleted",
        Subject("user", user_id, before.full_name),
        {"menus": sorted(before.menus)},
        {"menus": []},
    )


def _end(work: Work, own: OrganisationView, row: SubAccount, by: str) -> None:
    row.deleted_at, row.deleted_by = work.now, by
    organisations.leave(work, own.id, row.user_id)
    sessions.end_all(work, row.user_id)
    if acts_elsewhere(work, own, row.user_id):
        _take_group(work, own, row.user_id)
    else:
        administration.disable(work, row.user_id)


def reset_password(work: Work, viewer: Viewer, organisation_id: str, user_id: str) -> FirstPassword:
    """Give a sub-account a new first password and end its sessions.

    Raises: NotFound; Forbidden: not the viewer's to manage; InvalidState: their own, or its owner also acts
        in another role, into which the organisation must not get by a password.
    """
    own, _, before = _held(work, viewer, organisation_id, user_id)
    if acts_elsewhere(work, own, user_id):
        raise InvalidState("sub_accounts.acts_elsewhere")
    password = invented_password()
    credentials.set_password(work, user_id, password)
    keys = (lockout.account_key(user_id), lockout.typed_key(identifier_key(before.user_name)))
    lockout.forget(work, *keys)
    record(work, "sub_account.password_reset", Subject("user", user_id, before.full_name), {}, {})
    return FirstPassword(user_id, before.user_name, before.full_name, password)


def acts_elsewhere(work: Work, own: OrganisationView, user_id: str) -> bool:
    """Return whether a sub-account's owner holds another role, or belongs to another organisation."""
    others = [place.id for place in organisations_of(work, user_id) if place.id != own.id]
    return bool(others) or bool(groups_of(work, user_id) - {own.kind})


def _take_group(work: Work, own: OrganisationView, user_id: str) -> None:
    if all(place.kind != own.kind for place in organisations_of(work, user_id)):
        revoke(work, user_id, own.kind)


def _managed(work: Work, viewer: Viewer, organisation_id: str) -> OrganisationView:
    """Return the organisation whose sub-accounts the viewer manages, certified or not any more."""
    own = organisation(work, viewer, organisation_id)
    require(may_settle_in(viewer, own, "sub_accounts"), "sub_accounts.not_yours")
    return own


def _held(
    work: Work, viewer: Viewer, organisation_id: str, user_id: str
) -> tuple[OrganisationView, SubAccount, SubAccountView]:
    """Hold a sub-account that the viewer may manage, as it is now."""
    own = _managed(work, viewer, organisation_id)
    row = work.session.get(SubAccount, user_id, with_for_update=True, populate_existing=True)
    if row is None or row.organisation_id != own.id or row.deleted_at is not None:
        raise NotFound("sub_accounts.not_found")
    if user_id == viewer.user_id:
        raise InvalidState("sub_accounts.own_account")
    before = sub_account(work, viewer, own.id, user_id)
    if not may_give(viewer, own.id, before.menus):
        raise Forbidden("sub_accounts.holds_more")
    return own, row, before


def _person_problems(
    work: Work, viewer: Viewer, own: OrganisationView, person: Colleague, *, but: str = ""
) -> list[FieldProblem]:
    problems = []
    if not person.full_name.strip():
        problems.append(_at("full_name", "name_required"))
    for field, typed, limit in (
        ("full_name", person.full_name, NAME_LIMIT),
        ("position", person.position, POSITION_LIMIT),
    ):
        if len(typed.strip()) > limit:
            problems.append(_at(field, "too_long", limit=limit))
    if not _MOBILE.fullmatch(person.mobile.strip()):
        problems.append(_at("mobile", "mobile_form"))
    elif _mobile_taken(work, own.id, person.mobile.strip(), but):
        problems.append(_at("mobile", "mobile_taken"))
    if not person.menus <= set(menus_of(own.kind)):
        problems.append(_at("menus", "menu_unknown"))
    elif not may_give(viewer, own.id, person.menus):
        problems.append(_at("menus", "menu_not_held"))
    return problems


def _mobile_taken(work: Work, organisation_id: str, mobile: str, but: str) -> bool:
    same = select(SubAccount.user_id).where(
        SubAccount.organisation_id == organisation_id,
        SubAccount.mobile == mobile,
        SubAccount.deleted_at.is_(None),
        SubAccount.user_id != but,
    )
    return work.session.scalar(same) is not None


def _write(work: Work, row: SubAccount) -> None:
    try:
        with work.session.begin_nested():
            work.session.add(row)
            work.session.flush()
    except IntegrityError as error:
        if "uq_sub_accounts_mobile" not in str(error.orig):
            raise
        raise Invalid("sub_accounts.invalid", [_at("mobile", "mobile_taken")]) from error


def _facts(person: Colleague) -> dict[str, Any]:
    return {
        "full_name": person.full_name.strip(),
        "mobile": person.mobile.strip(),
        "position": person.position.strip(),
        "menus": [menu for menu in MENUS if menu in person.menus],
    }


def _at(field: str, name: str, **params: Any) -> FieldProblem:
    return FieldProblem(field, f"sub_accounts.{name}", params)


def _refuse(problems: list[FieldProblem]) -> None:
    if problems:
        raise Invalid("sub_accounts.invalid", problems)
