"""Proving who one is: by password with a captcha, or by a code sent to the mobile.

Every refusal is a value, not an exception: the counts behind it have to be committed. Whether an account
exists changes neither answer nor work.
"""

from __future__ import annotations

from workflows.ground.work import Work
from workflows.people.identity import captcha, codes, lockout, sessions
from workflows.people.identity.contacts import mobile_of
from workflows.people.identity.models import Credential
from workflows.people.identity.passwords import hash_password, matches, needs_rehash
from workflows.people.identity.queries import account, id_by_identifier, id_by_mobile, identifier_key
from workflows.people.identity.values import SignedIn, SignInRefused


def by_password(
    work: Work,
    *,
    identifier: str,
    password: str,
    captcha_id: str,
    captcha_answer: str,
    address: str,
    user_agent: str,
) -> SignedIn | SignInRefused:
    """Sign in with user name, mobile or e-mail and the password. Five failures lock what was typed."""
    if not captcha.is_answered(work, captcha_id, captcha_answer):
        return SignInRefused("captcha")
    typed = lockout.typed_key(identifier_key(identifier))
    locked_until = lockout.count(work, typed, lockout.TYPED_LIMIT)
    user_id = id_by_identifier(work, identifier)
    credential = work.session.get(Credential, user_id or "")
    right = matches(password, credential.password_hash if credential else None)
    behind = lockout.account_key(user_id or identifier_key(identifier))
    is_closed = lockout.count(work, behind, lockout.ACCOUNT_LIMIT) is not None
    if locked_until is not None:
        return SignInRefused("locked", locked_until)
    if credential is None or not right or is_closed:
        return SignInRefused("wrong")
    if needs_rehash(credential.password_hash):
        credential.password_hash = hash_password(password)
    lockout.forget(work, typed, behind)
    return _signed_in(work, credential.user_id, address=address, user_agent=user_agent)


def by_code(work: Work, *, mobile: str, code: str, address: str, user_agent: str) -> SignedIn | SignInRefused:
    """Sign in with the code that was sent to `mobile`."""
    number = mobile_of(mobile)
    row = codes.checked(work, "sign_in", number, code)
    user_id = id_by_mobile(work, number)
    if row is None or user_id is None:
        return SignInRefused("wrong")
    codes.use(work, row)
    return _signed_in(work, user_id, address=address, user_agent=user_agent)


def _signed_in(work: Work, user_id: str, *, address: str, user_agent: str) -> SignedIn | SignInRefused:
    found = account(work, user_id)
    if found.disabled:
        return SignInRefused("disabled")
    token = sessions.open_session(work, user_id, address=address, user_agent=user_agent)
    return SignedIn(found, token)
