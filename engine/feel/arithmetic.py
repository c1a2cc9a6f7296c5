"""Arithmetic on numbers, text and temporal values: one table of which types go together."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, DecimalException
from typing import Any

from engine.feel import numbers as n
from engine.feel import temporal as t
from engine.feel.runtime import Run
from engine.feel.values import type_name

_NUMBER_OPERATORS: dict[str, Callable[[Decimal, Decimal], Decimal]] = {
    "+": n.add,
    "-": n.subtract,
    "*": n.multiply,
    "/": n.divide,
    "**": n.power,
}


def calculate(run: Run, operator: str, left: Any, right: Any) -> Any:
    """Return left `operator` right; None if the types do not fit or the result cannot be represented."""
    if type(left) is Decimal and type(right) is Decimal:
        try:
            result = _NUMBER_OPERATORS[operator](left, right)
        except DecimalException:
            run.warn("no_number")
            return None
        return result
    rule = _RULES.get((operator, type(left), type(right)))
    if rule is None:
        if left is not None and right is not None:
            run.warn_types("not_calculable", left, right, operator=operator)
        return None
    if type(left) is str:
        run.charge_text(len(left) + len(right))
    result = rule(left, right)
    if result is None:
        run.warn("no_number")
    return result


def negate(run: Run, value: Any) -> Any:
    """Return the value with its sign turned."""
    kind = type(value)
    if kind is Decimal:
        return -value if value else value
    if kind is t.DaysDuration:
        return t.DaysDuration(-value.nanoseconds)
    if kind is t.MonthsDuration:
        return t.MonthsDuration(-value.months)
    if value is not None:
        run.warn("not_calculable", left=type_name(value), right="null", operator="-")
    return None


def _shift_date(date: t.Date, duration: t.DaysDuration, sign: int) -> t.Date | None:
    return t.date_of((t.day_number(date) * t.DAY_NS + sign * duration.nanoseconds) // t.DAY_NS)


def _shift_datetime(value: t.DateTime, duration: t.DaysDuration, sign: int) -> t.DateTime | None:
    return t.datetime_of(t.instant_ns(value) + sign * duration.nanoseconds, value.time.zone)


def _shift_time(time: t.Time, duration: t.DaysDuration, sign: int) -> t.Time:
    return t.time_of(t.time_ns(time) + sign * duration.nanoseconds, time.zone)


def _shift_months(value: t.DateTime, duration: t.MonthsDuration, sign: int) -> t.DateTime | None:
    date = t.add_months(value.date, sign * duration.months)
    return None if date is None else t.DateTime(date, value.time)


def _midnight(date: t.Date) -> t.DateTime:
    return t.DateTime(date, t.Time(0, 0, 0, 0, 0))  # the specification takes a date for midnight in UTC


def _datetime_difference(left: t.DateTime, right: t.DateTime) -> t.DaysDuration | None:
    if (left.time.zone is None) != (right.time.zone is None):
        return None
    return t.days_duration(t.instant_ns(left) - t.instant_ns(right))


def _time_difference(left: t.Time, right: t.Time) -> t.DaysDuration | None:
    if (left.zone is None) != (right.zone is None):
        return None
    return t.days_duration(t.clock_ns(left) - t.clock_ns(right))


def _scaled(amount: int, factor: Decimal, *, divide: bool = False) -> int | None:
    if abs(factor.adjusted()) > 40:
        return None if (factor.adjusted() > 0) != divide else 0
    try:
        operate = n.divide if divide else n.multiply
        return n.whole_part(operate(Decimal(amount), factor))
    except DecimalException:
        return None


def _scale_days(duration: t.DaysDuration, factor: Decimal, *, divide: bool = False) -> t.DaysDuration | None:
    amount = _scaled(duration.nanoseconds, factor, divide=divide)
    return None if amount is None else t.days_duration(amount)


def _scale_months(
    duration: t.MonthsDuration, factor: Decimal, *, divide: bool = False
) -> t.MonthsDuration | None:
    amount = _scaled(duration.months, factor, divide=divide)
    return None if amount is None else t.months_duration(amount)


def _ratio(left: int, right: int) -> Decimal | None:
    return n.divide(Decimal(left), Decimal(right)) if right else None


_D, _T, _DT, _DD, _MD, _N = t.Date, t.Time, t.DateTime, t.DaysDuration, t.MonthsDuration, Decimal
_RULES: dict[tuple[str, type, type], Callable[[Any, Any], Any]] = {
    ("+", str, str): lambda a, b: a + b,
    ("+", _D, _DD): lambda a, b: _shift_date(a, b, 1),
    ("+", _DD, _D): lambda a, b: _shift_date(b, a, 1),
    ("-", _D, _DD): lambda a, b: _shift_date(a, b, -1),
    ("+", _D, _MD): lambda a, b: t.add_months(a, b.months),
    ("+", _MD, _D): lambda a, b: t.add_months(b, a.months),
    ("-", _D, _MD): lambda a, b: t.add_months(a, -b.months),
    ("+", _DT, _DD): lambda a, b: _shift_datetime(a, b, 1),
    ("+", _DD, _DT): lambda a, b: _shift_datetime(b, a, 1),
    ("-", _DT, _DD): lambda a, b: _shift_datetime(a, b, -1),
    ("+", _DT, _MD): lambda a, b: _shift_months(a, b, 1),
    ("+", _MD, _DT): lambda a, b: _shift_months(b, a, 1),
    ("-", _DT, _MD): lambda a, b: _shift_months(a, b, -1),
    ("+", _T, _DD): lambda a, b: _shift_time(a, b, 1),
    ("+", _DD, _T): lambda a, b: _shift_time(b, a, 1),
    ("-", _T, _DD): lambda a, b: _shift_time(a, b, -1),
    ("-", _D, _D): lambda a, b: t.days_duration((t.day_number(a) - t.day_number(b)) * t.DAY_NS),
    ("-", _DT, _DT): _datetime_difference,
    ("-", _D, _DT): lambda a, b: _datetime_difference(_midnight(a), b),
    ("-", _DT, _D): lambda a, b: _datetime_difference(a, _midnight(b)),
    ("-", _T, _T): _time_difference,
    ("+", _DD, _DD): lambda a, b: t.days_duration(a.nanoseconds + b.nanoseconds),
    ("-", _DD, _DD): lambda a, b: t.days_duration(a.nanoseconds - b.nanoseconds),
    ("+", _MD, _MD): lambda a, b: t.months_duration(a.months + b.months),
    ("-", _MD, _MD): lambda a, b: t.months_duration(a.months - b.months),
    ("*", _DD, _N): _scale_days,
    ("*", _N, _DD): lambda a, b: _scale_days(b, a),
    ("/", _DD, _N): lambda a, b: _scale_days(a, b, divide=True),
    ("*", _MD, _N): _scale_months,
    ("*", _N, _MD): lambda a, b: _scale_months(b, a),
    ("/", _MD, _N): lambda a, b: _scale_months(a, b, divide=True),
    ("/", _DD, _DD): lambda a, b: _ratio(a.nanoseconds, b.nanoseconds),
    ("/", _MD, _MD): lambda a, b: _ratio(a.months, b.months),
}
