"""Which values a cell of a decision table accepts, where that does not depend on anything else.

A plain cell is made of constants: `-`, 5, "a","b", >= 18, [1..9], ? > 5 and ? < 9, not(…). It splits
the ordered values of each kind at its constants; between two neighbouring constants its answer never
changes. That makes both the fast evaluation (index.py) and the analysis (analysis.py) possible.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from engine.feel import (
    CONVERSIONS,
    Date,
    DateTime,
    DaysDuration,
    Expression,
    MonthsDuration,
    Time,
    UnaryTests,
    compile_expression,
    syntax,
)

Key = tuple[str, Any]
"""The kind of a value and something Python can order; equal keys mean equal values."""


def key_of(value: Any) -> Key | None:
    """Return the key of a value that has an order, None for others (lists, times with zones, functions …)."""
    kind = type(value)
    if kind is Decimal:
        return ("number", value)
    if kind is str:
        return ("string", value)
    if kind is bool:
        return ("boolean", value)
    if kind is Date:
        return ("date", _day(value))
    if kind is Time and value.zone is None:
        return ("time", _clock(value))
    if kind is DateTime and value.time.zone is None:
        return ("date and time", (*_day(value.date), *_clock(value.time)))
    if kind is DaysDuration:
        return ("days", value.nanoseconds)
    if kind is MonthsDuration:
        return ("months", value.months)
    return None


def _day(date: Date) -> tuple[int, ...]:
    return date.year, date.month, date.day


def _clock(time: Time) -> tuple[int, ...]:
    return time.hour, time.minute, time.second, time.nanosecond


def constants_of(tests: UnaryTests) -> list[Any] | None:
    """Return the values at which the answer of a plain cell may change; None if the cell is not plain."""
    constants: list[Any] = []
    return constants if all(_collect(test, constants) for test in _tests(tests).tests) else None


def accepts_everything(tests: UnaryTests) -> bool:
    """Tell whether the cell is `-`."""
    return not _tests(tests).tests


def _tests(tests: UnaryTests) -> syntax.Tests:
    assert isinstance(tests.tree, syntax.Tests)
    return tests.tree


def _collect(node: syntax.SyntaxNode, constants: list[Any]) -> bool:
    if isinstance(node, syntax.RangeLiteral):
        return _collect(node.low, constants) and _collect(node.high, constants)
    if isinstance(node, syntax.OperatorTest):
        return _collect(node.operand, constants)
    if (parts := _parts_compared(node)) is not None:
        return all(_collect(part, constants) for part in parts)
    value = _constant(node)
    if value is _NOT_CONSTANT:
        return False
    constants.append(value)
    return value is None or key_of(value) is not None


_VALUE = syntax.Name("?")


def _parts_compared(node: syntax.SyntaxNode) -> tuple[syntax.SyntaxNode, ...] | None:
    """Return what a condition compares the value of the column with: 3 and 5 of `? > 3 and ? < 5`.

    None: it is no condition, or asks for something else too.
    """
    match node:
        case syntax.Junction(_, operands):
            return operands if all(_parts_compared(one) is not None for one in operands) else None
        case syntax.Comparison(_, left, right) if left == _VALUE:
            return (right,)
        case syntax.Comparison(_, left, right) if right == _VALUE:
            return (left,)
        case syntax.Between(value, low, high) if value == _VALUE:
            return low, high
        case syntax.Membership(value, tests) if value == _VALUE:
            return tests
        case _:
            return None


_NOT_CONSTANT = object()


def _constant(node: syntax.SyntaxNode) -> Any:
    if isinstance(node, syntax.Constant):
        return node.value
    if isinstance(node, syntax.Negation):
        value = _constant(node.operand)
        return -value if isinstance(value, Decimal) else _NOT_CONSTANT
    if isinstance(node, syntax.Call) and isinstance(node.function, syntax.Name):
        return _converted(node.function.name, node)
    return _NOT_CONSTANT


def _converted(name: str, call: syntax.Call) -> Any:
    values = [_constant(argument) for argument in call.positional]
    if name not in CONVERSIONS or call.named or _NOT_CONSTANT in values or None in values:
        return _NOT_CONSTANT
    arguments = {f"a{number}": value for number, value in enumerate(values)}
    return compile_expression(f"{name}({', '.join(arguments)})").evaluate(arguments)


def listed_values(tests: UnaryTests) -> tuple[Any, ...] | None:
    """Return the values of tests that only list constants, such as `"a", "b"`; None for others."""
    tree = _tests(tests)
    values = tuple(_constant(node) for node in tree.tests)
    if tree.negated or not values or _NOT_CONSTANT in values:
        return None
    return values


def constants_compared(node: syntax.SyntaxNode) -> list[Any] | None:
    """Return the constants of what a value is compared with: a constant, a range or a test; else None."""
    constants: list[Any] = []
    return constants if _collect(node, constants) else None


def literal_value(expression: Expression) -> Any:
    """Return the value of an expression that is a constant, None for others."""
    value = _constant(expression.tree)
    return None if value is _NOT_CONSTANT else value
