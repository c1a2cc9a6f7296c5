"""Registered rules by name, for `properties.validate` and form-js's `validationType`."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlsplit

import phonenumbers
from email_validator import EmailNotValidError, validate_email
from stdnum import luhn
from stdnum.cn import ric, uscc

TextRule = Callable[[str], bool]

_MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)
_POSTCODE = re.compile(r"\d{6}", re.ASCII)
_ACCOUNT = re.compile(r"\d{8,30}", re.ASCII)
_CARD = re.compile(r"\d{13,19}", re.ASCII)
_NAME = re.compile(r"[^\W\d_][^\W\d_·.\- ]*(?:[·.\- ]+[^\W\d_]+)*")
_YEAR = re.compile(r"(19\d\d|20\d\d|2100)", re.ASCII)
_SPACES = re.compile(r"[\s-]+")


def is_email(value: str) -> bool:
    """Say whether this is an e-mail address (syntax only; nothing is looked up)."""
    try:
        validate_email(value, check_deliverability=False)
    except EmailNotValidError:
        return False
    return True


def is_phone(value: str) -> bool:
    """Say whether this is a telephone number; without a country code it is Chinese."""
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(value, "CN"))
    except phonenumbers.NumberParseException:
        return False


def is_chinese_phone(value: str) -> bool:
    """Say whether this is a Chinese telephone number, fixed or mobile, with or without +86 and hyphens."""
    try:
        number = phonenumbers.parse(value, "CN")
    except phonenumbers.NumberParseException:
        return False
    return number.country_code == 86 and phonenumbers.is_valid_number(number)


def is_credit_code(value: str) -> bool:
    """Say whether this is a unified social credit code with the right check digit (GB 32100-2015)."""
    return len(value) == 18 and value == value.upper() and bool(uscc.is_valid(value))


def is_id_card(value: str) -> bool:
    """Say whether this is an identity card number with the right check digit (GB 11643-1999)."""
    return len(value) == 18 and bool(ric.is_valid(value))


def is_bank_card(value: str) -> bool:
    """Say whether this is a bank card number with the right check digit; spaces are allowed."""
    digits = _SPACES.sub("", value)
    return bool(_CARD.fullmatch(digits)) and bool(luhn.is_valid(digits))


def is_url(value: str) -> bool:
    """Say whether this is a web address that a page may link to."""
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and "." in (parts.hostname or "") and not re.search(r"\s", value)


def is_person_name(value: str) -> bool:
    """Say whether this looks like a person's name."""
    return 2 <= len(value) <= 30 and bool(_NAME.fullmatch(value))


NAMED: dict[str, TextRule] = {
    "email": is_email,
    "phone": is_phone,
    "phone_cn": is_chinese_phone,
    "mobile_cn": lambda value: bool(_MOBILE.fullmatch(value)),
    "credit_code": is_credit_code,
    "id_card_cn": is_id_card,
    "postcode_cn": lambda value: bool(_POSTCODE.fullmatch(value)),
    "bank_account_cn": lambda value: bool(_ACCOUNT.fullmatch(_SPACES.sub("", value))),
    "bank_card_cn": is_bank_card,
    "person_name_cn": is_person_name,
    "url": is_url,
    "year": lambda value: bool(_YEAR.fullmatch(value)),
}
"""Rule by name; the message of the catalogue has the same name."""
