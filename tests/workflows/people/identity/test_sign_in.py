from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.workflows.conftest import FixedClock
from workflows.bootstrap import Platform
from workflows.people.identity import administration, captcha, operations, passwords, sessions, sign_in
from workflows.people.identity.code_requests import Asker
from workflows.people.identity.values import CodeRefused, CodeSent, SignedIn, SignInRefused

from .conftest import PASSWORD, Person

BROWSER = sign_in.Browser("203.0.113.9", "Firefox")
Answer = sign_in.Answer


def by_password(person: Person, identifier: str, password: str = PASSWORD) -> Answer:
    solved = person.solve()
    with person.platform.begin() as work:
        return sign_in.by_password(work, identifier=identifier, password=password, **solved, browser=BROWSER)


@pytest.mark.parametrize("identifier", ["Lantian_Tech", " 138 0013 8000", "LI@lantian.example.cn"])
def test_name_mobile_or_mail_with_the_password(person: Person, identifier: str) -> None:
    account = person.register()

    answer = by_password(person, identifier)

    assert isinstance(answer, SignedIn)
    assert answer.account.id == account.id


def test_a_captcha_counts_once(platform: Platform, person: Person) -> None:
    person.register()
    solved = person.solve()
    for expected in ("wrong", "captcha"):
        with platform.begin() as work:
            answer = sign_in.by_password(
                work, identifier="lantian_tech", password="Wrong-horse7", **solved, browser=BROWSER
            )
        assert answer == SignInRefused(expected)  # type: ignore[arg-type]


def test_a_captcha_grows_stale_and_a_wrong_answer_uses_it_up(platform: Platform, clock: FixedClock) -> None:
    with platform.begin() as work:
        first, second = captcha.issue(work), captcha.issue(work)
        answer = captcha.answer_of(work, second.id) or ""
        assert not captcha.is_answered(work, first.id, "????")
        assert captcha.answer_of(work, first.id) is None
    clock.pass_time(minutes=11)
    with platform.begin() as work:
        assert captcha.picture(work, second.id) is None
        assert not captcha.is_answered(work, second.id, answer)


def test_the_picture_is_a_png(platform: Platform) -> None:
    with platform.begin() as work:
        assert (captcha.picture(work, captcha.issue(work).id) or b"").startswith(b"\x89PNG")


def test_nobody_learns_whether_an_account_exists(person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    person.register()
    verified: list[int] = []
    counted = passwords.matches
    monkeypatch.setattr(sign_in, "matches", lambda p, h: verified.append(1) or counted(p, h))

    known = [by_password(person, "lantian_tech", "Wrong-horse7") for _ in range(7)]
    unknown = [by_password(person, "nobody_here", "Wrong-horse7") for _ in range(7)]

    assert known == unknown
    assert known[4] == SignInRefused("wrong")
    assert isinstance(known[5], SignInRefused)
    assert known[5].reason == "locked"
    assert len(verified) == 14


def test_a_locked_name_opens_again_after_a_quarter_of_an_hour(person: Person, clock: FixedClock) -> None:
    person.register()
    for _ in range(6):
        by_password(person, "lantian_tech", "Wrong-horse7")
    assert isinstance(by_password(person, "lantian_tech"), SignInRefused)

    clock.pass_time(minutes=16)

    assert isinstance(by_password(person, "lantian_tech"), SignedIn)


def test_failures_under_other_names_are_counted_silently_against_the_account(person: Person) -> None:
    person.register()
    for identifier in ("lantian_tech", "13800138000"):
        for _ in range(5):
            assert by_password(person, identifier, "Wrong-horse7") == SignInRefused("wrong")

    # The third name is not locked, but the account behind it is: the right password looks wrong.
    assert by_password(person, "li@lantian.example.cn") == SignInRefused("wrong")


def test_guesses_at_once_are_counted_one_by_one(person: Person) -> None:
    person.register()
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda _: by_password(person, "lantian_tech", "Wrong-horse7"), range(12)))

    reasons = [answer.reason for answer in answers if isinstance(answer, SignInRefused)]
    assert sorted(reasons) == ["locked"] * 7 + ["wrong"] * 5


def test_a_code_signs_in_once_even_under_concurrency(
    platform: Platform, person: Person, clock: FixedClock
) -> None:
    person.register()
    clock.pass_time(minutes=2)
    code = person.ask_code("sign_in")

    def use(_: int) -> Answer:
        with platform.begin() as work:
            return sign_in.by_code(work, address="13800138000", code=code, browser=BROWSER)

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(use, range(4)))

    assert sum(isinstance(answer, SignedIn) for answer in answers) == 1


def test_a_code_expires(platform: Platform, person: Person, clock: FixedClock) -> None:
    person.register()
    clock.pass_time(minutes=2)
    code = person.ask_code("sign_in")
    clock.pass_time(minutes=10)
    with platform.begin() as work:
        assert sign_in.by_code(work, address="13800138000", code=code, browser=BROWSER) == SignInRefused(
            "wrong"
        )


def test_codes_are_limited_alike_for_known_and_unknown_numbers(
    platform: Platform, person: Person, clock: FixedClock
) -> None:
    person.register(mobile="13900139000")
    clock.pass_time(hours=2)

    def ask(mobile: str) -> list[type]:
        answers = []
        for _ in range(6):
            with platform.begin() as work:
                answers.append(
                    operations.send_code(work, "sign_in", address=mobile, asker=Asker(**person.solve()))
                )
                answers.append(
                    operations.send_code(work, "sign_in", address=mobile, asker=Asker(**person.solve()))
                )
            clock.pass_time(minutes=2)
        return [type(answer) for answer in answers]

    assert ask("13900139000") == ask("13700137000") == [CodeSent, CodeRefused] * 5 + [CodeRefused] * 2


def test_a_disabled_account_is_told_only_to_its_owner(platform: Platform, person: Person) -> None:
    account = person.register()
    with platform.begin() as work:
        administration.disable(work, account.id)

    assert by_password(person, "lantian_tech", "Wrong-horse7") == SignInRefused("wrong")
    assert by_password(person, "lantian_tech") == SignInRefused("disabled")


def test_sessions_live_by_use_and_end_everywhere(
    platform: Platform, person: Person, clock: FixedClock
) -> None:
    person.register()
    first, second = by_password(person, "lantian_tech"), by_password(person, "lantian_tech")
    assert isinstance(first, SignedIn)
    assert isinstance(second, SignedIn)

    clock.pass_time(minutes=90)
    with platform.begin() as work:
        assert isinstance(sessions.resume(work, first.token), sessions.Resumed)
    clock.pass_time(minutes=90)
    with platform.begin() as work:
        assert isinstance(sessions.resume(work, first.token), sessions.Resumed)
        assert isinstance(sessions.resume(work, second.token), sessions.Lapsed)
        assert [
            s.current for s in sessions.live_sessions(work, first.account.id, current_token=first.token)
        ] == [True]
        sessions.end_all(work, first.account.id)
        assert isinstance(sessions.resume(work, first.token), sessions.Lapsed)
        assert sessions.resume(work, "forged") is None


def test_no_session_outlives_a_day(platform: Platform, person: Person, clock: FixedClock) -> None:
    person.register()
    answer = by_password(person, "lantian_tech")
    assert isinstance(answer, SignedIn)
    alive = 0
    for _ in range(30):
        clock.pass_time(hours=1)
        with platform.begin() as work:
            alive += isinstance(sessions.resume(work, answer.token), sessions.Resumed)
    assert alive == 23
