"""Closing an account 注销: asked for by its owner, carried out by a job after some days, if not taken back.

Seven days lie within the fifteen working days in which a platform has to close an account. What stands in the
way is looked at twice: when it is asked for and when it is carried out. The person's organisations are held
before that: an order, a demand or a voucher that somebody else is writing down refers to one of them, so it
is waited for. All of it is one transaction: a run that is killed leaves the account open, and is made again.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import func, select

from workflows.ground.audit.log import Subject, record
from workflows.ground.clock import SHANGHAI
from workflows.ground.db import new_id
from workflows.ground.errors import Forbidden, InvalidState
from workflows.ground.work import Work
from workflows.notices.telling import tell
from workflows.outbox import posting
from workflows.own_account.models import AccountClosing
from workflows.own_account.organisations_left import in_the_way
from workflows.own_account.values import ClosingState, ClosingView
from workflows.people.departures import InTheWay, departures, places_of
from workflows.people.identity import administration
from workflows.people.identity.password_again import check_password
from workflows.people.identity.queries import account, acting_account
from workflows.people.identity.roles import is_staff
from workflows.people.identity.values import Account, AttemptRefused
from workflows.people.organisations import operations as organisations
from workflows.people.organisations.operations import hold_own
from workflows.people.organisations.queries import memberships

JOB = "account.close"
TAKEN_BACK_WITHIN = timedelta(days=7)
_LOCK = 0x636C6F73


def obstacles(work: Work, user_id: str) -> list[InTheWay]:
    """Return what a person has to settle before the account can be closed."""
    own = [one for room in departures() for one in room.of_person(work, user_id)]
    places = [one for place in memberships(work, user_id) for one in in_the_way(work, place, user_id)]
    return [*own, *places]


def ask(work: Work, typed: str) -> AttemptRefused | None:
    """Have the acting user's account closed, after the password `typed`; None when it is on its way.

    Asked again while it is on its way, nothing changes.

    Raises: Forbidden: it is one of the platform's staff; InvalidState: something stands in the way.
    """
    owner = acting_account(work)
    _refuse_staff(owner)
    if (refused := check_password(work, typed)) is not None:
        return refused
    _one_at_a_time(work, owner.id)
    if _waiting(work, owner.id) is not None:
        return None
    hold_own(work, owner.id)
    if obstacles(work, owner.id):
        raise InvalidState("own_account.closing_in_the_way")
    row = AccountClosing(
        id=new_id(), user_id=owner.id, state="waiting", asked_at=work.now, due_at=work.now + TAKEN_BACK_WITHIN
    )
    work.session.add(row)
    work.session.flush()
    work.jobs.defer(JOB, {"id": row.id}, run_at=row.due_at)
    record(work, "account.closing_asked", _subject(owner))
    tell(work, owner.id, "account_closing_asked", {"until": _shown(row.due_at)})
    return None


def take_back(work: Work) -> bool:
    """Let the acting user's account stay open; return whether its closing was on its way."""
    owner = acting_account(work)
    _one_at_a_time(work, owner.id)
    row = _waiting(work, owner.id)
    if row is None:
        return False
    _end(work, row, "taken_back")
    record(work, "account.closing_taken_back", _subject(owner))
    tell(work, owner.id, "account_closing_taken_back", {})
    return True


def carry_out(work: Work, closing_id: str) -> None:
    """Close an account whose time has come; not where the closing was taken back, or has been carried out.

    Where something stands in the way by now it stays open, and its owner is told.
    """
    asked = work.session.get(AccountClosing, closing_id)
    if asked is None:
        return
    _one_at_a_time(work, asked.user_id)
    row = _waiting(work, asked.user_id)
    if row is None or row.id != closing_id:
        return
    owner = account(work, row.user_id)
    hold_own(work, owner.id)
    if is_staff(owner.groups) or obstacles(work, owner.id):
        _end(work, row, "refused")
        record(work, "account.closing_refused", _subject(owner))
        tell(work, owner.id, "account_closing_refused", {})
        return
    _close(work, owner, "account.closed")
    _end(work, row, "closed")


def close_now(work: Work, user_id: str) -> None:
    """Close an account at once, as an administrator wants it; who may is the caller's.

    Raises: NotFound; InvalidState: something stands in the way; Invalid: no administrator would remain.
    """
    _one_at_a_time(work, user_id)
    hold_own(work, user_id)
    if obstacles(work, user_id):
        raise InvalidState("own_account.closing_in_the_way")
    if (row := _waiting(work, user_id)) is not None:
        _end(work, row, "closed")
    _close(work, account(work, user_id), "account.closed_by_administrator")


def _close(work: Work, owner: Account, action: str) -> None:
    for place, room in places_of(work, owner.id):
        room.leave(work, owner.id, place.id)
    for organisation_id, role in memberships(work, owner.id).items():
        if role == "owner":
            for room in departures():
                room.close_organisation(work, organisation_id)
        organisations.leave(work, organisation_id, owner.id)
    keeps_name = any(room.keeps(work, owner.id) for room in departures())
    record(work, action, _subject(owner), {"closed": False}, {"closed": True})
    for room in departures():
        room.erase(work, owner.id)
    administration.close(work, owner.id, keeps_name=keeps_name)
    posting.forget_address(work, email=owner.email, mobile=owner.mobile)
    if owner.email:
        posting.send_mail(work, owner.email, "account_closed", {"name": owner.shown_name}, owner.locale)
    elif owner.mobile:
        posting.send_sms(work, owner.mobile, "account_closed", {"name": owner.shown_name}, owner.locale)


def newest(work: Work, user_id: str) -> ClosingView | None:
    """Return the closing of a person's account that was asked for last, None if none was."""
    row = work.session.scalar(
        select(AccountClosing)
        .where(AccountClosing.user_id == user_id)
        .order_by(AccountClosing.id.desc())
        .limit(1)
    )
    if row is None:
        return None
    return ClosingView(cast("ClosingState", row.state), row.asked_at, row.due_at, row.ended_at)


def is_closed_by_others(owner: Account) -> bool:
    """Tell whether only administrators close this account: it is one of the platform's staff."""
    return is_staff(owner.groups)


def _refuse_staff(owner: Account) -> None:
    if is_closed_by_others(owner):
        raise Forbidden("own_account.staff_by_administrators")


def _one_at_a_time(work: Work, user_id: str) -> None:
    """Let asking, taking back and carrying out wait for each other."""
    work.session.execute(select(func.pg_advisory_xact_lock(_LOCK, func.hashtext(user_id))))


def _waiting(work: Work, user_id: str) -> AccountClosing | None:
    rows = select(AccountClosing).where(AccountClosing.user_id == user_id, AccountClosing.state == "waiting")
    return work.session.scalar(rows.execution_options(populate_existing=True))


def _end(work: Work, row: AccountClosing, state: ClosingState) -> None:
    row.state, row.ended_at = state, work.now
    work.session.flush()


def _shown(moment: datetime) -> str:
    return f"{moment.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"


def _subject(owner: Account) -> Subject:
    return Subject("user", owner.id, owner.shown_name)
