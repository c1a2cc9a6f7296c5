"""Whatever lets somebody in ends with its reason: a new password, a lock, other roles."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.web.account.conftest import Visitor
from tests.workflows.conftest import FixedClock
from tests.workflows.people.identity.conftest import MOBILE, PASSWORD, Person
from workflows.bootstrap import Platform
from workflows.people.identity import administration, credentials, sessions, sign_in
from workflows.people.identity.code_requests import Asker
from workflows.people.identity.groups import set_groups
from workflows.people.identity.values import Account, SignedIn, SignInRefused

NEW = "Another-horse8"


@pytest.fixture
def person(platform: Platform) -> Person:
    return Person(platform)


@pytest.fixture
def account(person: Person, clock: FixedClock) -> Account:
    made = person.register()
    clock.pass_time(minutes=5)
    return made


def mailed_link(person: Person) -> str:
    with person.platform.begin() as work:
        asker = Asker(**person.solve())
        credentials.send_reset_link(work, email="li@lantian.example.cn", asker=asker, url="http://x/{token}")
    match = re.search(r"http://x/(\S+)", person.last_mail().body)
    assert match
    return match[1]


def change(platform: Platform, account: Account) -> None:
    with platform.begin(actor=account.id) as work:
        credentials.change_password(work, current=PASSWORD, password=NEW, password_again=NEW, keep_token=None)


def lock(platform: Platform, account: Account) -> None:
    with platform.begin() as work:
        administration.disable(work, account.id)


def give(platform: Platform, account: Account) -> None:
    with platform.begin() as work:
        set_groups(work, account.id, frozenset({"enterprise", "operator"}))


def set_by_administration(platform: Platform, account: Account) -> None:
    with platform.begin() as work:
        credentials.set_password(work, account.id, NEW)


Event = Callable[[Platform, Account], None]
EVENTS = [change, lock, give, set_by_administration]


@pytest.mark.parametrize("happens", EVENTS)
def test_a_mailed_link_ends(platform: Platform, person: Person, account: Account, happens: Event) -> None:
    token = mailed_link(person)

    happens(platform, account)

    with platform.begin() as work:
        assert not credentials.is_reset_link_live(work, token)


@pytest.mark.parametrize("happens", EVENTS)
def test_a_code_under_way_ends(platform: Platform, person: Person, account: Account, happens: Event) -> None:
    code = person.ask_code("sign_in")

    happens(platform, account)

    with platform.begin() as work:
        browser = sign_in.Browser("", "")
        assert sign_in.by_code(work, address=MOBILE, code=code, browser=browser) == SignInRefused("wrong")


def test_one_link_ends_the_other(
    platform: Platform, person: Person, account: Account, clock: FixedClock
) -> None:
    first = mailed_link(person)
    clock.pass_time(minutes=2)
    second = mailed_link(person)

    with platform.begin() as work:
        credentials.reset_by_link(work, token=second, password=NEW, password_again=NEW)

    with platform.begin() as work:
        assert not credentials.is_reset_link_live(work, first)


def token_in(browser: FlaskClient) -> str:
    with browser.session_transaction() as session:
        return str(session["_user_id"])


def test_other_roles_give_the_browser_another_token(
    app: Flask, platform: Platform, clock: FixedClock
) -> None:
    visitor = Visitor(app, platform)
    visitor.sign_up()
    before = token_in(visitor.browser)
    with platform.begin() as work:
        resumed = sessions.resume(work, before)
        assert isinstance(resumed, sessions.Resumed)
        set_groups(work, resumed.user_id, frozenset({"enterprise", "operator"}))

    assert visitor.browser.get("/account/profile").status_code == 200

    after = token_in(visitor.browser)
    assert after != before
    with platform.begin() as work:  # a request that was under way still gets through, for a minute
        assert isinstance(sessions.resume(work, before), sessions.Resumed)
    clock.pass_time(seconds=61)
    with platform.begin() as work:
        assert sessions.resume(work, before) is None
        assert isinstance(sessions.resume(work, after), sessions.Resumed)


def test_a_changed_password_gives_the_own_browser_another_token(app: Flask, platform: Platform) -> None:
    visitor = Visitor(app, platform)
    visitor.sign_up()
    before = token_in(visitor.browser)

    form = {"current": PASSWORD, "password": NEW, "password_again": NEW}
    assert visitor.browser.post("/account/password", data=form).status_code == 302
    assert visitor.browser.get("/account/profile").status_code == 200

    assert token_in(visitor.browser) != before


def test_signing_out_ends_the_former_token_too(app: Flask, platform: Platform) -> None:
    visitor = Visitor(app, platform)
    visitor.sign_up()
    before = token_in(visitor.browser)
    with platform.begin() as work:
        resumed = sessions.resume(work, before)
        assert isinstance(resumed, sessions.Resumed)
        sessions.renew_all(work, resumed.user_id)
    visitor.browser.get("/account/profile")

    visitor.browser.post("/account/sign-out")

    with platform.begin() as work:
        assert isinstance(sessions.resume(work, before), sessions.Lapsed)


def test_a_stranger_locks_a_name_but_not_its_owner(
    platform: Platform, person: Person, account: Account
) -> None:
    def by_password(password: str, token: str = "") -> sign_in.Answer:
        solved = person.solve()
        with platform.begin() as work:
            browser = sign_in.Browser("", "", token)
            return sign_in.by_password(
                work, identifier="lantian_tech", password=password, browser=browser, **solved
            )

    signed_in = by_password(PASSWORD)
    assert isinstance(signed_in, SignedIn)
    for _ in range(12):
        by_password("Wrong-horse7")
    refused = by_password(PASSWORD)
    assert isinstance(refused, SignInRefused)
    assert refused.reason == "locked"

    # in the browser that they know, the owner gets in; and so they do with a code anywhere
    again = by_password(PASSWORD, signed_in.browser_token)
    assert isinstance(again, SignedIn)
    code = person.ask_code("sign_in")
    with platform.begin() as work:
        browser = sign_in.Browser("", "")
        assert isinstance(sign_in.by_code(work, address=MOBILE, code=code, browser=browser), SignedIn)
    # a known browser is no way to guess on
    for _ in range(6):
        answer = by_password("Wrong-horse7", signed_in.browser_token)
    assert isinstance(answer, SignInRefused)
    assert answer.reason == "locked"


def test_an_account_without_a_mobile_gets_its_code_by_mail(platform: Platform, person: Person) -> None:
    with platform.begin() as work:
        administration.create_account(work, user_name="expert_one", password=PASSWORD, email="e@example.cn")
    with platform.begin() as work:
        from workflows.people.identity import operations

        operations.send_code(work, "sign_in", address="E@example.cn", asker=Asker(**person.solve()))
    code = re.search(r"\d{6}", person.last_mail().body)
    assert code
    with platform.begin() as work:
        browser = sign_in.Browser("", "")
        answer = sign_in.by_code(work, address="e@example.cn", code=code[0], browser=browser)
    assert isinstance(answer, SignedIn)


def test_the_page_names_the_ways_past_a_lock(app: Flask, platform: Platform) -> None:
    visitor = Visitor(app, platform)
    visitor.sign_up()
    visitor.browser = visitor.another_browser()
    for _ in range(6):
        page = visitor.sign_in(password="Wrong-horse7").text
    assert "用验证码登录" in page
    # beside the sentence that it is locked, not only as the tab that is always there
    assert re.search(r'class="alert-link" href="/account/sign-in\?by=code', page)


def test_a_known_browser_is_forgotten_with_the_password(
    platform: Platform, person: Person, account: Account
) -> None:
    from workflows.people.identity import known_browsers

    with platform.begin() as work:
        token = known_browsers.remember(work, account.id)
    change(platform, account)
    with platform.begin() as work:
        assert not known_browsers.is_known(work, token, account.id)
