"""Functions of numbers, and the two of durations that they share a name with."""

from __future__ import annotations

from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Decimal,
)
from decimal import Context as DecimalContext
from typing import Any

from engine.feel import numbers as n
from engine.feel.functions import builtin
from engine.feel.runtime import Run
from engine.feel.temporal import DaysDuration, MonthsDuration

_MAX_SCALE = 6176
_WIDE = DecimalContext(prec=n.DECIMAL128.prec, Emin=n.DECIMAL128.Emin, Emax=n.DECIMAL128.Emax)


def _rounded(number: Decimal, scale: Decimal | None, rounding: str) -> Decimal | None:
    places = 0 if scale is None else n.whole(scale)  # cut to a whole number, as positions are
    if places is None or not -6111 <= places <= _MAX_SCALE:
        return None
    exponent = -places
    digits = number.as_tuple()
    if isinstance(digits.exponent, int) and digits.exponent >= exponent:
        return number
    unit = Decimal((0, (1,), exponent))
    result = number.quantize(unit, rounding=rounding, context=n.DECIMAL128)
    return n.DECIMAL128.create_decimal(format(result, "f")) if exponent > 0 else result


def _register_rounding(name: str, rounding: str, *, scale_optional: bool) -> None:
    scale = "scale?: number" if scale_optional else "scale: number"

    @builtin(name, f"n: number, {scale}")
    def _round(_run: Run, number: Decimal, places: Decimal | None = None) -> Decimal | None:
        return _rounded(number, places, rounding)


_register_rounding("decimal", ROUND_HALF_EVEN, scale_optional=False)
_MODES = {
    "UP": ROUND_UP,
    "DOWN": ROUND_DOWN,
    "CEILING": ROUND_CEILING,
    "FLOOR": ROUND_FLOOR,
    "HALF_UP": ROUND_HALF_UP,
    "HALF_DOWN": ROUND_HALF_DOWN,
    "HALF_EVEN": ROUND_HALF_EVEN,
}


@builtin("decimal", "n: number, scale: number, mode: string")
def _decimal_by_mode(_run: Run, number: Decimal, places: Decimal, mode: str) -> Decimal | None:
    """Return the number rounded by Camunda's names of modes: "HALF_UP", "half up"."""
    named = "_".join(mode.upper().replace("_", " ").split())
    if named == "UNNECESSARY":
        rounded = _rounded(number, places, ROUND_DOWN)
        return rounded if rounded == number else None
    rounding = _MODES.get(named)
    return None if rounding is None else _rounded(number, places, rounding)


_register_rounding("floor", ROUND_FLOOR, scale_optional=True)
_register_rounding("ceiling", ROUND_CEILING, scale_optional=True)
_register_rounding("round up", ROUND_UP, scale_optional=True)
_register_rounding("round down", ROUND_DOWN, scale_optional=True)
_register_rounding("round half up", ROUND_HALF_UP, scale_optional=True)
_register_rounding("round half down", ROUND_HALF_DOWN, scale_optional=True)


@builtin("abs", "number: number|duration")  # so Camunda calls it
@builtin("abs", "n: number|duration")
def _abs(_run: Run, value: Any) -> Any:
    if isinstance(value, DaysDuration):
        return DaysDuration(abs(value.nanoseconds))
    if isinstance(value, MonthsDuration):
        return MonthsDuration(abs(value.months))
    return abs(value)


@builtin("modulo", "dividend: number, divisor: number")
def _modulo(_run: Run, dividend: Decimal, divisor: Decimal) -> Decimal | None:
    if not divisor:
        return None
    # Floored, as the specification defines it: the result has the sign of the divisor.
    rest = n.DECIMAL128.remainder(dividend, divisor)
    return n.add(rest, divisor) if rest and (rest < 0) != (divisor < 0) else rest


@builtin("sqrt", "number: number")
def _sqrt(_run: Run, number: Decimal) -> Decimal | None:
    return None if number < 0 else n.DECIMAL128.sqrt(number)


@builtin("log", "number: number")
def _log(_run: Run, number: Decimal) -> Decimal | None:
    return None if number <= 0 else n.DECIMAL128.ln(number)


@builtin("exp", "number: number")
def _exp(_run: Run, number: Decimal) -> Decimal | None:
    return n.DECIMAL128.exp(number)


@builtin("odd", "number: number")
def _odd(_run: Run, number: Decimal) -> bool | None:
    return _parity(number, 1)


@builtin("even", "number: number")
def _even(_run: Run, number: Decimal) -> bool | None:
    return _parity(number, 0)


def _parity(number: Decimal, wanted: int) -> bool | None:
    if number != number.to_integral_value():
        return False
    last = n.DECIMAL128.remainder(number, Decimal(2)) if number.adjusted() < 34 else Decimal(0)
    return abs(int(last)) == wanted
