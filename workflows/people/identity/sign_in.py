"""Proving who one is: by password with a captcha or by a sent code, then with the second factor.

Every refusal is a value, not an exception: the counts behind it have to be committed. Whether an account
exists changes neither answer nor work.
"""

from __future__ import annotations

from dataclasses import dataclass

from workflows.ground.safe import Safe
from workflows.ground.work import Work
from workflows.people.identity import captcha, codes, known_browsers, lockout, second_factor, sessions
from workflows.people.identity.contacts import address_of
from workflows.people.identity.models import Credential
from workflows.people.identity.passwords import hash_password, matches, needs_rehash
from workflows.people.identity.queries import account, id_by_address, id_by_identifier, identifier_key
from workflows.people.identity.values import SecondFactorDue, SignedIn, SignInRefused

SECOND_FACTOR_MINUTES = 10
Answer = SignedIn | SecondFactorDue | SignInRefused


@dataclass(frozen=True, slots=True)
class Browser:
    """What is known of the browser that signs in; `token` is what an earlier sign-in has left in it."""

    address: str
    user_agent: str
    token: str = ""


def by_password(
    work: Work, *, identifier: str, password: str, captcha_id: str, captcha_answer: str, browser: Browser
) -> Answer:
    """Sign in with user name, mobile or e-mail and the password. Five failures lock what was typed.

    In a browser that its owner has used before failures are counted apart, so that nobody else can lock it.
    """
    if not captcha.is_answered(work, captcha_id, captcha_answer):
        return SignInRefused("captcha")
    user_id = id_by_identifier(work, identifier)
    known = known_browsers.is_known(work, browser.token, user_id)
    if known:
        typed = behind = lockout.browser_key(browser.token)
    else:
        typed = lockout.typed_key(identifier_key(identifier))
        behind = lockout.account_key(user_id or identifier_key(identifier))
    locked_until = lockout.count(work, typed, lockout.TYPED_LIMIT)
    credential = work.session.get(Credential, user_id or "")
    right = matches(password, credential.password_hash if credential else None)
    is_closed = not known and lockout.count(work, behind, lockout.ACCOUNT_LIMIT) is not None
    if locked_until is not None:
        return SignInRefused("locked", locked_until)
    if credential is None or not right or is_closed:
        return SignInRefused("wrong")
    if needs_rehash(credential.password_hash):
        credential.password_hash = hash_password(password)
    lockout.forget(work, typed, behind)
    return _proved(work, credential.user_id, browser)


def by_code(work: Work, *, address: str, code: str, browser: Browser) -> Answer:
    """Sign in with the code that was sent to `address`, a mobile number or a confirmed e-mail address."""
    key = address_of(address)
    row = codes.checked(work, "sign_in", key, code)
    user_id = id_by_address(work, key)
    if row is None or user_id is None:
        return SignInRefused("wrong")
    codes.use(work, row)
    return _proved(work, user_id, browser)


def by_second_factor(
    work: Work, safe: Safe, *, token: str, code: str, browser: Browser
) -> SignedIn | SignInRefused:
    """Finish signing in with a code of the app or a recovery code; `token` says who has come so far."""
    step = codes.opened(work, "second_factor", token)
    if step is None or step.user_id is None:
        return SignInRefused("late")
    checked = second_factor.check(work, safe, step.user_id, code)
    if checked != "right":
        return SignInRefused("locked" if checked == "locked" else "wrong")
    codes.use(work, step)
    answer = _signed_in(work, step.user_id, browser)
    return answer if isinstance(answer, SignedIn) else SignInRefused("disabled")


def _proved(work: Work, user_id: str, browser: Browser) -> Answer:
    if second_factor.is_enabled(work, user_id) and not account(work, user_id).disabled:
        token = codes.make_link(work, "second_factor", user_id, valid_minutes=SECOND_FACTOR_MINUTES)
        return SecondFactorDue(token)
    return _signed_in(work, user_id, browser)


def _signed_in(work: Work, user_id: str, browser: Browser) -> SignedIn | SignInRefused:
    person = account(work, user_id)
    if person.disabled:
        return SignInRefused("disabled")
    token = sessions.open_session(work, user_id, address=browser.address, user_agent=browser.user_agent)
    known = known_browsers.is_known(work, browser.token, user_id)
    return SignedIn(person, token, browser.token if known else known_browsers.remember(work, user_id))
