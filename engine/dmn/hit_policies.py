"""Hit policies and aggregations of decision tables (DMN 1.5, 8.2.10)."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Any

from engine.feel import compile_expression


class HitPolicy(StrEnum):
    """How the matching rules become the result."""

    UNIQUE = "UNIQUE"
    FIRST = "FIRST"
    PRIORITY = "PRIORITY"
    ANY = "ANY"
    COLLECT = "COLLECT"
    RULE_ORDER = "RULE ORDER"
    OUTPUT_ORDER = "OUTPUT ORDER"

    @property
    def is_multiple(self) -> bool:
        """Tell whether the result is a list."""
        return self in (HitPolicy.COLLECT, HitPolicy.RULE_ORDER, HitPolicy.OUTPUT_ORDER)

    @property
    def needs_priorities(self) -> bool:
        """Tell whether output values say which rule goes first."""
        return self in (HitPolicy.PRIORITY, HitPolicy.OUTPUT_ORDER)


class Aggregation(StrEnum):
    """What COLLECT does with the list."""

    SUM = "SUM"
    COUNT = "COUNT"
    MIN = "MIN"
    MAX = "MAX"


_BUILT_IN = {
    Aggregation.SUM: "sum",
    Aggregation.MIN: "min",
    Aggregation.MAX: "max",
    Aggregation.COUNT: "count",
}


def aggregate(aggregation: Aggregation, values: Sequence[Any]) -> Any:
    """Return the aggregated value as FEEL's function of the same name does; null where values do not fit.

    Of no values it is null, except that their number is 0.
    """
    if not values and aggregation is not Aggregation.COUNT:
        return None
    return compile_expression(f"{_BUILT_IN[aggregation]}(values)").evaluate({"values": list(values)})


def by_priority(
    matches: Sequence[tuple[int, Sequence[Any]]], priorities: Sequence[Sequence[Any] | None]
) -> list[tuple[int, Sequence[Any]]]:
    """Return (rule, outputs) sorted by the position of each output in its column's list of output values.

    Earlier columns weigh more; a value that is not in the list goes last; equals stay in rule order.
    """

    def rank(match: tuple[int, Sequence[Any]]) -> list[int]:
        return [
            _position(order, value)
            for order, value in zip(priorities, match[1], strict=True)
            if order is not None
        ]

    return sorted(matches, key=rank)


def _position(order: Sequence[Any], value: Any) -> int:
    for index, candidate in enumerate(order):
        if type(candidate) is type(value) and candidate == value:
            return index
    return len(order)
