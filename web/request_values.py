"""Numbers and days of requests: the one place where a text of an address or a form becomes one.

`int()` reads digits of other scripts and fails on thousands of them; a column holds fewer than both. A test
forbids it elsewhere in this room.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation

from flask import request

MOST = 2**31 - 1
"""What a column of whole numbers holds."""
_MOST_DIGITS = 10
_MOST_AMOUNT_CHARACTERS = 20


def whole(text: str, *, least: int = 0, most: int = MOST) -> int | None:
    """Return the whole number that `text` says in ASCII digits; None if it is none or outside the limits."""
    said = text.strip()
    if not (said.isascii() and said.isdecimal() and len(said) <= _MOST_DIGITS):
        return None
    number = int(said)
    return number if least <= number <= most else None


def yuan(text: str) -> Decimal:
    """Return the amount that `text` says, thousands separators and ¥ left out; 0 if it says none.

    Whether so much may be moved, and in which steps, is decided where it is.
    """
    plain = text.strip().replace(",", "").removeprefix("¥")
    if not (plain.isascii() and len(plain) <= _MOST_AMOUNT_CHARACTERS):
        return Decimal(0)
    try:
        amount = Decimal(plain)
    except InvalidOperation:
        return Decimal(0)
    return amount if amount.is_finite() else Decimal(0)


def as_day(text: str) -> date | None:
    """Return the day that `text` says as YYYY-MM-DD; None if it is none, or one that no moment belongs to."""
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        return None
    return day if date(1970, 1, 2) <= day <= date(9000, 1, 1) else None


def revision(name: str = "revision") -> int | None:
    """Return which revision of a draft or a task the form was drawn with; None if it does not say."""
    return whole(request.form.get(name, ""))
