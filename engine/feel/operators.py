"""Equality, order and arithmetic between FEEL values, with null where the specification says null."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, DecimalException
from typing import Any

from engine.feel import numbers as n
from engine.feel import temporal as t
from engine.feel.runtime import Run
from engine.feel.values import FunctionBase, Range, type_name

# -- equality


def equals(run: Run, left: Any, right: Any) -> bool | None:
    """Return whether two values are equal; None if their types differ (null equals only null)."""
    if left is None or right is None:
        return left is right
    kind = type(left)
    if kind is not type(right):
        run.warn_types("not_comparable", left, right)
        return None
    if kind is Decimal or kind is str or kind is bool or kind is t.Date:
        return bool(left == right)
    if kind is list:
        run.charge(1 + min(len(left), len(right)))
        return len(left) == len(right) and all(
            equals(run, a, b) is True for a, b in zip(left, right, strict=True)
        )
    if kind is dict:
        run.charge(1 + len(left))
        return left.keys() == right.keys() and all(equals(run, left[key], right[key]) is True for key in left)
    if kind is t.Time:
        return _same_time(left, right)
    if kind is t.DateTime:
        return _same_datetime(left, right)
    if kind is Range:
        return _same_range(run, left, right)
    return bool(left == right)


def _same_time(left: t.Time, right: t.Time) -> bool:
    # The specification compares hour, minute, second and offset, not fractions.
    if (left.zone is None) != (right.zone is None):
        return False
    return t.clock_ns(left) // t.SECOND_NS == t.clock_ns(right) // t.SECOND_NS


def _same_datetime(left: t.DateTime, right: t.DateTime) -> bool:
    if (left.time.zone is None) != (right.time.zone is None):
        return False
    return t.instant_ns(left) // t.SECOND_NS == t.instant_ns(right) // t.SECOND_NS


def _same_range(run: Run, left: Range, right: Range) -> bool:
    if left.form != right.form or left.low_included != right.low_included:
        return False
    if left.high_included != right.high_included:
        return False
    return equals(run, left.low, right.low) is True and equals(run, left.high, right.high) is True


# -- order


def order_key(value: Any) -> Any:
    """Return what orders `value` among values of its type, or None for types without order."""
    kind = type(value)
    if kind is Decimal or kind is str:
        return value
    if kind is t.Date:
        return (value.year, value.month, value.day)
    if kind is t.DateTime:
        return t.instant_ns(value)
    if kind is t.Time:
        return t.clock_ns(value)
    if kind is t.DaysDuration:
        return value.nanoseconds
    if kind is t.MonthsDuration:
        return value.months
    return None


def comparable(left: Any, right: Any) -> bool:
    """Tell whether two values have an order between them."""
    if type(left) is not type(right) or order_key(left) is None:
        return False
    if type(left) is t.Time:
        return (left.zone is None) == (right.zone is None)
    if type(left) is t.DateTime:
        return (left.time.zone is None) == (right.time.zone is None)
    return True


def compare(run: Run, left: Any, right: Any) -> int | None:
    """Return -1, 0 or 1 as left is less than, equal to or greater than right; None without an order."""
    if not comparable(left, right):
        if left is not None and right is not None:
            run.warn_types("not_comparable", left, right)
        return None
    a, b = order_key(left), order_key(right)
    return int(a > b) - int(a < b)


def less(run: Run, left: Any, right: Any) -> bool | None:
    """Return left < right."""
    if type(left) is Decimal and type(right) is Decimal:
        return left < right
    result = compare(run, left, right)
    return None if result is None else result < 0


def at_most(run: Run, left: Any, right: Any) -> bool | None:
    """Return left <= right."""
    if type(left) is Decimal and type(right) is Decimal:
        return left <= right
    result = compare(run, left, right)
    return None if result is None else result <= 0


def greater(run: Run, left: Any, right: Any) -> bool | None:
    """Return left > right."""
    if type(left) is Decimal and type(right) is Decimal:
        return left > right
    result = compare(run, left, right)
    return None if result is None else result > 0


def at_least(run: Run, left: Any, right: Any) -> bool | None:
    """Return left >= right."""
    if type(left) is Decimal and type(right) is Decimal:
        return left >= right
    result = compare(run, left, right)
    return None if result is None else result >= 0


def differs(run: Run, left: Any, right: Any) -> bool | None:
    """Return left != right."""
    result = equals(run, left, right)
    return None if result is None else not result


COMPARISONS: dict[str, Callable[[Run, Any, Any], bool | None]] = {
    "=": equals,
    "!=": differs,
    "<": less,
    "<=": at_most,
    ">": greater,
    ">=": at_least,
}


def includes(run: Run, range_: Range, value: Any) -> bool | None:
    """Return whether `value` lies in the range; None if they cannot be compared."""
    if range_.form == "=":
        return equals(run, value, range_.low)
    if range_.form == "!=":
        return differs(run, value, range_.low)
    if value is None:
        return None
    low: bool | None = True
    high: bool | None = True
    if range_.low is not None or range_.form in {">", ">="}:
        low = (at_least if range_.low_included else greater)(run, value, range_.low)
    if range_.high is not None or range_.form in {"<", "<="}:
        high = (at_most if range_.high_included else less)(run, value, range_.high)
    if range_.form == "interval" and (range_.low is None or range_.high is None):
        return None
    return conjunction(low, high)


def conjunction(left: bool | None, right: bool | None) -> bool | None:
    """Return three-valued and."""
    if left is False or right is False:
        return False
    return None if left is None or right is None else True


def passes(run: Run, value: Any, test: Any) -> bool | None:
    """Return whether `value` meets the value of a test: equals it, lies in it, or is in the list it is."""
    kind = type(test)
    if kind is Range:
        if type(value) is Range:
            return equals(run, value, test)
        return includes(run, test, value)
    if kind is list:
        if type(value) is list:
            if equals(run, value, test):
                return True
            return any(type(item) is list and equals(run, value, item) for item in test)
        run.charge(len(test))
        return any(passes(run, value, item) is True for item in test)
    return equals(run, value, test)


# -- arithmetic

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


def is_function(value: Any) -> bool:
    """Tell whether FEEL can call `value`."""
    return isinstance(value, FunctionBase)
