"""The payment password: guessed, stolen with the sign-in password, reset by a stranger.

Attack: whoever learned the password that signs in would move money with it too.
"""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from tests.factories.people import PASSWORD as SIGN_IN
from tests.factories.people import Applicant, applicant
from tests.workflows.conftest import FixedClock
from workflows.bootstrap import Platform
from workflows.ground.audit.models import AuditEntry
from workflows.ground.errors import Invalid, InvalidState
from workflows.outbox.models import Mail, Sms
from workflows.people.identity import credentials, payment_passwords
from workflows.people.identity.models import PaymentPassword, User
from workflows.people.identity.values import AttemptRefused, CodeRefused, CodeSent

PAYS, NEXT = "Pay-for-it-42", "Pay-again-43"


@pytest.fixture
def owner(platform: Platform) -> Applicant:
    return applicant(platform, "provider")


def code(platform: Platform, owner: Applicant, way: payment_passwords.Way = "mobile") -> str:
    """Ask for a code and read it where it was sent to."""
    with platform.begin(owner.user_id) as work:
        sent = payment_passwords.send_code(work, way)
    assert isinstance(sent, CodeSent)
    letter = Sms if way == "mobile" else Mail
    with platform.begin() as work:
        body = work.session.scalar(select(letter.body).order_by(letter.id.desc()).limit(1))
    match = re.search(r"\d{6}", body or "")
    assert match, body
    return match[0]


def choose(
    platform: Platform, owner: Applicant, password: str, typed: str, way: payment_passwords.Way = "mobile"
) -> set[tuple[str, str]]:
    """Set it with a code; return the problems."""
    with platform.begin(owner.user_id) as work:
        refused = payment_passwords.set_by_code(
            work, way=way, code=typed, password=password, password_again=password
        )
    return problems(refused)


def problems(refused: AttemptRefused | None) -> set[tuple[str, str]]:
    return {(one.field, one.code) for one in refused.problems} if refused else set()


def check(platform: Platform, owner: Applicant, typed: str) -> str:
    with platform.begin(owner.user_id) as work:
        return payment_passwords.check(work, typed)


@pytest.fixture
def paying(platform: Platform, owner: Applicant, clock: FixedClock) -> Applicant:
    """The owner, with a payment password."""
    assert choose(platform, owner, PAYS, code(platform, owner)) == set()
    clock.pass_time(minutes=2)
    return owner


def test_it_starts_unset_and_nothing_is_right_before(platform: Platform, owner: Applicant) -> None:
    assert check(platform, owner, "") == "unset"
    assert check(platform, owner, SIGN_IN) == "unset"
    with platform.begin() as work:
        assert payment_passwords.state(work, owner.user_id) == "unset"


def test_it_is_hashed_audited_and_told(platform: Platform, paying: Applicant) -> None:
    assert check(platform, paying, PAYS) == "right"
    with platform.begin() as work:
        kept = work.session.get_one(PaymentPassword, paying.user_id).password_hash
        assert kept.startswith("$argon2id$")
        entry = work.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
        assert entry is not None
        assert (entry.action, entry.actor_id) == ("payment_password.set", paying.user_id)
        assert PAYS not in str((entry.before, entry.after))
        mail = work.session.scalars(select(Mail).order_by(Mail.id.desc())).first()
        assert mail is not None
        assert mail.template == "payment_password_changed"


def test_it_is_never_the_password_that_signs_in(platform: Platform, paying: Applicant) -> None:
    assert choose(platform, paying, SIGN_IN, code(platform, paying)) == {
        ("password", "identity.payment_password_signs_in")
    }
    with platform.begin(paying.user_id) as work, pytest.raises(Invalid) as refusal:
        credentials.change_password(
            work, current=SIGN_IN, password=PAYS, password_again=PAYS, keep_token=None
        )
    assert {(one.field, one.code) for one in refusal.value.problems} == {
        ("password", "identity.password_pays")
    }


def test_five_wrong_ones_lock_it_until_a_code_sets_a_new_one(platform: Platform, paying: Applicant) -> None:
    assert [check(platform, paying, "Wrong-one-1") for _ in range(4)] == ["wrong"] * 4
    assert check(platform, paying, PAYS) == "right", "a right one begins the count anew"
    guesses = [check(platform, paying, f"Wrong-one-{n}") for n in range(5)]
    assert guesses == ["wrong"] * 4 + ["locked"]
    assert check(platform, paying, PAYS) == "locked"
    with platform.begin() as work:
        told = work.session.scalars(select(Mail.template).order_by(Mail.id.desc())).first()
        done = work.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id.desc())).first()
    assert (told, done) == ("payment_password_locked", "payment_password.locked")
    with platform.begin(paying.user_id) as work:
        refused = payment_passwords.change(work, current=PAYS, password=NEXT, password_again=NEXT)
    assert problems(refused) == {("current", "identity.payment_password_locked")}
    assert choose(platform, paying, NEXT, "000000") == {("code", "identity.code_wrong")}
    assert choose(platform, paying, NEXT, code(platform, paying, "email"), "email") == set()
    assert check(platform, paying, NEXT) == "right"


def test_guesses_at_once_are_no_more_than_five(platform: Platform, paying: Applicant) -> None:
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda n: check(platform, paying, f"Wrong-one-{n}"), range(12)))
    assert answers.count("wrong") == 4
    assert answers.count("locked") == 8


def test_who_knows_it_changes_it(platform: Platform, paying: Applicant) -> None:
    with platform.begin(paying.user_id) as work:
        wrong = payment_passwords.change(work, current="Wrong-one-1", password=NEXT, password_again=NEXT)
    assert problems(wrong) == {("current", "identity.payment_password_wrong")}
    with platform.begin(paying.user_id) as work:
        assert payment_passwords.change(work, current=PAYS, password=NEXT, password_again=NEXT) is None
    assert check(platform, paying, NEXT) == "right"


def test_a_code_goes_to_the_own_address_alone_and_works_once(
    platform: Platform, owner: Applicant, clock: FixedClock
) -> None:
    other = applicant(platform, "provider")
    mine = code(platform, owner)
    assert choose(platform, other, PAYS, mine) == {("code", "identity.code_wrong")}
    assert choose(platform, owner, PAYS, mine) == set()
    assert choose(platform, owner, NEXT, mine) == {("code", "identity.code_wrong")}
    clock.pass_time(minutes=2)
    late = code(platform, owner)
    clock.pass_time(minutes=11)
    assert choose(platform, owner, NEXT, late) == {("code", "identity.code_wrong")}


def test_codes_are_few_and_need_an_address(platform: Platform, owner: Applicant) -> None:
    code(platform, owner)
    with platform.begin(owner.user_id) as work:
        assert isinstance(payment_passwords.send_code(work, "mobile"), CodeRefused)
        user = work.session.get_one(User, owner.user_id)
        user.mobile, user.email_verified_at = None, None  # an address that nobody has confirmed
    for way in ("mobile", "email"):
        with platform.begin(owner.user_id) as work, pytest.raises(InvalidState):
            payment_passwords.send_code(work, way)
