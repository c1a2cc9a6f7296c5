"""Functions between types: text of any value, numbers from text, ranges from text."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from engine.feel import syntax as s
from engine.feel.errors import FeelSyntaxError
from engine.feel.functions import BUILTINS, builtin
from engine.feel.numbers import number_text, parse_number
from engine.feel.operators import comparable, compare
from engine.feel.parser import parse_expression
from engine.feel.runtime import Run
from engine.feel.values import FunctionBase, Range

_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,5})?")
_MAX_TEXT_DEPTH = 60


@builtin("string", "from: any")
def _string(run: Run, value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    out: list[str] = []
    _write(run, value, out, 0)
    length = sum(len(piece) for piece in out)
    run.charge_text(length)
    return "".join(out)


def _write(run: Run, value: Any, out: list[str], depth: int) -> None:
    run.charge(1)
    if depth > _MAX_TEXT_DEPTH:
        run.exceed("depth", _MAX_TEXT_DEPTH)
    if isinstance(value, list):
        out.append("[")
        for index, item in enumerate(value):
            out.append(", " if index else "")
            _write(run, item, out, depth + 1)
        out.append("]")
    elif isinstance(value, dict):
        out.append("{")
        for index, (key, item) in enumerate(value.items()):
            run.charge_text(len(key))
            out.append(f"{', ' if index else ''}{key}: ")
            _write(run, item, out, depth + 1)
        out.append("}")
    elif isinstance(value, Range):
        _write_range(run, value, out, depth)
    else:
        out.append(_scalar(run, value, quoted=depth > 0))


def _write_range(run: Run, value: Range, out: list[str], depth: int) -> None:
    if value.form != "interval":
        out.append(f"({value.form} ")
        _write(run, value.high if value.low is None else value.low, out, depth + 1)
        out.append(")")
        return
    out.append("[" if value.low_included else "(")
    _write(run, value.low, out, depth + 1)
    out.append("..")
    _write(run, value.high, out, depth + 1)
    out.append("]" if value.high_included else ")")


def _scalar(run: Run, value: Any, *, quoted: bool) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        text = number_text(value)
        run.charge_text(len(text))
        return text
    if isinstance(value, str):
        run.charge_text(len(value))
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}"' if quoted else value
    if isinstance(value, FunctionBase):
        return f"function({', '.join(value.parameters or ())})"
    return str(value)


@builtin("number", "from: string|number")
def _number(_run: Run, text: str | Decimal) -> Decimal | None:
    if isinstance(text, Decimal):  # as `date` of a date: who reads a field need not know how it is kept
        return text
    return parse_number(text) if len(text) < 100 and _NUMBER.fullmatch(text) else None


@builtin("number", "from: string, grouping separator: string|null, decimal separator?: string|null")
def _number_with_separators(
    _run: Run, text: str, grouping: str | None, point: str | None = None
) -> Decimal | None:
    if grouping not in {None, " ", ",", "."} or point not in {None, ",", "."}:
        return None
    if grouping is not None and grouping == (point or "."):
        return None
    plain = text if grouping is None else text.replace(grouping, "")
    if point is not None and point != ".":
        if "." in plain:
            return None
        plain = plain.replace(point, ".")
    return parse_number(plain) if len(plain) < 100 and _NUMBER.fullmatch(plain) else None


_RANGE_LITERALS = frozenset({"date", "time", "date and time", "duration", "years and months duration"})


@builtin("range", "from: string")
def _range(run: Run, text: str) -> Range | None:
    """Return the range that the text denotes; its ends are literals or constructor calls with literals."""
    run.charge(len(text))
    if len(text) > 1000:
        return None
    try:
        tree = parse_expression(text)
    except FeelSyntaxError:
        return None
    if not isinstance(tree, s.RangeLiteral):
        return None
    low, high = _literal(run, tree.low), _literal(run, tree.high)
    if not comparable(low, high) or (compare(run, low, high) or 0) > 0:
        return None
    return Range(low, high, tree.low_included, tree.high_included)


def _literal(run: Run, node: s.SyntaxNode) -> Any:
    if isinstance(node, s.Constant):
        return node.value
    if not isinstance(node, s.Call) or not isinstance(node.function, s.Name) or node.named:
        return None
    arguments = [argument.value for argument in node.positional if isinstance(argument, s.Constant)]
    if node.function.name not in _RANGE_LITERALS or len(arguments) != len(node.positional):
        return None
    return BUILTINS[node.function.name].call(run, arguments, None)
