"""Numbers of bank cards: read strictly, kept encrypted, shown by their last four digits alone."""

from __future__ import annotations

import re

from forms.numbers import read_digits
from workflows.ground.safe import Safe

PURPOSE = "bank cards"
"""What the safe of the numbers is for."""
SHOWN_DIGITS = 4
_NUMBER = re.compile(r"[0-9]{8,30}", re.ASCII)


def read_card(typed: str) -> str | None:
    """Return the digits of a card or an account as people type it, None if it cannot be one."""
    digits = read_digits(typed)
    return digits if _NUMBER.fullmatch(digits) else None


def lock_card(secret_key: str, number: str) -> bytes:
    """Return the number as it is kept."""
    return Safe(secret_key, PURPOSE).lock(number)


def unlock_card(secret_key: str, kept: bytes) -> str | None:
    """Return the number, None if it was locked with the key of another installation."""
    return Safe(secret_key, PURPOSE).unlock(kept)
