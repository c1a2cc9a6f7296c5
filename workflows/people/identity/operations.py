"""Writing accounts: codes by SMS and mail, signing up, the profile.

Operations that check a code or a captcha answer with a value (`Refused`, `CodeRefused`), so that the failed
attempt is committed; the others raise `Invalid`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from workflows.ground.db import new_id
from workflows.ground.errors import FieldProblem, Invalid
from workflows.ground.settings_store.queries import value
from workflows.ground.work import Work
from workflows.outbox import posting
from workflows.people.identity import codes
from workflows.people.identity.agreements import AGREEMENTS, agreement
from workflows.people.identity.code_requests import Asker, code_for
from workflows.people.identity.contacts import (
    address_of,
    email_of,
    full_name_problems,
    key_of,
    mobile_of,
    user_name_problems,
)
from workflows.people.identity.errors import at
from workflows.people.identity.groups import grant
from workflows.people.identity.models import Consent, User
from workflows.people.identity.passwords import policy_problems
from workflows.people.identity.queries import account, accounts, acting_account, id_by_address
from workflows.people.identity.roles import ORGANISATION_ROLES
from workflows.people.identity.uniqueness import insert_user, taken, unique_or_invalid
from workflows.people.identity.values import (
    Account,
    AttemptRefused,
    CodeRefused,
    CodeSent,
    Locale,
    MadeBefore,
    SignUp,
)


def send_code(
    work: Work, purpose: codes.Purpose, *, address: str, asker: Asker, locale: Locale = "zh-CN"
) -> CodeSent | CodeRefused:
    """Send a code to a mobile number; to sign in, also to a confirmed e-mail address.

    To sign in or for a new password, an address without an account gets a word about that instead of a code:
    its owner learns why, and whoever asked learns nothing, not even from the time it takes.

    Raises: Invalid: this is no mobile number, and no e-mail address where one will do.
    """
    by_mail = purpose == "sign_in" and "@" in address
    key = address_of(address) if by_mail else mobile_of(address)
    if key is None:
        raise Invalid("identity.invalid", [at("mobile", "email_form" if by_mail else "mobile_form")])
    made = code_for(work, purpose, key, asker)
    if isinstance(made, CodeRefused):
        return made
    code, sent = made
    owner_id = id_by_address(work, key)
    owner = accounts(work, [owner_id or ""]).get(owner_id or "")
    name = owner.shown_name if owner else ""
    params = {"name": name, "code": code, "minutes": codes.CODE_VALID_MINUTES}
    if purpose in ("sign_in", "reset") and owner_id is None:
        _send(work, key, "no_account", {}, locale)
    else:
        _send(work, key, "email_code" if by_mail else "sms_code", params, locale)
    return sent


def _send(work: Work, address: str, template: str, params: Mapping[str, Any], locale: Locale) -> None:
    outbox = posting.send_mail if "@" in address else posting.send_sms
    outbox(work, address, template, params, locale, expires_at=codes.expiry(work))


def send_email_code(work: Work, *, email: str) -> CodeSent | CodeRefused:
    """Send the acting user a code to the e-mail address that they want to have.

    Whether another account has it is told once the code was typed: to its owner, that is.

    Raises: Invalid: this is no address.
    """
    owner = acting_account(work)
    address = email_of(email)
    if address is None:
        raise Invalid("identity.invalid", [at("email", "email_form")])
    made = codes.make(work, "email", key_of(address))
    if isinstance(made, CodeRefused):
        return made
    code, sent = made
    params = {"name": owner.shown_name, "code": code, "minutes": codes.CODE_VALID_MINUTES}
    posting.send_mail(work, address, "email_code", params, owner.locale, expires_at=codes.expiry(work))
    return sent


def register(work: Work, form: SignUp) -> Account | MadeBefore | AttemptRefused:
    """Make an account with its first role and recorded consent; all problems are told at once.

    Which mobile and which user name others have is told only after the code of that mobile was typed, and
    costs one of its five attempts: nobody learns more than a few names from a number of their own. The code
    is used up by a registration that succeeds.

    Raises: Invalid: somebody else took the name or the mobile at the same moment.
    """
    form = replace(form, user_name=form.user_name.strip(), full_name=" ".join(form.full_name.split()))
    mobile = mobile_of(form.mobile)
    if problems := _form_problems(form, mobile):
        return AttemptRefused(tuple(problems))
    code = codes.checked(work, "register", mobile, form.code)
    if code is None:
        return _made_before(work, form, mobile) or AttemptRefused((at("code", "code_wrong"),))
    if problems := taken(work, form.user_name, mobile):
        codes.spend_attempt(work, code)
        return AttemptRefused(tuple(problems))
    user = User(
        user_name=form.user_name,
        user_name_key=key_of(form.user_name),
        full_name=form.full_name,
        kind=form.kind,
        mobile=mobile,
        mobile_verified_at=work.now,
        locale=form.locale,
        created_at=work.now,
    )
    insert_user(work, user, form.password)
    codes.use(work, code)
    grant(work, user.id, form.kind)
    record_consent(work, user.id, locale=form.locale, address=form.address)
    return account(work, user.id)


def _made_before(work: Work, form: SignUp, mobile: str | None) -> MadeBefore | None:
    """Tell who sends the form again that has made the account minutes ago: a double click is no mistake.

    The code that was used shows who that is, and opens nothing a second time.
    """
    name = work.session.scalar(
        select(User.user_name).where(
            User.user_name_key == key_of(form.user_name),
            User.mobile == mobile,
            User.created_at > work.now - timedelta(minutes=codes.CODE_VALID_MINUTES),
        )
    )
    was_used = codes.was_used(work, "register", mobile, form.code)
    return MadeBefore(name) if name is not None and was_used else None


def _form_problems(form: SignUp, mobile: str | None) -> list[FieldProblem]:
    problems = [] if form.kind in ORGANISATION_ROLES else [at("kind", "kind")]
    problems += user_name_problems(form.user_name)
    problems += full_name_problems(form.full_name)
    if mobile is None:
        problems.append(at("mobile", "mobile_form"))
    problems += policy_problems(form.password, user_name=form.user_name, mobile=mobile)
    if form.password != form.password_again:
        problems.append(at("password_again", "password_again"))
    if not form.agreed.issuperset(AGREEMENTS):
        problems.append(at("agreed", "agreements"))
    if not form.code.strip():
        problems.append(at("code", "required"))
    return problems


def is_registration_open(work: Work) -> bool:
    """Tell whether the administration lets people sign up."""
    return value(work, "registration_open") is True


def record_consent(work: Work, user_id: str, *, locale: Locale, address: str = "") -> None:
    """Write down that a user agreed to both agreements in their present versions."""
    for name in AGREEMENTS:
        shown = agreement(name, locale)
        consent = insert(Consent).values(
            id=new_id(),
            user_id=user_id,
            agreement=name,
            version=shown.version,
            text_sha256=shown.sha256,
            agreed_at=work.now,
            address=address,
        )
        # Agreed twice, in two windows: the first time counts.
        work.session.execute(consent.on_conflict_do_nothing())


def change_mobile(work: Work, *, mobile: str, code: str) -> AttemptRefused | None:
    """Give the acting user a new mobile number that a code has proved; None when it is done.

    Raises: Invalid: somebody else took the number at the same moment.
    """
    owner, number_e164 = acting_account(work), mobile_of(mobile)
    if number_e164 is None:
        return AttemptRefused((at("mobile", "mobile_form"),))
    row = codes.checked(work, "mobile", number_e164, code)
    if row is None:
        return AttemptRefused((at("code", "code_wrong"),))
    if refused := taken(work, mobile=number_e164, but=owner.id):
        return AttemptRefused(tuple(refused))
    with unique_or_invalid(work):
        user = work.session.get_one(User, owner.id)
        user.mobile, user.mobile_verified_at = number_e164, work.now
        work.session.flush()
    codes.use(work, row)
    if owner.mobile != number_e164:
        _tell_former_address(work, owner, "mobile_changed")
    return None


def change_email(work: Work, *, email: str, code: str) -> AttemptRefused | None:
    """Give the acting user a new e-mail address that a code has proved; None when it is done.

    Raises: Invalid: somebody else took the address at the same moment.
    """
    owner, address = acting_account(work), email_of(email)
    if address is None:
        return AttemptRefused((at("email", "email_form"),))
    row = codes.checked(work, "email", key_of(address), code)
    if row is None:
        return AttemptRefused((at("code", "code_wrong"),))
    with unique_or_invalid(work):
        user = work.session.get_one(User, owner.id)
        user.email, user.email_key, user.email_verified_at = address, key_of(address), work.now
        work.session.flush()
    codes.use(work, row)
    if owner.email != address:
        _tell_former_address(work, owner, "email_changed")
    return None


def _tell_former_address(work: Work, owner: Account, template: str) -> None:
    """Warn the person whose account it was: with mobile or mail comes the right to a new password."""
    if owner.email:
        posting.send_mail(work, owner.email, template, {"name": owner.shown_name}, owner.locale)


def set_locale(work: Work, locale: Locale) -> None:
    """Remember in which language the acting user reads."""
    work.session.execute(update(User).where(User.id == work.actor).values(locale=locale))
