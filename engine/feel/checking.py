"""What can be known of an expression before it runs: types of its value, calls that no signature takes."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any, get_args, get_origin, get_type_hints

from engine.feel import syntax as s
from engine.feel import temporal as t
from engine.feel.compiler import Compiler
from engine.feel.functions import BUILTINS, Builtin
from engine.feel.runtime import Run, Scope
from engine.feel.signatures import Types
from engine.feel.values import Range
from engine.feel.variables import plain_children

NUMBER: Types = frozenset({Decimal})
_BOOLEAN: Types = frozenset({bool})
_SUMS: Types = frozenset({Decimal, str, t.Date, t.DateTime, t.Time, t.DaysDuration, t.MonthsDuration})
"""What arithmetic gives."""
_KINDS: Mapping[type, str] = {
    Decimal: "number",
    str: "string",
    bool: "boolean",
    t.Date: "date",
    t.DateTime: "date",
    t.Time: "time",
    t.DaysDuration: "duration",
    t.MonthsDuration: "duration",
}
"""What values can be compared with: those of the same kind, and null."""
CONVERSIONS = frozenset({"date", "time", "date and time", "duration", "number"})
"""Built-in functions whose result for constants is a constant."""
Variables = Mapping[str, Types]
"""The types of variables that are known."""
UNKNOWN: Variables = {}


@dataclass(frozen=True, slots=True)
class WrongCall:
    """A call of a built-in function that gives null whatever is put in; `signatures` are those that exist."""

    function: str
    signatures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UnlikeTypes:
    """The kinds of both sides of a comparison that never holds, or of an operand that is no boolean."""

    operator: str
    left: str
    right: str


def types_of(node: s.SyntaxNode, variables: Variables = UNKNOWN) -> Types:
    """Return the types of which the value has one as far as that is known of all its parts, else None."""
    match node:
        case s.Constant(value):
            return frozenset({type(value)})
        case s.Name(name):
            return variables.get(name)
        case s.Call(s.Name(name)):
            return None if name not in BUILTINS or name in variables else _given_by(BUILTINS[name])
        case s.Comparison() | s.Between() | s.Membership() | s.Junction() | s.Quantified() | s.InstanceOf():
            return _BOOLEAN
        case s.Arithmetic():
            return _SUMS
        case s.ContextLiteral():
            return frozenset({dict})
        case s.RangeLiteral() | s.OperatorTest():
            return frozenset({Range})
        case s.ListLiteral(items) if len(items) != 1:  # a list of one is taken for its item where that fits
            return frozenset({list})
        case s.Conditional(branches, otherwise):
            parts = [types_of(value, variables) for _, value in branches] + [types_of(otherwise, variables)]
            known = [part for part in parts if part is not None]
            return frozenset[type]().union(*known) if len(known) == len(parts) else None
        case _:
            return None


@cache
def _given_by(builtin: Builtin) -> Types:
    """Return the types that a built-in function gives, beside null, by what its Python functions declare."""
    types: set[type] = set()
    for signature in builtin.signatures:
        hint = get_type_hints(signature.implementation).get("return", Any)
        for part in get_args(hint) or (hint,):
            plain = get_origin(part) or part
            if plain is Any or not isinstance(plain, type):
                return None
            types.add(plain)
    return frozenset(types - {type(None)})


def is_never_boolean(node: s.SyntaxNode, variables: Variables = UNKNOWN) -> bool:
    """Tell whether a condition can be neither true nor false, whatever its variables hold."""
    types = types_of(node, variables)
    return types is not None and bool not in types


def is_never_list(node: s.SyntaxNode, variables: Variables = UNKNOWN) -> bool:
    """Tell whether a value can be no list, whatever its variables hold."""
    types = types_of(node, variables)
    return types is not None and list not in types


def may_be_wrong(tree: s.SyntaxNode) -> bool:
    """Tell whether `unlike_types`, `null_conversions` or `wrong_calls` can say anything at all."""
    stack = [tree]
    while stack:
        node = stack.pop()
        if isinstance(node, s.Comparison | s.Between | s.Junction | s.Call):
            return True
        stack.extend(_children(node))
    return False


def unlike_types(tree: s.SyntaxNode, variables: Variables = UNKNOWN) -> Iterator[UnlikeTypes]:
    """Yield comparisons of values that none takes together, and operands of `and` that are no boolean."""
    stack = [(tree, variables)]
    while stack:
        node, known = stack.pop()
        if bound := _names_of(node):
            known = {**known, **dict.fromkeys(bound)}
        match node:
            case s.Comparison(operator, left, right):
                yield from _unlike(operator, left, right, known)
            case s.Between(value, low, high):
                yield from _unlike("between", value, low, known)
                yield from _unlike("between", value, high, known)
            case s.Junction(kind, operands):
                kinds = [_kinds(operand, known) for operand in operands]
                yield from (UnlikeTypes(kind, one, "boolean") for one in kinds if one not in ("", "boolean"))
        stack.extend((child, known) for child in _children(node))


def null_conversions(tree: s.SyntaxNode) -> Iterator[str]:
    """Yield the conversions of constants that give null: `date("2026-02-30")`, `number("1,000")`."""
    stack = [tree]
    while stack:
        node = stack.pop()
        match node:
            case s.Call(s.Name(name), positional) if name in CONVERSIONS and positional and not node.named:
                values = [one.value for one in positional if isinstance(one, s.Constant)]
                is_constant = len(values) == len(positional) and None not in values
                if is_constant and Compiler().compile(node)(Scope({}, None, Run({}))) is None:
                    yield f"{name}({', '.join(map(_written, values))})"
        stack.extend(_children(node))


def _written(value: Any) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value)


def _unlike(
    operator: str, left: s.SyntaxNode, right: s.SyntaxNode, known: Variables
) -> Iterator[UnlikeTypes]:
    one, other = _kinds(left, known), _kinds(right, known)
    if one and other and one != other:
        yield UnlikeTypes(operator, one, other)


def _kinds(node: s.SyntaxNode, known: Variables) -> str:
    """Return the one kind that a value has, "" where it may have several or nobody knows."""
    types = types_of(node, known)
    kinds = {_KINDS.get(one, "") for one in types or ()}
    return kinds.pop() if len(kinds) == 1 else ""


def wrong_calls(tree: s.SyntaxNode, known: Collection[str] = ()) -> Iterator[WrongCall]:
    """Yield the calls of built-in functions whose number, names or types of arguments no signature takes.

    `known` are names that stand for something else there.
    """
    stack: list[tuple[s.SyntaxNode, frozenset[str]]] = [(tree, frozenset(known))]
    while stack:
        node, bound = stack.pop()
        bound |= _names_of(node)
        if isinstance(node, s.Call):
            yield from _wrong(node, bound)
        stack.extend((child, bound) for child in _children(node))


def _children(node: s.SyntaxNode) -> Iterator[s.SyntaxNode]:
    """Yield what a node consists of, whatever names its parts see."""
    match node:
        case s.For(iterators, body) | s.Quantified(_, iterators, body):
            for one in iterators:
                yield one.source
                if one.end is not None:
                    yield one.end
            yield body
        case s.ContextLiteral(entries):
            yield from (value for _, value in entries)
        case s.PathExpression(base):
            yield base
        case s.Filter(base, condition):
            yield from (base, condition)
        case s.Membership(value, tests):
            yield from (value, *tests)
        case s.Lambda(_, body):
            yield body
        case _:
            yield from plain_children(node)


def _names_of(node: s.SyntaxNode) -> frozenset[str]:
    """Return the names that a node gives to what is inside it."""
    match node:
        case s.For(iterators) | s.Quantified(_, iterators):
            return frozenset(one.name for one in iterators)
        case s.ContextLiteral(entries):
            return frozenset(name for name, _ in entries)
        case s.Lambda(parameters):
            return frozenset(name for name, _ in parameters)
        case _:
            return frozenset()


def _wrong(call: s.Call, bound: frozenset[str]) -> Iterator[WrongCall]:
    name = call.function.name if isinstance(call.function, s.Name) else ""
    builtin = BUILTINS.get(name)
    if builtin is None or name in bound:
        return
    known = dict.fromkeys(bound)
    positional = [types_of(argument, known) for argument in call.positional]
    named = {key: types_of(value, known) for key, value in call.named}
    if not any(signature.may_bind(positional, named) for signature in builtin.signatures):
        yield WrongCall(name, builtin.said)
