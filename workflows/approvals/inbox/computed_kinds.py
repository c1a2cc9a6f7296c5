"""What a computed field of a form gives, told by its expression: the form itself does not say it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal

from engine import feel
from engine.feel import syntax as s

ValueKind = Literal["text", "number", "date", "flag", "duration"]
_GIVES: Mapping[ValueKind, tuple[str, ...]] = {
    "number": (
        "abs", "ceiling", "count", "day of year", "decimal", "exp", "floor", "log", "mean", "median",
        "modulo", "number", "product", "round down", "round half down", "round half up", "round up", "sqrt",
        "stddev", "string length", "sum", "week of year", "working days between",
    ),
    "text": (
        "day of week", "lower case", "month of year", "replace", "string", "string join", "substring",
        "substring after", "substring before", "trim", "upper case",
    ),
    "date": ("add working days", "date", "today"),
    "flag": (
        "all", "any", "contains", "ends with", "even", "is defined", "is working day", "list contains",
        "matches", "not", "odd", "starts with", "valid credit code",
    ),
    "duration": ("duration", "years and months duration"),
}  # fmt: skip
_FUNCTIONS: Mapping[str, ValueKind] = {name: kind for kind, names in _GIVES.items() for name in names}
_OF_FIRST = frozenset({"get or else", "max", "min", "mode"})
"""Functions that give what they are given."""
_PARTS = frozenset({"year", "month", "day", "weekday", "hour", "minute", "second", "days", "months", "years"})


def kind_of(expression: str, kinds: Mapping[str, ValueKind], functions: tuple[str, ...]) -> ValueKind | None:
    """Return what an expression gives, None where it does not tell; `kinds` are those of fields by path."""
    try:
        tree = feel.compile_expression(expression.removeprefix("="), names=functions).tree
    except feel.FeelError:
        return None
    return _kind(tree, kinds)


def _kind(node: Any, kinds: Mapping[str, ValueKind]) -> ValueKind | None:
    if isinstance(node, s.Comparison | s.Between | s.Membership | s.Junction | s.Quantified | s.InstanceOf):
        return "flag"
    read = _READERS.get(type(node))
    return None if read is None else read(node, kinds)


def _constant(node: s.Constant, _kinds: Mapping[str, ValueKind]) -> ValueKind | None:
    name = feel.type_name(node.value)
    known: Mapping[str, ValueKind] = {
        "boolean": "flag",
        "number": "number",
        "string": "text",
        "date": "date",
        "days and time duration": "duration",
        "years and months duration": "duration",
    }
    return known.get(name)


def _path(node: s.Name | s.PathExpression, kinds: Mapping[str, ValueKind]) -> ValueKind | None:
    parts: list[str] = []
    one: Any = node
    while isinstance(one, s.PathExpression):
        parts.insert(0, one.name)
        one = one.base
    if isinstance(one, s.Name) and (kind := kinds.get(".".join([one.name, *parts]))) is not None:
        return kind
    if isinstance(node, s.PathExpression) and node.name in _PARTS:
        return "number" if _kind(node.base, kinds) in {"date", "duration"} else None
    return None


def _arithmetic(node: s.Arithmetic, kinds: Mapping[str, ValueKind]) -> ValueKind | None:
    kind = _kind(node.first, kinds)
    for operator, operand in node.rest:
        kind = _combined(operator, kind, _kind(operand, kinds))
    return kind


def _combined(operator: str, left: ValueKind | None, right: ValueKind | None) -> ValueKind | None:
    both = {left, right}
    if operator == "-" and left == right == "date":
        return "duration"
    if "date" in both:
        return "date"  # a day before or after one
    if operator == "/" and left == right == "duration":
        return "number"
    if "duration" in both:
        return "duration"
    if "text" in both:
        return "text"
    return None if operator == "+" and "number" not in both else "number"


def _call(node: s.Call, kinds: Mapping[str, ValueKind]) -> ValueKind | None:
    name = node.function.name if isinstance(node.function, s.Name) else ""
    given = [*node.positional, *(value for _name, value in node.named)]
    if name in _OF_FIRST:
        return next((kind for one in given if (kind := _kind(one, kinds)) is not None), None)
    return _FUNCTIONS.get(name)


def _branches(node: s.Conditional, kinds: Mapping[str, ValueKind]) -> ValueKind | None:
    results = {_kind(result, kinds) for result in (*(one for _test, one in node.branches), node.otherwise)}
    results.discard(None)
    return results.pop() if len(results) == 1 else None


def _inner(name: str) -> Callable[[Any, Mapping[str, ValueKind]], ValueKind | None]:
    return lambda node, kinds: _kind(getattr(node, name), kinds)


def _items(node: s.ListLiteral, kinds: Mapping[str, ValueKind]) -> ValueKind | None:
    return next((kind for one in node.items if (kind := _kind(one, kinds)) is not None), None)


_READERS: Mapping[type, Callable[[Any, Mapping[str, ValueKind]], ValueKind | None]] = {
    s.Constant: _constant,
    s.Name: _path,
    s.PathExpression: _path,
    s.Arithmetic: _arithmetic,
    s.Negation: _inner("operand"),
    s.Call: _call,
    s.Conditional: _branches,
    s.For: _inner("body"),
    s.Filter: _inner("base"),
    s.ListLiteral: _items,
}
