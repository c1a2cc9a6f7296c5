from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from tests.workflows.conftest import FixedClock
from workflows.bootstrap import Platform
from workflows.ground.errors import Invalid
from workflows.outbox.models import Mail
from workflows.people.identity import credentials, operations, sessions, sign_in
from workflows.people.identity.code_requests import Asker
from workflows.people.identity.values import AttemptRefused, CodeSent, SignedIn

from .conftest import PASSWORD, Fields, Person

NEW = "Brand-new-42"


def change(platform: Platform, user_id: str, password: str, current: str = PASSWORD) -> None:
    with platform.begin(actor=user_id) as work:
        credentials.change_password(
            work, current=current, password=password, password_again=password, keep_token=None
        )


def token_of(person: Person, password: str = PASSWORD) -> str:
    with person.platform.begin() as work:
        answer = sign_in.by_password(
            work,
            identifier="lantian_tech",
            password=password,
            browser=sign_in.Browser("", ""),
            **person.solve(),
        )
    assert isinstance(answer, SignedIn), answer
    return answer.token


def test_a_changed_password_ends_the_other_sessions_and_is_told(platform: Platform, person: Person) -> None:
    account = person.register()
    mine, other = token_of(person), token_of(person)
    with platform.begin(actor=account.id) as work:
        credentials.change_password(work, current=PASSWORD, password=NEW, password_again=NEW, keep_token=mine)
    with platform.begin() as work:
        assert isinstance(sessions.resume(work, mine), sessions.Resumed)
        assert isinstance(sessions.resume(work, other), sessions.Lapsed)
    assert person.last_mail().template == "password_changed"
    assert token_of(person, NEW)


def test_neither_the_current_nor_a_former_password_again(
    platform: Platform, person: Person, fields: Fields
) -> None:
    account = person.register()
    change(platform, account.id, NEW)
    for old in (NEW, PASSWORD):
        with pytest.raises(Invalid) as refusal:
            change(platform, account.id, old, current=NEW)
        assert fields(refusal.value) == {("password", "password_former")}


def test_the_current_password_is_asked_for(platform: Platform, person: Person, fields: Fields) -> None:
    account = person.register()
    with pytest.raises(Invalid) as refusal:
        change(platform, account.id, NEW, current="Wrong-horse7")
    assert fields(refusal.value) == {("current", "password_wrong")}


def ask_link(person: Person, email: str) -> object:
    with person.platform.begin() as work:
        return credentials.send_reset_link(
            work,
            email=email,
            url="https://tongban.example.cn/reset/{token}",
            asker=Asker(**person.solve()),
        )


def link_in(mail: Mail) -> str:
    match = re.search(r"https://tongban\.example\.cn/reset/(\S+)", mail.body)
    assert match, mail.body
    return match[1]


def test_a_mailed_link_sets_a_password_once(platform: Platform, person: Person, clock: FixedClock) -> None:
    person.register()
    session = token_of(person)
    assert isinstance(ask_link(person, "li@lantian.example.cn"), CodeSent)
    token = link_in(person.last_mail())

    def use(_: int) -> bool:
        try:
            with platform.begin() as work:
                credentials.reset_by_link(work, token=token, password=NEW, password_again=NEW)
        except Invalid:
            return False
        return True

    with ThreadPoolExecutor(3) as pool:
        assert sorted(pool.map(use, range(3))) == [False, False, True]
    with platform.begin() as work:
        assert isinstance(sessions.resume(work, session), sessions.Lapsed)
        assert not credentials.is_reset_link_live(work, token)
    assert token_of(person, NEW)


def test_a_link_expires_and_survives_a_bad_password(
    platform: Platform, person: Person, clock: FixedClock
) -> None:
    person.register()
    ask_link(person, "li@lantian.example.cn")
    token = link_in(person.last_mail())
    with pytest.raises(Invalid), platform.begin() as work:
        credentials.reset_by_link(work, token=token, password="weak", password_again="weak")
    with platform.begin() as work:
        assert credentials.is_reset_link_live(work, token)
    clock.pass_time(minutes=31)
    with platform.begin() as work:
        assert not credentials.is_reset_link_live(work, token)


def test_asking_for_an_unknown_address_answers_the_same_and_sends_no_link(
    platform: Platform, person: Person
) -> None:
    person.register()

    known, unknown = ask_link(person, "li@lantian.example.cn"), ask_link(person, "nobody@example.cn")

    assert known == unknown
    with platform.begin() as work:
        sent = work.session.execute(select(Mail.to_address, Mail.template)).all()
        assert set(map(tuple, sent)) == {
            ("li@lantian.example.cn", "password_reset"),
            ("nobody@example.cn", "no_account"),
        }


def test_a_code_resets_the_password(
    platform: Platform, person: Person, clock: FixedClock, fields: Fields
) -> None:
    person.register()
    clock.pass_time(minutes=2)
    code = person.ask_code("reset")

    def reset(code: str, password: str) -> AttemptRefused | None:
        with platform.begin() as work:
            return credentials.reset_by_code(
                work, mobile="13800138000", code=code, password=password, password_again=password
            )

    assert fields(reset(code, "weak")) >= {("password", "password_length")}
    with pytest.raises(Invalid) as refusal:
        reset(code, PASSWORD)
    assert fields(refusal.value) == {("password", "password_former")}
    assert reset(code, NEW) is None
    assert fields(reset(code, "Another-new-1")) == {("code", "code_wrong")}
    assert token_of(person, NEW)


def test_mobile_and_mail_are_changed_by_a_code_sent_there(
    platform: Platform, person: Person, clock: FixedClock, fields: Fields
) -> None:
    account = person.register()
    code = person.ask_code("mobile", "13700137000")
    with platform.begin(actor=account.id) as work:
        assert operations.change_mobile(work, mobile="13700137000", code=code) is None
        assert isinstance(operations.send_email_code(work, email="new@lantian.example.cn"), CodeSent)
    mailed = re.search(r"\d{6}", person.last_mail().body)
    assert mailed
    with platform.begin(actor=account.id) as work:
        assert operations.change_email(work, email="new@lantian.example.cn", code=mailed[0]) is None
        changed = operations.acting_account(work)
    assert (changed.mobile, changed.email, changed.email_verified) == (
        "+8613700137000",
        "new@lantian.example.cn",
        True,
    )
    warned = person.last_mail()
    assert (warned.template, warned.to_address) == ("email_changed", account.email)


def test_who_loses_the_mobile_number_is_told_by_mail(platform: Platform, person: Person) -> None:
    account = person.register()
    code = person.ask_code("mobile", "13700137000")
    with platform.begin(actor=account.id) as work:
        assert operations.change_mobile(work, mobile="13700137000", code=code) is None
    warned = person.last_mail()
    assert (warned.template, warned.to_address) == ("mobile_changed", account.email)
