"""Decimal numbers of 34 digits (decimal128, half even), and what cannot be represented: None."""

from __future__ import annotations

from decimal import (
    ROUND_HALF_EVEN,
    Context,
    Decimal,
    DecimalException,
    DivisionByZero,
    InvalidOperation,
    Overflow,
)

DECIMAL128 = Context(
    prec=34,
    rounding=ROUND_HALF_EVEN,
    Emin=-6143,
    Emax=6144,
    capitals=1,
    clamp=0,
    traps=[InvalidOperation, DivisionByZero, Overflow],
)
add = DECIMAL128.add
subtract = DECIMAL128.subtract
multiply = DECIMAL128.multiply
divide = DECIMAL128.divide

MAX_WHOLE = 10**18


def power(base: Decimal, exponent: Decimal) -> Decimal:
    """Return `base` to the power of `exponent`; of 0 it is 1 for every base, 0 too (IEEE 754)."""
    return DECIMAL128.power(base, exponent) if exponent else Decimal(1)


def parse_number(text: str) -> Decimal | None:
    """Return the number that `text` (digits, point, exponent) denotes; None if it is out of range."""
    try:
        return DECIMAL128.create_decimal(text)
    except DecimalException:
        return None


def whole(value: Decimal) -> int | None:
    """Return `value` cut to a whole number, or None if it is too big for a position or a date part."""
    if -MAX_WHOLE < value < MAX_WHOLE:
        return int(value)
    return None


def number_text(value: Decimal) -> str:
    """Return `value` in plain notation, without an exponent."""
    text = format(value, "f")
    return "0" if text.startswith("-") and not value else text


def whole_part(value: Decimal) -> int | None:
    """Return `value` cut to a whole number of at most 40 digits, or None."""
    return int(value) if value.adjusted() < 40 else None
