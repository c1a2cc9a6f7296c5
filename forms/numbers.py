"""Reads numbers as people type them: the one reader for forms, filters and settings."""

from __future__ import annotations

import re
from decimal import Decimal

MAX_NUMBER_LENGTH = 60

_FULL_WIDTH = {0xFF10 + digit: str(digit) for digit in range(10)} | {
    0xFF0C: ",",  # fullwidth comma
    0xFF0E: ".",  # fullwidth full stop
    0x3002: ".",  # ideographic full stop: what the key of the point gives in a Chinese input method
    0xFF0B: "+",  # fullwidth plus sign
    0xFF0D: "-",  # fullwidth hyphen-minus
    0x2212: "-",  # minus sign
    0x3000: " ",  # ideographic space
    0x00A0: " ",  # no-break space
    0x2009: " ",  # thin space
    0x202F: " ",  # narrow no-break space
}
_WHOLE = r"(?:\d+|[1-9]\d{0,2}(?:,\d{3})+|[1-9]\d{0,2}(?: \d{3})+)"
_NUMBER = re.compile(rf"[+-]?(?:{_WHOLE}(?:\.\d*)?|\.\d+)", re.ASCII)
_GROUPED_OTHERWISE = re.compile(r"[+-]?\d[\d,. _]*", re.ASCII)


class NumberUnclear(Exception):
    """A text that is no number, or one that two people would read differently: `code` of the catalogue."""

    def __init__(self, code: str, text: str) -> None:
        """Keep what is needed to say it in either language."""
        super().__init__(code)
        self.code, self.found = code, text


def read_number(text: str) -> Decimal:
    """Return the number that a text means to everybody who reads it.

    Thousands may be grouped by commas or by blanks, always by three (GB/T 15835); decimals follow a point.
    Full-width signs count as their half-width ones. Nothing is dropped or guessed: `1,5` is refused.
    Raises: NumberUnclear.
    """
    typed = text.strip().translate(_FULL_WIDTH).strip()
    if len(typed) <= MAX_NUMBER_LENGTH:
        if _NUMBER.fullmatch(typed):
            return Decimal(typed.replace(",", "").replace(" ", ""))
        if _GROUPED_OTHERWISE.fullmatch(typed):
            raise NumberUnclear("number_grouping", text[:40])
    raise NumberUnclear("not_a_number", text[:40])


def read_number_or_none(text: str) -> Decimal | None:
    """Return the number that a text means, None if it means none."""
    try:
        return read_number(text)
    except NumberUnclear:
        return None


def read_digits(text: str) -> str:
    """Return a row of digits (a card, an account) as people type it: half-width, without blanks and hyphens.

    Whatever else was typed stays, to be refused by who knows how many digits there are.
    """
    return re.sub(r"[\s-]", "", text.translate(_FULL_WIDTH))
