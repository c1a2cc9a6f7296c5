"""Which values a cell of a decision table accepts, where that does not depend on anything else.

A plain cell is made of constants: `-`, 5, "a","b", >= 18, [1..9], date("2026-01-01"), not(…). It splits
the ordered values of each kind at its constants; between two neighbouring constants its answer never
changes. That makes both the fast evaluation (index.py) and the analysis (analysis.py) possible.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from engine.feel import (
    CONVERSIONS,
    Date,
    DaysDuration,
    Expression,
    MonthsDuration,
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
        return ("date", (value.year, value.month, value.day))
    if kind is DaysDuration:
        return ("days", value.nanoseconds)
    if kind is MonthsDuration:
        return ("months", value.months)
    return None


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
    value = _constant(node)
    if value is _NOT_CONSTANT:
        return False
    constants.append(value)
    return value is None or key_of(value) is not None


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


def literal_value(expression: Expression) -> Any:
    """Return the value of an expression that is a constant, None for others."""
    value = _constant(expression.tree)
    return None if value is _NOT_CONSTANT else value
