"""Writing accounts: codes by SMS and mail, signing up, the profile.

Operations that check a code or a captcha answer with a value (`Refused`, `CodeRefused`), so that the failed
attempt is committed; the others raise `Invalid`.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from workflows.ground.db import new_id
from workflows.ground.errors import FieldProblem, Invalid
from workflows.ground.settings_store.queries import value
from workflows.ground.work import Work
from workflows.outbox import posting
from workflows.people.identity import captcha, codes
from workflows.people.identity.agreements import AGREEMENTS, agreement
from workflows.people.identity.contacts import email_of, key_of, mobile_of, user_name_problems
from workflows.people.identity.errors import at, refuse
from workflows.people.identity.models import Consent, Credential, RoleGrant, User
from workflows.people.identity.passwords import matches, policy_problems
from workflows.people.identity.queries import account, acting_account, id_by_mobile
from workflows.people.identity.uniqueness import insert_user, taken, unique_or_invalid
from workflows.people.identity.values import Account, CodeRefused, CodeSent, Locale, Refused, Registration


def send_code(
    work: Work,
    purpose: codes.Purpose,
    *,
    mobile: str,
    captcha_id: str,
    captcha_answer: str,
    locale: Locale = "zh-CN",
) -> CodeSent | CodeRefused:
    """Send a code by SMS after a captcha.

    For "sign_in" and "reset" nothing goes out when no account has the number, and the answer is the same.

    Raises: Invalid: this is no mobile number.
    """
    number_e164 = mobile_of(mobile)
    if number_e164 is None:
        raise Invalid("identity.invalid", [at("mobile", "mobile_form")])
    if not captcha.is_answered(work, captcha_id, captcha_answer):
        return CodeRefused("captcha")
    made = codes.make(work, purpose, number_e164)
    if isinstance(made, CodeRefused):
        return made
    code, sent = made
    if purpose in ("register", "mobile") or id_by_mobile(work, number_e164) is not None:
        params = {"code": code, "minutes": codes.CODE_VALID_MINUTES}
        posting.send_sms(work, number_e164, "sms_code", params, locale, expires_at=codes.expiry(work))
    return sent


def send_email_code(work: Work, *, email: str) -> CodeSent | CodeRefused:
    """Send the acting user a code to the e-mail address that they want to have.

    Raises: Invalid: this is no address, or another account has it.
    """
    owner = acting_account(work)
    address = email_of(email)
    if address is None:
        raise Invalid("identity.invalid", [at("email", "email_form")])
    refuse(taken(work, email=address, but=owner.id))
    made = codes.make(work, "email", key_of(address))
    if isinstance(made, CodeRefused):
        return made
    code, sent = made
    params = {"code": code, "minutes": codes.CODE_VALID_MINUTES}
    posting.send_mail(work, address, "email_code", params, owner.locale, expires_at=codes.expiry(work))
    return sent


def register(work: Work, form: Registration) -> Account | Refused:
    """Make an account with its first role and recorded consent; all problems are told at once.

    The code is looked at last, and used up only by a registration that succeeds.

    Raises: Invalid: somebody else took the name, mobile or e-mail at the same moment.
    """
    form = replace(form, user_name=form.user_name.strip())
    mobile, email = mobile_of(form.mobile), email_of(form.email) if form.email.strip() else None
    problems = [*_form_problems(form, mobile, email), *taken(work, form.user_name, mobile, email)]
    if problems:
        return _made_before(work, form, mobile) or Refused(tuple(problems))
    code = codes.checked(work, "register", mobile, form.code)
    if code is None:
        return _made_before(work, form, mobile) or Refused((at("code", "code_wrong"),))
    user = User(
        user_name=form.user_name,
        user_name_key=key_of(form.user_name),
        kind=form.kind,
        mobile=mobile,
        mobile_verified_at=work.now,
        email=email,
        email_key=key_of(email) if email else None,
        locale=form.locale,
        created_at=work.now,
    )
    insert_user(work, user, form.password)
    codes.use(work, code)
    work.session.add(RoleGrant(user_id=user.id, group_id=form.kind, granted_at=work.now))
    record_consent(work, user.id, locale=form.locale, address=form.address)
    return account(work, user.id)


def _made_before(work: Work, form: Registration, mobile: str | None) -> Account | None:
    """Return the account that this very form has made minutes ago: a double click is no mistake.

    Whoever knows the code that was used and the password is the one who made it.
    """
    user_id = work.session.scalar(
        select(User.id).where(
            User.user_name_key == key_of(form.user_name),
            User.mobile == mobile,
            User.created_at > work.now - timedelta(minutes=codes.CODE_VALID_MINUTES),
        )
    )
    if user_id is None or not codes.was_used(work, "register", mobile, form.code):
        return None
    credential = work.session.get_one(Credential, user_id)
    return account(work, user_id) if matches(form.password, credential.password_hash) else None


def _form_problems(form: Registration, mobile: str | None, email: str | None) -> list[FieldProblem]:
    problems = [] if form.kind in ("enterprise", "provider") else [at("kind", "kind")]
    problems += user_name_problems(form.user_name)
    if mobile is None:
        problems.append(at("mobile", "mobile_form"))
    if form.email.strip() and email is None:
        problems.append(at("email", "email_form"))
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


def change_mobile(work: Work, *, mobile: str, code: str) -> Refused | None:
    """Give the acting user a new mobile number that a code has proved; None when it is done.

    Raises: Invalid: somebody else took the number at the same moment.
    """
    owner, number_e164 = acting_account(work), mobile_of(mobile)
    if number_e164 is None:
        return Refused((at("mobile", "mobile_form"),))
    refused = taken(work, mobile=number_e164, but=owner.id)
    if refused:
        return Refused(tuple(refused))
    row = codes.checked(work, "mobile", number_e164, code)
    if row is None:
        return Refused((at("code", "code_wrong"),))
    with unique_or_invalid(work):
        user = work.session.get_one(User, owner.id)
        user.mobile, user.mobile_verified_at = number_e164, work.now
        work.session.flush()
    codes.use(work, row)
    if owner.mobile != number_e164:
        _tell_former_address(work, owner, "mobile_changed")
    return None


def change_email(work: Work, *, email: str, code: str) -> Refused | None:
    """Give the acting user a new e-mail address that a code has proved; None when it is done.

    Raises: Invalid: somebody else took the address at the same moment.
    """
    owner, address = acting_account(work), email_of(email)
    if address is None:
        return Refused((at("email", "email_form"),))
    row = codes.checked(work, "email", key_of(address), code)
    if row is None:
        return Refused((at("code", "code_wrong"),))
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
