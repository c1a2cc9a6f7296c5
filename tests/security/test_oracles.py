"""Nobody learns who has an account: the same answer and the same work, until the own code was typed."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from tests.asked import asked_by
from tests.factories.people import viewer
from tests.web.account.conftest import Visitor, blurred
from tests.workflows.conftest import FixedClock
from tests.workflows.people.sub_accounts.conftest import Team, certified_provider
from workflows.bootstrap import Platform
from workflows.business.experts import operations as experts
from workflows.ground.errors import Invalid
from workflows.people.identity import credentials, operations, queries
from workflows.people.identity.code_requests import Asker
from workflows.people.identity.values import AttemptRefused, CodeRefused, CodeSent
from workflows.people.invitations import operations as invitations
from workflows.people.invitations.operations import Letter

TAKEN, FREE = "13800138000", "13700137000"


@pytest.fixture
def visitor(app: Flask, platform: Platform, clock: FixedClock) -> Visitor:
    """A second person; the account `lantian_tech` exists already."""
    first = Visitor(app, platform)
    first.sign_up()
    clock.pass_time(minutes=5)
    return Visitor(app, platform)


def first_words(act: Callable[[], object]) -> list[str]:
    """Return the first words of what is asked of the database."""
    return [" ".join(statement.split()[:3]) for statement, _ in asked_by(act)]


@pytest.mark.parametrize(
    ("known", "unknown"),
    [
        ({"mobile": TAKEN}, {"mobile": FREE}),
        ({"user_name": "lantian_tech"}, {"user_name": "nobody_here"}),
    ],
)
def test_signing_up_with_a_wrong_code_tells_nothing(
    visitor: Visitor, known: dict[str, str], unknown: dict[str, str]
) -> None:
    def answer(changes: dict[str, str]) -> str:
        form = {
            "kind": "enterprise",
            "user_name": "second_one",
            "full_name": "任后来",
            "mobile": FREE,
            "code": "000000",
            "password": "Correct-horse7",
            "password_again": "Correct-horse7",
            "agreed": ["service", "privacy"],
            **changes,
        }
        page = visitor.browser.post("/account/sign-up", data=form)
        assert page.status_code == 422
        assert "code-problem" in page.text
        said = blurred(page.text)
        for text in changes.values():
            said = said.replace(text, "")
        return said

    assert answer(known) == answer(unknown)


def test_names_are_told_to_the_owner_of_a_mobile_and_only_five(visitor: Visitor, platform: Platform) -> None:
    form = visitor.person.registration(mobile=FREE, code=visitor.person.ask_code("register", FREE))

    def told() -> set[str]:
        with platform.begin() as work:
            answer = operations.register(work, form)
        assert isinstance(answer, AttemptRefused)
        return {problem.code for problem in answer.problems}

    assert [told() for _ in range(5)] == [{"identity.user_name_taken"}] * 5
    assert told() == {"identity.code_wrong"}


@pytest.mark.parametrize("purpose", ["sign_in", "reset"])
def test_a_code_takes_the_same_work_for_numbers_without_an_account(
    visitor: Visitor, platform: Platform, purpose: str
) -> None:
    def ask(mobile: str) -> list[str]:
        solved = visitor.person.solve()

        def send() -> None:
            with platform.begin() as work:
                answer = operations.send_code(work, purpose, address=mobile, asker=Asker(**solved))  # type: ignore[arg-type]
                assert isinstance(answer, CodeSent)

        return first_words(send)

    assert ask(TAKEN) == ask(FREE)


def test_a_reset_link_takes_the_same_work_for_addresses_without_an_account(
    visitor: Visitor, platform: Platform
) -> None:
    def ask(email: str) -> list[str]:
        solved = visitor.person.solve()

        def send() -> None:
            with platform.begin() as work:
                asker = Asker(**solved)
                answer = credentials.send_reset_link(work, email=email, asker=asker, url="http://x/{token}")
                assert isinstance(answer, CodeSent)

        return first_words(send)

    assert ask("li@lantian.example.cn") == ask("nobody@lantian.example.cn")
    assert visitor.person.last_mail().template == "no_account"
    assert "http://x/" not in visitor.person.last_mail().body


def test_an_address_or_number_in_use_is_told_after_its_code_only(
    visitor: Visitor, platform: Platform
) -> None:
    made = visitor.person.registration(
        user_name="second_one", mobile=FREE, code=visitor.person.ask_code("register", FREE)
    )
    with platform.begin() as work:
        own = operations.register(work, made)
    assert not isinstance(own, AttemptRefused)
    with platform.begin(actor=own.id) as work:
        assert isinstance(operations.send_email_code(work, email="li@lantian.example.cn"), CodeSent)
        wrong = operations.change_email(work, email="li@lantian.example.cn", code="000000")
        assert isinstance(wrong, AttemptRefused)
        assert {problem.code for problem in wrong.problems} == {"identity.code_wrong"}
        wrong = operations.change_mobile(work, mobile=TAKEN, code="000000")
        assert isinstance(wrong, AttemptRefused)
        assert {problem.code for problem in wrong.problems} == {"identity.code_wrong"}


def test_no_page_holds_the_answer_to_its_own_question(visitor: Visitor) -> None:
    for page in ("/account/captcha?kind=words", "/account/captcha?kind=none", "/account/captcha"):
        assert not re.search(r"\d+\s*(加|plus)\s*\d+", visitor.browser.get(page).text)


def test_codes_without_a_picture_are_few_from_one_network(platform: Platform, visitor: Visitor) -> None:
    def ask(n: int, network: str) -> object:
        with platform.begin() as work:
            asker = Asker(without_picture=True, network=network)
            return operations.send_code(work, "sign_in", address=f"1370013{n:04d}", asker=asker)

    answers = [ask(n, "203.0.113.9") for n in range(7)]

    assert [type(answer) for answer in answers] == [CodeSent] * 5 + [CodeRefused] * 2
    assert isinstance(ask(100, "203.0.113.10"), CodeSent)


def test_a_number_gets_a_bounded_number_of_codes_a_day(
    platform: Platform, visitor: Visitor, clock: FixedClock
) -> None:
    sent = 0
    for _ in range(22):
        with platform.begin() as work:
            answer = operations.send_code(
                work, "register", address=FREE, asker=Asker(**visitor.person.solve())
            )
        sent += isinstance(answer, CodeSent)
        clock.pass_time(minutes=61)
    assert sent == 15


def test_one_subscriber_of_ipv6_is_one_network(app: Flask) -> None:
    from web.limits import network

    def of(address: str) -> str:
        with app.test_request_context("/", environ_base={"REMOTE_ADDR": address}):
            return network()

    assert of("2001:db8:1:2::1") == of("2001:db8:1:2:ffff::9") != of("2001:db8:1:3::1")
    assert of("203.0.113.9") == of("::ffff:203.0.113.9") == "203.0.113.9"


def test_a_sub_account_may_be_called_like_a_stranger(visitor: Visitor, platform: Platform) -> None:
    team = certified_provider(platform)
    certified_provider(platform).add(name="wang_fang")
    made = [team.add(name=name).user_name for name in ("lantian_tech", "wang_fang", "nobody_here")]

    endings = {name.partition("@")[2] for name in made}
    assert len(endings) == 1
    assert endings.pop().isdigit()
    with platform.begin() as work:
        owner = queries.account(work, queries.id_by_identifier(work, "lantian_tech") or "")
    assert owner.mobile == f"+86{TAKEN}", "the name alone is still the stranger's"


@pytest.mark.prepared
def test_a_provider_learns_nothing_about_experts_of_others(platform: Platform) -> None:
    ours, theirs = certified_provider(platform), certified_provider(platform)

    def propose(team: Team, name: str) -> None:
        data = {"name": name, "email": "fang@example.com"}
        with platform.begin(team.owner.user_id) as work:
            owner = viewer(platform, team.owner.user_id)
            experts.apply_for(work, owner, team.owner.organisation_id, data)

    propose(theirs, "方雅文")
    propose(ours, "方雅文")
    with pytest.raises(Invalid) as refused:
        propose(ours, "方雅文")
    assert [problem.code for problem in refused.value.problems] == ["experts.under_way"]


def test_one_personal_link_tells_of_five_names_an_hour(
    visitor: Visitor, platform: Platform, clock: FixedClock
) -> None:
    with platform.begin() as work:
        letter = Letter(
            "expert_self", "one@example.com", "", "", "one@example.com", "expert_self", "http://x"
        )
        invitations.send(work, letter, expires_at=work.now + timedelta(days=1))
    link = re.search(r"/invitations/[\w-]+", visitor.person.last_mail().body or "")
    assert link
    form = {
        "full_name": "任远航",
        "password": "Correct-horse7",
        "password_again": "Correct-horse7",
        "agreed": ["service", "privacy"],
    }

    def answer(name: str) -> str:
        page = visitor.browser.post(f"{link[0]}/join", data=form | {"user_name": name})
        assert page.status_code in {302, 422}
        return blurred(page.text).replace(name, "")

    assert all("该用户名已被使用" in answer("lantian_tech") for _ in range(5))
    assert answer("lantian_tech") == answer("nobody_here")
    assert "已尝试多个用户名" in answer("nobody_here")
    clock.pass_time(minutes=61)
    assert "/expert" in answer("nobody_here"), "accepted: the person goes on"
