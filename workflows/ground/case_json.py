"""JSON from outside for a case, from services and from who mends it: strict, and such as a case can keep."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

NO_JSON = "Expected JSON, but it is none."
MOST_NUMBER_CHARACTERS = 60
MOST_POWER = 300
"""Of ten, above and below: more than anything that is counted."""
DEEPEST = 64


def read(body: bytes) -> Any:
    """Return the value of a body in UTF-8; numbers with decimals as Decimal.

    Raises: ValueError: what is wrong with it, as a sentence: no JSON, or something that no case can keep.
    """
    try:
        value = json.loads(body.decode(), parse_float=_decimal, parse_int=_whole, parse_constant=_no_json)
    except _Unkeepable:
        raise
    except (ValueError, RecursionError):
        raise ValueError(NO_JSON) from None
    _check(value)
    return value


class _Unkeepable(ValueError):
    """It is JSON, but no case could keep it."""


def _no_json(_word: str) -> None:
    raise ValueError(NO_JSON)  # NaN and Infinity are no JSON


def _whole(digits: str) -> int:
    if len(digits) > MOST_NUMBER_CHARACTERS:
        raise _Unkeepable(f"Expected numbers of at most {MOST_NUMBER_CHARACTERS} characters.")
    return int(digits)


def _decimal(digits: str) -> Decimal:
    if len(digits) > MOST_NUMBER_CHARACTERS:
        raise _Unkeepable(f"Expected numbers of at most {MOST_NUMBER_CHARACTERS} characters.")
    number = Decimal(digits)
    if not number.is_finite() or abs(number.adjusted()) > MOST_POWER:
        raise _Unkeepable(f"Expected numbers between 1e-{MOST_POWER} and 1e{MOST_POWER}.")
    return number


def _check(value: Any) -> None:
    """Look through texts and names. Raises: _Unkeepable."""
    waiting = [(value, 0)]
    while waiting:
        one, depth = waiting.pop()
        if depth > DEEPEST:
            raise _Unkeepable(f"Expected at most {DEEPEST} levels of objects and lists.")
        if isinstance(one, dict):
            waiting += [(inner, depth + 1) for inner in (*one, *one.values())]
        elif isinstance(one, list):
            waiting += [(inner, depth + 1) for inner in one]
        elif isinstance(one, str) and ("\x00" in one or any("\ud800" <= sign <= "\udfff" for sign in one)):
            raise _Unkeepable("Expected text without null characters and halves of character pairs.")
