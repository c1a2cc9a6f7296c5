"""Which values an input expression can have at all: no table needs a rule for month 0 or for a Funday."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from engine.feel import syntax


@dataclass(frozen=True, slots=True)
class InputLimits:
    """Numbers from `low` up to, but below `below`, perhaps only whole ones; or the texts listed.

    `is_sure` is False where the value could be another one: a context may have a month of its own.
    """

    low: int | None = None
    below: int | None = None
    whole: bool = True
    texts: tuple[str, ...] = ()
    is_sure: bool = True

    @property
    def cuts(self) -> tuple[Decimal, ...]:
        """Return the numbers at which the values begin and end."""
        return tuple(Decimal(bound) for bound in (self.low, self.below) if bound is not None)

    def holds(self, value: object) -> bool:
        """Tell whether a number is within the limits."""
        return (
            isinstance(value, Decimal)
            and (self.low is None or value >= self.low)
            and (self.below is None or value < self.below)
            and (not self.whole or value == value.to_integral_value())
        )


_WHOLE = InputLimits()
_FROM_NOTHING = InputLimits(0)
_OF_FUNCTIONS = {
    "count": _FROM_NOTHING,
    "string length": _FROM_NOTHING,
    "abs": InputLimits(0, whole=False),
    "sqrt": InputLimits(0, whole=False),
    "day of year": InputLimits(1, 367),
    "week of year": InputLimits(1, 54),
    "day of week": InputLimits(
        texts=("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
    ),
    "month of year": InputLimits(
        texts=(
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        )
    ),
}
_ROUNDING = frozenset(
    {"floor", "ceiling", "round up", "round down", "round half up", "round half down"}
)  # whole, if they are told no scale
_OF_PROPERTIES = {
    "year": InputLimits(is_sure=False),
    "month": InputLimits(1, 13, is_sure=False),
    "day": InputLimits(1, 32, is_sure=False),
    "weekday": InputLimits(1, 8, is_sure=False),
    "hour": InputLimits(0, 24, is_sure=False),
    "minute": InputLimits(0, 60, is_sure=False),
    "second": InputLimits(0, 60, whole=False, is_sure=False),
    "years": InputLimits(is_sure=False),
    "months": InputLimits(-11, 12, is_sure=False),
    "days": InputLimits(is_sure=False),
    "hours": InputLimits(-23, 24, is_sure=False),
    "minutes": InputLimits(-59, 60, is_sure=False),
}


def limits_of(node: syntax.SyntaxNode) -> InputLimits | None:
    """Return what the values of an expression are limited to, None where nothing is known."""
    match node:
        case syntax.Call(syntax.Name(name), positional) if name in _ROUNDING:
            return _WHOLE if len(positional) == 1 else None
        case syntax.Call(syntax.Name(name)):
            return _OF_FUNCTIONS.get(name)
        case syntax.PathExpression(_, name):
            return _OF_PROPERTIES.get(name)
        case _:
            return None
