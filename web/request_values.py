"""Numbers and days of requests: the one place where a text of an address or a form becomes one.

`int()` reads digits of other scripts and fails on thousands of them; a column holds fewer than both. A test
forbids it elsewhere in this room.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from flask import request

from forms.numbers import NumberUnclear, read_number, read_number_or_none
from workflows.ground.clock import SHANGHAI
from workflows.ground.errors import FieldProblem, Invalid

MOST = 2**31 - 1
"""What a column of whole numbers holds."""
_MOST_DIGITS = 10
_FIRST, _LAST = date(1970, 1, 2), date(9000, 1, 1)
"""The days that are read."""
_AMOUNT_SHOWN = 40


def whole(text: str, *, least: int = 0, most: int = MOST) -> int | None:
    """Return the whole number that `text` says in ASCII digits; None if it is none or outside the limits."""
    said = text.strip()
    if not (said.isascii() and said.isdecimal() and len(said) <= _MOST_DIGITS):
        return None
    number = int(said)
    return number if least <= number <= most else None


def typed_whole(text: str) -> int | None:
    """Return the whole number that somebody typed, in full-width digits too; None if it is none."""
    number = read_number_or_none(text)
    return int(number) if number is not None and number == round(number) and abs(number) <= MOST else None


def shown_moment(at: datetime | None) -> str:
    """Return what a field of date and time shows of a moment."""
    return "" if at is None else f"{at.astimezone(SHANGHAI):%Y-%m-%dT%H:%M}"


def yuan(name: str) -> Decimal:
    """Return the amount typed into a field of the request, without its ¥ or 元; 0 if nothing was typed.

    Whether so much may be moved, and in which steps, is decided where it is.
    Raises: Invalid: at the field: it is no number, or two people would read it differently (`1,5`).
    """
    typed = request.form.get(name, "").strip()
    plain = typed.removeprefix("¥").removeprefix("￥").removesuffix("元").strip()
    if not typed:
        return Decimal(0)
    try:
        return read_number(plain)
    except NumberUnclear as unclear:
        said = {"found": typed[:_AMOUNT_SHOWN]}
        raise Invalid("payments.invalid", [FieldProblem(name, f"payments.{unclear.code}", said)]) from unclear


def as_day(text: str) -> date | None:
    """Return the day that `text` says as YYYY-MM-DD; None if it is none, or one that no moment belongs to."""
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        return None
    return day if _FIRST <= day <= _LAST else None


def moment(text: str) -> datetime | None:
    """Return what a field of date and time says, which is Shanghai's time; None for what is none.

    None, too, for one so far away that it is in no year elsewhere: it could be kept, and never shown again.
    """
    try:
        said = datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)
    except ValueError:
        return None
    return said if _FIRST <= said.date() <= _LAST else None


def refuse_unread_moments(names: Iterable[str], refusal: str, problem: str) -> None:
    """Refuse what was typed into a field of date and time that may be empty, and is no moment.

    Raises: Invalid: `refusal`, with `problem` at each such field.
    """
    bad = [name for name in names if (typed := request.form.get(name)) and moment(typed) is None]
    if bad:
        raise Invalid(refusal, [FieldProblem(name, problem, {}) for name in bad])


def revision(name: str = "revision") -> int | None:
    """Return which revision of a draft or a task the form was drawn with; None if it does not say."""
    return whole(request.form.get(name, ""))
