"""Closing an account: what stands in the way, what is left, and that nothing is half closed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from tests.factories.people import PASSWORD, staff, viewer
from tests.factories.seals import sealed
from tests.waiting import until
from tests.workflows.business.agents.conftest import Company
from tests.workflows.business.ledger.test_random_operations import waits_for_a_lock
from tests.workflows.business.vouchers.conftest import certified_enterprise, granted, opened
from tests.workflows.business.wallet.conftest import receive
from tests.workflows.conftest import FixedClock
from tests.workflows.people.identity.conftest import MOBILE, Person
from workflows.administration import users
from workflows.approvals.cases.drafts import load_draft, save_draft
from workflows.bootstrap import Platform
from workflows.business.seals.queries import has_valid_seal
from workflows.business.vouchers.expiry import give_up
from workflows.ground.audit.models import AuditEntry
from workflows.ground.errors import Forbidden, Invalid, InvalidState
from workflows.notices.models import Message
from workflows.outbox.models import Mail
from workflows.own_account import closing
from workflows.own_account.models import AccountClosing
from workflows.people.identity import sign_in
from workflows.people.identity.queries import account, id_by_identifier
from workflows.people.identity.sessions import live_sessions, open_session
from workflows.people.identity.sign_in import Browser
from workflows.people.identity.values import Account, AttemptRefused, SignInRefused
from workflows.people.organisations.queries import organisations_of
from workflows.people.viewer_loader import viewer_of

HERE = Browser("192.0.2.7", "test")


@pytest.fixture
def owner(platform: Platform) -> Account:
    return Person(platform).register()


def ask(platform: Platform, user_id: str, typed: str = PASSWORD) -> AttemptRefused | None:
    with platform.begin(user_id) as work:
        return closing.ask(work, typed)


def in_the_way(platform: Platform, user_id: str) -> list[str]:
    with platform.begin(user_id) as work:
        return [one.code for one in closing.obstacles(work, user_id)]


def now(platform: Platform, user_id: str) -> tuple[bool, str]:
    """Return whether an account is closed, and how its newest closing stands."""
    with platform.begin() as work:
        newest = closing.newest(work, user_id)
        return account(work, user_id).closed, "" if newest is None else newest.state


def wait_for_it(platform: Platform, clock: FixedClock) -> None:
    clock.pass_time(days=closing.TAKEN_BACK_WITHIN.days)
    platform.engine.run_due_jobs()


def test_it_is_asked_for_once_taken_back_and_carried_out(
    platform: Platform, owner: Account, clock: FixedClock
) -> None:
    assert ask(platform, owner.id, "Wrong-horse7") is not None
    assert now(platform, owner.id) == (False, "")
    assert ask(platform, owner.id) is None
    assert ask(platform, owner.id) is None  # a double click
    with platform.begin() as work:
        assert work.session.scalar(select(func.count()).select_from(AccountClosing)) == 1
    with platform.begin(owner.id) as work:
        assert closing.take_back(work)
        assert not closing.take_back(work)
    wait_for_it(platform, clock)
    assert now(platform, owner.id) == (False, "taken_back")

    ask(platform, owner.id)
    with platform.begin(owner.id) as work:
        open_session(work, owner.id, address="192.0.2.7", user_agent="test")
        save_draft(work, owner.id, "enterprise", {"name": "草稿"})
    platform.engine.run_due_jobs()
    assert now(platform, owner.id) == (False, "waiting"), "not before its time"
    wait_for_it(platform, clock)
    assert now(platform, owner.id) == (True, "closed")
    with platform.begin() as work:
        assert live_sessions(work, owner.id, current_token=None) == []
        assert load_draft(work, owner.id, "enterprise") is None
        assert work.session.scalar(select(func.count()).where(Message.user_id == owner.id)) == 0
        row = work.session.scalars(select(AccountClosing.id).where(AccountClosing.state == "closed")).one()
        closing.carry_out(work, row)  # the job runs again
        told = select(func.count()).where(AuditEntry.action == "account.closed")
        assert work.session.scalar(told) == 1


def test_afterwards_nobody_signs_in_and_the_number_is_free(
    platform: Platform, owner: Account, clock: FixedClock
) -> None:
    person = Person(platform)
    ask(platform, owner.id)
    wait_for_it(platform, clock)
    with platform.begin() as work:
        for identifier in ("lantian_tech", MOBILE, str(owner.email)):
            answer = sign_in.by_password(
                work, identifier=identifier, password=PASSWORD, browser=HERE, **person.solve()
            )
            assert answer == SignInRefused("wrong")
        gone = account(work, owner.id)
    assert (gone.full_name, gone.mobile, gone.email) == ("", None, None), "no record names them"
    last = person.last_mail()
    assert (last.to_address, last.template) == (owner.email, "account_closed")
    assert person.register().id != owner.id, "user name, mobile and e-mail are free"


def test_who_is_named_by_records_keeps_the_name(
    platform: Platform, company: Company, clock: FixedClock
) -> None:
    owner = company.owner.user_id
    sealed(platform, owner, company.id)
    with platform.begin() as work:
        before = account(work, owner)
    assert in_the_way(platform, owner) == []
    ask(platform, owner)
    wait_for_it(platform, clock)
    with platform.begin() as work:
        gone = account(work, owner)
        assert (gone.shown_name, gone.user_name) == (before.shown_name, before.user_name)
        assert id_by_identifier(work, before.user_name) == owner, "nobody else gets the user name"
        assert organisations_of(work, owner) == []
        assert not has_valid_seal(work, company.id)


def test_what_stands_in_the_way_is_told_and_looked_at_again_when_it_is_time(
    platform: Platform, company: Company, clock: FixedClock
) -> None:
    owner = company.owner.user_id
    company.appoint()
    assert in_the_way(platform, owner) == ["own_account.agent_named"]
    with pytest.raises(InvalidState):
        ask(platform, owner)
    company.end(company.standings()[0].agent.id)
    assert ask(platform, owner) is None
    with platform.begin() as work:
        receive(work, company.id, "12.50")
    wait_for_it(platform, clock)
    assert now(platform, owner) == (False, "refused")
    with platform.begin(owner) as work:
        (left,) = closing.obstacles(work, owner)
        assert (left.code, left.page, left.params) == ("wallet.still_money", "/wallet", {"amount": "12.50"})
        newest = select(Message.template).where(Message.user_id == owner).order_by(Message.id.desc())
        assert work.session.scalars(newest).first() == "account_closing_refused"
        assert viewer_of(work).owns(company.id)


def test_what_is_being_written_down_is_waited_for_and_two_presses_are_one(
    platform: Platform, company: Company, clock: FixedClock
) -> None:
    owner = company.owner.user_id
    with platform.begin() as work:
        programme = opened(work)
    with ThreadPoolExecutor(1) as pool:
        with platform.begin(owner) as work:
            closing.ask(work, PASSWORD)
            second = pool.submit(ask, platform, owner)
            until(lambda: waits_for_a_lock(platform))
        assert second.result() is None
        clock.pass_time(days=closing.TAKEN_BACK_WITHIN.days)
        with platform.begin() as work:
            granted(work, programme.id, company.id)
            due = pool.submit(platform.engine.run_due_jobs)
            until(lambda: waits_for_a_lock(platform))
        due.result()
    assert now(platform, owner) == (False, "refused")
    with platform.begin() as work:
        assert work.session.scalar(select(func.count()).select_from(AccountClosing)) == 1


def test_a_run_that_is_killed_leaves_it_open_and_is_made_again(
    platform: Platform, owner: Account, clock: FixedClock
) -> None:
    ask(platform, owner.id)
    clock.pass_time(days=closing.TAKEN_BACK_WITHIN.days)
    with platform.begin() as work:
        closing_id = work.session.scalars(select(AccountClosing.id)).one()
    with pytest.raises(KeyboardInterrupt):
        _killed_before_the_commit(platform, closing_id)
    assert now(platform, owner.id) == (False, "waiting")
    with platform.begin() as work:
        assert work.session.scalars(select(Mail).where(Mail.template == "account_closed")).all() == []
    platform.engine.run_due_jobs()
    assert now(platform, owner.id) == (True, "closed")


def _killed_before_the_commit(platform: Platform, closing_id: str) -> None:
    with platform.begin() as work:
        closing.carry_out(work, closing_id)
        raise KeyboardInterrupt


def test_staff_are_closed_by_administrators_alone_and_for_good(platform: Platform) -> None:
    clerk, admin = staff(platform, "operator", name="张运营"), staff(platform, "admin")
    with pytest.raises(Forbidden):
        ask(platform, clerk)
    for who in (clerk, staff(platform, "department")):
        with platform.begin(who) as work, pytest.raises(Forbidden):
            users.close(work, viewer(platform, who), clerk)
    with platform.begin(admin) as work, pytest.raises(Invalid):
        users.close(work, viewer(platform, admin), admin)
    with platform.begin(admin) as work:
        users.close(work, viewer(platform, admin), clerk)
    for command in (users.unlock, users.reset_password, users.close):
        with platform.begin(admin) as work, pytest.raises(InvalidState):
            command(work, viewer(platform, admin), clerk)
    with platform.begin() as work:
        assert account(work, clerk).groups == frozenset()
        actions = set(work.session.scalars(select(AuditEntry.action).where(AuditEntry.subject_id == clerk)))
    assert "account.closed_by_administrator" in actions


def test_vouchers_that_can_still_be_used_stand_in_the_way_until_they_end_or_are_given_up(
    platform: Platform, clock: FixedClock
) -> None:
    enterprise = certified_enterprise(platform)
    with platform.begin() as work:
        voucher = granted(work, opened(work).id, enterprise.organisation_id)
        granted(work, opened(work, number="QZ-2").id, enterprise.organisation_id, number="PE-2")
    with platform.begin() as work:
        (left,) = closing.obstacles(work, enterprise.user_id)
        assert (left.code, left.page, left.params) == ("vouchers.still_unused", "/vouchers", {"count": 2})
        assert "2 张服务券" in left.message("zh-CN")
    with platform.begin(enterprise.user_id) as work:
        give_up(work, viewer_of(work), voucher.id)
        (left,) = closing.obstacles(work, enterprise.user_id)
        assert left.params == {"count": 1}
    clock.pass_time(days=201)
    assert in_the_way(platform, enterprise.user_id) == []
