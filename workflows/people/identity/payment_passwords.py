"""The payment password 安全密码: what lets a person move money, apart from signing in.

It belongs to a person, not to an organisation: nobody shares one, and what was paid names who paid. It starts
unset and is set by a code to the person's own mobile or mail; five wrong ones lock it until it is set anew.
Where something typed is compared the answer is a value, so that a failed attempt is committed.
"""

from __future__ import annotations

from typing import Literal

from sqlalchemy import delete, select

from workflows.ground.audit.log import Subject, record
from workflows.ground.errors import FieldProblem, InvalidState
from workflows.ground.work import Work
from workflows.outbox import posting
from workflows.people.identity import codes
from workflows.people.identity.contacts import key_of
from workflows.people.identity.errors import at
from workflows.people.identity.models import Credential, PaymentPassword
from workflows.people.identity.passwords import hash_password, matches, policy_problems
from workflows.people.identity.queries import account, acting_account
from workflows.people.identity.values import Account, AttemptRefused, CodeRefused, CodeSent

MOST_FAILURES = 5

State = Literal["unset", "set", "locked"]
Way = Literal["mobile", "email"]
Checked = Literal["right", "wrong", "locked", "unset"]
_TEMPLATES: dict[Way, str] = {"mobile": "sms_payment_code", "email": "payment_code"}


def state(work: Work, user_id: str) -> State:
    """Return whether a person has a payment password, and whether it is locked."""
    row = work.session.get(PaymentPassword, user_id)
    if row is None:
        return "unset"
    return "set" if row.locked_at is None else "locked"


def ways(owner: Account) -> dict[Way, str]:
    """Return the addresses to which a code can go: the mobile number and the confirmed e-mail address."""
    addresses: dict[Way, str] = {}
    if owner.mobile:
        addresses["mobile"] = owner.mobile
    if owner.email and owner.email_verified:
        addresses["email"] = owner.email
    return addresses


def send_code(work: Work, way: Way) -> CodeSent | CodeRefused:
    """Send the acting user a code, with which they set their payment password.

    Raises: InvalidState: they have no such address.
    """
    owner = acting_account(work)
    address = _address(owner, way)
    made = codes.make(work, "payment", address)
    if isinstance(made, CodeRefused):
        return made
    code, sent = made
    params = {"name": owner.shown_name, "code": code, "minutes": codes.CODE_VALID_MINUTES}
    outbox = posting.send_mail if way == "email" else posting.send_sms
    outbox(work, ways(owner)[way], _TEMPLATES[way], params, owner.locale, expires_at=codes.expiry(work))
    return sent


def _address(owner: Account, way: Way) -> str:
    address = ways(owner).get(way)
    if address is None:
        raise InvalidState("identity.payment_no_address")
    return key_of(address) if way == "email" else address


def set_by_code(
    work: Work, *, way: Way, code: str, password: str, password_again: str
) -> AttemptRefused | None:
    """Set the acting user's payment password, the first or a new one, with a code; None when it is done.

    A lock ends with it. The rules are looked at first, so that a slip there costs no attempt.
    Raises: InvalidState: they have no such address.
    """
    owner = acting_account(work)
    address = _address(owner, way)
    if problems := _problems(work, owner, password, password_again):
        return AttemptRefused(problems)
    row = codes.checked(work, "payment", address, code)
    if row is None:
        return AttemptRefused((at("code", "code_wrong"),))
    codes.use(work, row)
    _store(work, owner, password)
    return None


def change(work: Work, *, current: str, password: str, password_again: str) -> AttemptRefused | None:
    """Replace the acting user's payment password, who knows the current one; None when it is done."""
    owner = acting_account(work)
    if problems := _problems(work, owner, password, password_again):
        return AttemptRefused(problems)
    checked = check(work, current)
    if checked != "right":
        return AttemptRefused((refusal_at("current", checked),))
    _store(work, owner, password)
    return None


def check(work: Work, typed: str) -> Checked:
    """Compare what the acting user typed; the fifth wrong one in a row locks the payment password."""
    row = work.session.get(PaymentPassword, work.actor, with_for_update=True, populate_existing=True)
    if row is None or row.locked_at is not None:
        return "unset" if row is None else "locked"
    if matches(typed, row.password_hash):
        row.failures = 0
        work.session.flush()
        return "right"
    row.failures += 1
    if row.failures >= MOST_FAILURES:
        row.locked_at = work.now
        _tell(work, owner := account(work, work.actor), "payment_password_locked")
        before, after = {"password_locked": False}, {"password_locked": True}
        record(work, "payment_password.locked", _subject(owner), before, after)
    work.session.flush()
    return "wrong" if row.locked_at is None else "locked"


def refusal_at(field: str, checked: Checked) -> FieldProblem:
    """Return the sentence at `field` for a payment password that was not right."""
    return at(field, f"payment_password_{checked}")


def is_payment_password(work: Work, user_id: str, password: str) -> bool:
    """Tell whether `password` is the person's payment password: signing in must not use the same."""
    row = work.session.get(PaymentPassword, user_id)
    return row is not None and matches(password, row.password_hash)


def forget(work: Work, user_id: str) -> None:
    """Delete the payment password of a person whose account is closed."""
    work.session.execute(delete(PaymentPassword).where(PaymentPassword.user_id == user_id))


def _problems(work: Work, owner: Account, password: str, again: str) -> tuple[FieldProblem, ...]:
    problems = policy_problems(password, user_name=owner.user_name, mobile=owner.mobile)
    if password != again:
        problems.append(at("password_again", "password_again"))
    if not problems and matches(password, _sign_in_hash(work, owner.id)):
        problems.append(at("password", "payment_password_signs_in"))
    return tuple(problems)


def _sign_in_hash(work: Work, user_id: str) -> str | None:
    return work.session.scalar(select(Credential.password_hash).where(Credential.user_id == user_id))


def _store(work: Work, owner: Account, password: str) -> None:
    row = work.session.get(PaymentPassword, owner.id, with_for_update=True)
    before = {"password_locked": row is not None and row.locked_at is not None}
    action = "payment_password.set" if row is None else "payment_password.changed"
    if row is None:
        row = PaymentPassword(user_id=owner.id)
        work.session.add(row)
    row.password_hash, row.changed_at = hash_password(password), work.now
    row.failures, row.locked_at = 0, None
    work.session.flush()
    record(work, action, _subject(owner), before, {"password_locked": False})
    _tell(work, owner, "payment_password_changed")


def _tell(work: Work, owner: Account, template: str) -> None:
    """Tell the owner by mail, and by SMS who has no address: it may have been somebody else."""
    params = {"name": owner.shown_name}
    if owner.email:
        posting.send_mail(work, owner.email, template, params, owner.locale)
    elif owner.mobile:
        posting.send_sms(work, owner.mobile, template, params, owner.locale)


def _subject(owner: Account) -> Subject:
    return Subject("user", owner.id, owner.shown_name)
