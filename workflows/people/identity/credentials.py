"""Changing a password: by its owner, by the administration, or after it was forgotten.

Where a code is checked the answer is a value (`Refused`, `CodeRefused`), so that the failed attempt is
committed; the others raise `Invalid`.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, select

from workflows.ground.errors import FieldProblem, Invalid, InvalidState
from workflows.ground.settings_store.queries import number
from workflows.ground.work import Work
from workflows.outbox import posting
from workflows.people.identity import codes, lockout, revocation
from workflows.people.identity.code_requests import Asker, code_for
from workflows.people.identity.contacts import email_of, key_of, mobile_of
from workflows.people.identity.errors import at, refuse
from workflows.people.identity.models import Credential, FormerPassword, User
from workflows.people.identity.passwords import hash_password, matches, policy_problems, was_used
from workflows.people.identity.payment_passwords import is_payment_password
from workflows.people.identity.queries import account, accounts, acting_account, id_by_mobile
from workflows.people.identity.values import Account, AttemptRefused, CodeRefused, CodeSent, Locale


def change_password(
    work: Work, *, current: str, password: str, password_again: str, keep_token: str | None
) -> None:
    """Change the acting user's password and sign their other browsers out.

    Raises: Invalid: the current password is wrong or the new one breaks a rule.
    """
    owner = acting_account(work)
    credential = work.session.get_one(Credential, owner.id, with_for_update=True)
    if not matches(current, credential.password_hash):
        raise Invalid("identity.invalid", [at("current", "password_wrong")])
    refuse(_new_password_problems(work, owner, password, password_again))
    _replace_password(work, owner, password)
    revocation.void_all(work, owner.id, keep_token=keep_token)
    _tell_password_changed(work, owner)


def set_password(work: Work, user_id: str, password: str) -> None:
    """Give a user a password that has to be changed at the next sign-in; ends all sessions.

    Raises: NotFound; Invalid: the password breaks a rule; InvalidState: the account is closed for good.
    """
    owner = account(work, user_id)
    if owner.closed:
        raise InvalidState("identity.closed")
    refuse(_new_password_problems(work, owner, password, password))
    _replace_password(work, owner, password, must_change=True)
    revocation.void_all(work, user_id)
    _tell_password_changed(work, owner)


def forget(work: Work, user_id: str) -> None:
    """Delete the passwords of a user, whose account is closed."""
    for table in (Credential, FormerPassword):
        work.session.execute(delete(table).where(table.user_id == user_id))


def _new_password_problems(work: Work, owner: Account, password: str, again: str) -> list[FieldProblem]:
    problems = policy_problems(password, user_name=owner.user_name, mobile=owner.mobile)
    if password != again:
        problems.append(at("password_again", "password_again"))
    if not problems and was_used(password, _known_hashes(work, owner.id)):
        problems.append(at("password", "password_former"))
    if not problems and is_payment_password(work, owner.id, password):
        problems.append(at("password", "password_pays"))
    return problems


def _known_hashes(work: Work, user_id: str) -> list[str]:
    former = work.session.scalars(
        select(FormerPassword.password_hash)
        .where(FormerPassword.user_id == user_id)
        .order_by(FormerPassword.replaced_at.desc(), FormerPassword.id.desc())
        .limit(number(work, "former_passwords"))
    )
    current = work.session.scalars(select(Credential.password_hash).where(Credential.user_id == user_id))
    return [*current, *former]


def _replace_password(work: Work, owner: Account, password: str, *, must_change: bool = False) -> None:
    credential = work.session.get(Credential, owner.id, with_for_update=True)
    if credential is None:
        credential = Credential(user_id=owner.id)
        work.session.add(credential)
    else:
        former = FormerPassword(
            user_id=owner.id, password_hash=credential.password_hash, replaced_at=work.now
        )
        work.session.add(former)
    credential.password_hash = hash_password(password)
    credential.changed_at, credential.must_change = work.now, must_change
    work.session.flush()


def _tell_password_changed(work: Work, owner: Account) -> None:
    if owner.email:
        params = {"name": owner.shown_name}
        posting.send_mail(work, owner.email, "password_changed", params, owner.locale)


def send_reset_link(
    work: Work, *, email: str, asker: Asker, url: str, locale: Locale = "zh-CN"
) -> CodeSent | CodeRefused:
    """Send a link for a new password to the account that has `email`.

    An address without an account gets a word about that: answer and work are the same. `url` holds
    `{token}` where the token belongs.

    Raises: Invalid: this is no e-mail address.
    """
    address = email_of(email)
    if address is None:
        raise Invalid("identity.invalid", [at("email", "email_form")])
    made = code_for(work, "reset", key_of(address), asker)
    if isinstance(made, CodeRefused):
        return made
    minutes = number(work, "reset_link_minutes")
    user_id = work.session.scalar(select(User.id).where(User.email_key == key_of(address)))
    token = codes.make_link(work, "reset", user_id, valid_minutes=minutes)
    owner = accounts(work, [user_id or ""]).get(user_id or "")
    name = owner.shown_name if owner else ""
    params = {"name": name, "link": url.replace("{token}", token), "minutes": minutes}
    template = "password_reset" if owner else "no_account"
    language, expires_at = owner.locale if owner else locale, work.now + timedelta(minutes=minutes)
    posting.send_mail(work, address, template, params, language, expires_at=expires_at)
    return made[1]


def is_reset_link_live(work: Work, token: str) -> bool:
    """Tell whether a link for a new password still works."""
    return codes.opened(work, "reset", token) is not None


def reset_by_link(work: Work, *, token: str, password: str, password_again: str) -> None:
    """Set a new password with a link, which is used up, and end all sessions.

    Raises: Invalid: the link is dead (problem at `token`) or the password breaks a rule (the link stays).
    """
    link = codes.opened(work, "reset", token)
    if link is None or link.user_id is None:
        raise Invalid("identity.link_dead", [at("token", "link_dead")])
    _reset(work, account(work, link.user_id), password, password_again)
    codes.use(work, link)


def reset_by_code(
    work: Work, *, mobile: str, code: str, password: str, password_again: str
) -> AttemptRefused | None:
    """Set a new password with a code sent to the mobile, and end all sessions; None when it is done.

    Rules that need no account are looked at first, so that a slip there costs no attempt.

    Raises: Invalid: the password breaks a rule that only its owner may learn about (the code stays).
    """
    number_e164 = mobile_of(mobile)
    problems = policy_problems(password, user_name="", mobile=number_e164)
    if password != password_again:
        problems.append(at("password_again", "password_again"))
    if problems:
        return AttemptRefused(tuple(problems))
    row = codes.checked(work, "reset", number_e164, code)
    user_id = id_by_mobile(work, number_e164)
    if row is None or user_id is None:
        return AttemptRefused((at("code", "code_wrong"),))
    _reset(work, account(work, user_id), password, password_again)
    codes.use(work, row)
    return None


def _reset(work: Work, owner: Account, password: str, password_again: str) -> None:
    refuse(_new_password_problems(work, owner, password, password_again))
    _replace_password(work, owner, password)
    revocation.void_all(work, owner.id)
    lockout.forget(work, *lockout.keys_of(owner))
    _tell_password_changed(work, owner)
