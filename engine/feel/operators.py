"""Equality, order and membership of FEEL values, with null where the specification says null."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from engine.feel import temporal as t
from engine.feel.runtime import Run
from engine.feel.values import Range

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
