"""Allen's relations between points and ranges: before, meets, overlaps, finished by, includes, …"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.feel.functions import builtin
from engine.feel.operators import comparable, order_key
from engine.feel.runtime import Run
from engine.feel.values import Range

# One end of a range, ordered: (key, nudge). An excluded end lies an instant inside of its value.
_End = tuple[Any, int]


class _IncomparableError(Exception):
    """The two arguments have no order between them."""


def _low(value: Any) -> _End:
    if isinstance(value, Range):
        return order_key(value.low), 0 if value.low_included else 1
    return order_key(value), 0


def _high(value: Any) -> _End:
    if isinstance(value, Range):
        return order_key(value.high), 0 if value.high_included else -1
    return order_key(value), 0


def _check(left: Any, right: Any) -> None:
    points = []
    for value in (left, right):
        points += [value.low, value.high] if isinstance(value, Range) else [value]
    if any(point is None or not comparable(points[0], point) for point in points):
        raise _IncomparableError


def _meets(left: Range, right: Range) -> bool:
    return left.high_included and right.low_included and order_key(left.high) == order_key(right.low)


def _overlaps_before(left: Range, right: Range) -> bool:
    return _low(left) < _low(right) <= _high(left) <= _high(right)


def _overlaps(left: Range, right: Range) -> bool:
    return _low(left) <= _high(right) and _low(right) <= _high(left)


def _starts(left: Any, right: Range) -> bool:
    if not isinstance(left, Range):
        return right.low_included and order_key(left) == order_key(right.low)
    return _low(left) == _low(right) and _high(left) <= _high(right)


def _finishes(left: Any, right: Range) -> bool:
    if not isinstance(left, Range):
        return right.high_included and order_key(left) == order_key(right.high)
    return _high(left) == _high(right) and _low(left) >= _low(right)


def _during(left: Any, right: Range) -> bool:
    return _low(left) >= _low(right) and _high(left) <= _high(right)


def _relation(name: str, parameters: tuple[str, ...], relation: Callable[[Any, Any], bool]) -> None:
    for signature in parameters:

        @builtin(name, signature)
        def _call(_run: Run, left: Any, right: Any) -> bool | None:
            try:
                _check(left, right)
            except _IncomparableError:
                return None
            return relation(left, right)


_POINT = "number|string|date|time|date and time|duration"
_ANY_PAIR = (
    f"point1: {_POINT}, point2: {_POINT}",
    f"point: {_POINT}, range: range",
    f"range: range, point: {_POINT}",
    "range1: range, range2: range",
)
_RANGES = ("range1: range, range2: range",)
_IN_RANGE = (f"point: {_POINT}, range: range", "range1: range, range2: range")
_OF_RANGE = (f"range: range, point: {_POINT}", "range1: range, range2: range")

_relation("before", _ANY_PAIR, lambda a, b: _high(a) < _low(b))
_relation("after", _ANY_PAIR, lambda a, b: _low(a) > _high(b))
_relation("meets", _RANGES, _meets)
_relation("met by", _RANGES, lambda a, b: _meets(b, a))
_relation("overlaps", _RANGES, _overlaps)
_relation("overlaps before", _RANGES, _overlaps_before)
_relation("overlaps after", _RANGES, lambda a, b: _overlaps_before(b, a))
_relation("finishes", _IN_RANGE, _finishes)
_relation("finished by", _OF_RANGE, lambda a, b: _finishes(b, a))
_relation("starts", _IN_RANGE, _starts)
_relation("started by", _OF_RANGE, lambda a, b: _starts(b, a))
_relation("during", _IN_RANGE, _during)
_relation("includes", _OF_RANGE, lambda a, b: _during(b, a))
_relation("coincides", (_ANY_PAIR[0], _ANY_PAIR[3]), lambda a, b: _low(a) == _low(b) and _high(a) == _high(b))
