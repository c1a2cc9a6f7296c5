"""Short cuts for tests and comparisons against constants: what most cells of decision tables are."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from engine.feel import syntax as s
from engine.feel.operators import COMPARISONS, equals, includes, passes
from engine.feel.runtime import Scope
from engine.feel.values import Range

_Test = Callable[[Scope, Any], bool | None]


def constant_comparison(operator: str, left: Callable[[Scope], Any], right: Any) -> Callable[[Scope], Any]:
    """Return the closure that compares a value with a number or a text."""
    kind = type(right)
    operate = COMPARISONS[operator]
    direct = _bound_comparison(operator, right)

    def run(scope: Scope) -> bool | None:
        value = left(scope)
        if type(value) is kind:
            return direct(value)
        return operate(scope.run, value, right)

    return run


def _bound_comparison(operator: str, right: Any) -> Callable[[Any], bool]:
    comparison: Callable[[Any], bool] = {
        "=": right.__eq__,
        "!=": right.__ne__,
        "<": right.__gt__,
        "<=": right.__ge__,
        ">": right.__lt__,
        ">=": right.__le__,
    }[operator]
    return comparison


def direct_test(node: s.SyntaxNode) -> _Test | None:
    """Return the closure of a test against constants, or None if the test depends on anything else."""
    if isinstance(node, s.OperatorTest) and isinstance(node.operand, s.Constant):
        return _compared(node.operator, node.operand.value)
    if isinstance(node, s.Constant):
        return _equal(node.value)
    if (
        isinstance(node, s.RangeLiteral)
        and isinstance(node.low, s.Constant)
        and isinstance(node.high, s.Constant)
    ):
        low, high = node.low.value, node.high.value
        if type(low) is Decimal and type(high) is Decimal:
            return _between(Range(low, high, node.low_included, node.high_included))
    return None


def _compared(operator: str, right: Any) -> _Test:
    operate = COMPARISONS[operator]
    if type(right) not in {Decimal, str}:
        return lambda scope, tested: operate(scope.run, tested, right)
    kind, direct = type(right), _bound_comparison(operator, right)

    def run(scope: Scope, tested: Any) -> bool | None:
        return direct(tested) if type(tested) is kind else operate(scope.run, tested, right)

    return run


def _equal(value: Any) -> _Test:
    if type(value) is bool:  # `true` in a cell whose input is no boolean is a condition of its own

        def run(scope: Scope, tested: Any) -> bool | None:
            if tested is None or type(tested) is bool:  # what nobody answered is neither yes nor no
                return passes(scope.run, tested, value)
            return value

        return run
    return lambda scope, tested: equals(scope.run, tested, value)


def _between(range_: Range) -> _Test:
    low, high = range_.low, range_.high
    from_low = low.__le__ if range_.low_included else low.__lt__
    to_high = high.__ge__ if range_.high_included else high.__gt__

    def run(scope: Scope, tested: Any) -> bool | None:
        if type(tested) is Decimal:
            return bool(from_low(tested) and to_high(tested))
        return (
            passes(scope.run, tested, range_)
            if type(tested) is Range
            else includes(scope.run, range_, tested)
        )

    return run
