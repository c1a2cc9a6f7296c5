"""What can be known of an expression before it runs: types of its value, calls that no signature takes."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from decimal import Decimal

from engine.feel import syntax as s
from engine.feel import temporal as t
from engine.feel.functions import BUILTINS
from engine.feel.signatures import Types
from engine.feel.values import Range
from engine.feel.variables import plain_children

_BOOLEAN: Types = frozenset({bool})
_SUMS: Types = frozenset({Decimal, str, t.Date, t.DateTime, t.Time, t.DaysDuration, t.MonthsDuration})
"""What arithmetic gives."""


@dataclass(frozen=True, slots=True)
class WrongCall:
    """A call of a built-in function that gives null whatever is put in; `signatures` are those that exist."""

    function: str
    signatures: tuple[str, ...]


def types_of(node: s.SyntaxNode) -> Types:
    """Return the types of which the value has one where that does not depend on variables, else None."""
    match node:
        case s.Constant(value):
            return frozenset({type(value)})
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
            parts = [types_of(value) for _, value in branches] + [types_of(otherwise)]
            known = [part for part in parts if part is not None]
            return frozenset[type]().union(*known) if len(known) == len(parts) else None
        case _:
            return None


def is_never_boolean(node: s.SyntaxNode) -> bool:
    """Tell whether a condition can be neither true nor false, whatever its variables hold."""
    types = types_of(node)
    return types is not None and bool not in types


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
    positional = [types_of(argument) for argument in call.positional]
    named = {key: types_of(value) for key, value in call.named}
    if not any(signature.may_bind(positional, named) for signature in builtin.signatures):
        yield WrongCall(name, builtin.said)
