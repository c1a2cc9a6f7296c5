"""The one spelling of user names, mobile numbers and e-mail addresses."""

from __future__ import annotations

import re

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from workflows.ground.errors import FieldProblem
from workflows.people.identity.errors import at

_USER_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{5,29}")
_STAFF_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{2,29}")
_MOBILE = re.compile(r"1[3-9]\d{9}")
MAX_EMAIL_CHARACTERS = 254
"""RFC 5321, 4.5.3.1.3; longer texts are not even looked at."""
_DECORATION = re.compile(r"[\s\-()()]")


def mobile_of(typed: str) -> str | None:
    """Return a mainland mobile number as E.164 (`+8613800138000`), or None if `typed` is none."""
    digits = _DECORATION.sub("", typed)
    for prefix in ("+86", "0086"):
        digits = digits.removeprefix(prefix)
    if not _MOBILE.fullmatch(digits) or not digits.isascii():
        return None
    number = phonenumbers.parse(digits, "CN")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def email_of(typed: str) -> str | None:
    """Return the address in its normal spelling, or None if `typed` is none. Asks no name server."""
    if len(typed) > MAX_EMAIL_CHARACTERS:
        return None
    try:
        return validate_email(typed.strip(), check_deliverability=False).normalized
    except EmailNotValidError:
        return None


def address_of(typed: str) -> str | None:
    """Return the mobile number or the key of the e-mail address that was typed, None if it is neither."""
    mobile, email = mobile_of(typed), email_of(typed)
    return mobile or (key_of(email) if email else None)


def key_of(text: str) -> str:
    """Return what is compared: names and addresses that differ in case only are the same."""
    return text.strip().casefold()


def name_within(user_name: str, organisation_number: int) -> str:
    """Return the name by which a sub-account signs in: what its organisation chose, among its own names.

    No other user name holds an @, so what strangers are called never stands in the way.
    """
    return f"{user_name}@{organisation_number}"


def user_name_problems(name: str, *, staff: bool = False) -> list[FieldProblem]:
    """Return what is wrong with a user name. Those of staff may have three characters.

    A name begins with a letter, so that it is never taken for a mobile number when signing in.
    """
    rule = _STAFF_NAME if staff else _USER_NAME
    return [] if rule.fullmatch(name) else [at("user_name", "user_name_form")]


FULL_NAME_LIMIT = 40


def full_name_problems(name: str) -> list[FieldProblem]:
    """Return what is wrong with a person's own name: reviewers and letters call people by it."""
    if not name.strip():
        return [at("full_name", "full_name")]
    if len(name) > FULL_NAME_LIMIT:
        return [at("full_name", "full_name_long", limit=FULL_NAME_LIMIT)]
    digits = any(letter.isdigit() for letter in name)
    return [at("full_name", "full_name_digits")] if digits or "@" in name else []
