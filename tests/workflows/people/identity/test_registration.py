from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import select

from tests.workflows.conftest import FixedClock
from workflows.bootstrap import Platform
from workflows.ground.errors import Invalid
from workflows.people.identity import operations, queries
from workflows.people.identity.agreements import agreement
from workflows.people.identity.models import Consent
from workflows.people.identity.values import Account, AttemptRefused, MadeBefore

from .conftest import MOBILE, Fields, Person


def test_a_new_account_has_its_role_and_its_consent(platform: Platform, person: Person) -> None:
    account = person.register()

    assert account.groups == {"enterprise"}
    assert account.mobile == "+8613800138000"
    with platform.begin() as work:
        consents = work.session.scalars(select(Consent).order_by(Consent.agreement)).all()
        assert [(c.agreement, c.version, c.agreed_at) for c in consents] == [
            ("privacy", agreement("privacy", "zh-CN").version, work.now),
            ("service", agreement("service", "zh-CN").version, work.now),
        ]
        assert queries.groups_of(work, account.id) == {"enterprise"}
        assert queries.members_of(work, "enterprise") == [account.id]


def test_every_slip_is_told_at_its_field_at_once(platform: Platform, person: Person, fields: Fields) -> None:
    form = person.registration(
        user_name="1x",
        mobile="12345",
        password="short",
        password_again="other",
        agreed=frozenset(),
    )
    with platform.begin() as work:
        refused = operations.register(work, form)

    assert fields(refused) == {
        ("user_name", "user_name_form"),
        ("mobile", "mobile_form"),
        ("password", "password_length"),
        ("password", "password_classes"),
        ("password_again", "password_again"),
        ("agreed", "agreements"),
        ("code", "required"),
    }


@pytest.mark.parametrize(
    ("password", "problem"),
    [
        ("Aa1-567", "password_length"),
        ("Aa1-567890123456789", "password_length"),
        ("abcdefgh1", "password_classes"),
        ("Ab1-LANTIAN_tech", "password_user_name"),
        ("Ab-13800138000", "password_mobile"),
        ("Ab1 -密码密码", "password_characters"),
    ],
)
def test_the_password_policy(
    platform: Platform, person: Person, fields: Fields, password: str, problem: str
) -> None:
    form = person.registration(password=password, password_again=password, code="123456")
    with platform.begin() as work:
        assert ("password", problem) in fields(operations.register(work, form))


def test_name_and_mobile_are_each_unique_whatever_their_spelling(
    platform: Platform, person: Person, fields: Fields, clock: FixedClock
) -> None:
    person.register()
    clock.pass_time(minutes=2)
    form = person.registration(user_name="LANTIAN_tech", mobile="+86 138-0013-8000")
    form = replace(form, code=person.ask_code("register"))
    with platform.begin() as work:
        refused = operations.register(work, form)

    assert fields(refused) == {
        ("user_name", "user_name_taken"),
        ("mobile", "mobile_taken"),
    }


def test_a_wrong_code_costs_one_of_five_attempts_and_then_the_right_one_is_void(
    platform: Platform, person: Person, fields: Fields
) -> None:
    code = person.ask_code("register")
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    for _ in range(5):
        with platform.begin() as work:
            refused = operations.register(work, person.registration(code=wrong))
        assert fields(refused) == {("code", "code_wrong")}

    with platform.begin() as work:
        assert isinstance(operations.register(work, person.registration(code=code)), AttemptRefused)


def test_a_failed_form_does_not_use_the_code_up(platform: Platform, person: Person) -> None:
    code = person.ask_code("register")
    with platform.begin() as work:
        refused = operations.register(work, person.registration(code=code, password_again="differs"))
    assert isinstance(refused, AttemptRefused)

    with platform.begin() as work:
        assert isinstance(operations.register(work, person.registration(code=code)), Account)


def test_a_double_submit_makes_one_account(platform: Platform, person: Person) -> None:
    form = person.registration(code=person.ask_code("register"))

    def submit(_: int) -> object:
        try:
            with platform.begin() as work:
                return operations.register(work, form)
        except Invalid as refusal:
            return refusal

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(submit, range(4)))

    assert len([answer for answer in answers if isinstance(answer, Account)]) == 1
    assert answers.count(MadeBefore("lantian_tech")) == 3
    with platform.begin() as work:
        assert queries.count_accounts(work) == 1


def test_who_does_not_know_the_code_learns_nothing_from_a_repetition(
    platform: Platform, person: Person
) -> None:
    form = person.registration(code=person.ask_code("register"))
    for attempt, expected in (
        (form, Account),
        (form, MadeBefore),
        (replace(form, code="000000"), AttemptRefused),
    ):
        with platform.begin() as work:
            assert isinstance(operations.register(work, attempt), expected)


def test_a_code_of_another_purpose_opens_nothing(platform: Platform, person: Person) -> None:
    code = person.ask_code("mobile", MOBILE)
    with platform.begin() as work:
        assert isinstance(operations.register(work, person.registration(code=code)), AttemptRefused)
