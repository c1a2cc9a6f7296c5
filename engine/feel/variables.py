"""Which names an expression reads from outside: for the lint, and to know what a change concerns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from engine.feel import syntax as s


@dataclass(slots=True)
class Reads:
    """Names read for sure, names that may be properties of a filtered item, paths, and functions called.

    A function called by a path, as other languages call methods, is there with its path: `order.getAmount`.
    """

    names: set[str] = field(default_factory=set)
    possible_names: set[str] = field(default_factory=set)
    paths: set[tuple[str, ...]] = field(default_factory=set)
    calls: set[str] = field(default_factory=set)


def reads(node: s.SyntaxNode) -> Reads:
    """Return what `node` reads from outside itself."""
    names_read = Reads()
    _visit(node, frozenset({"?"}), False, names_read)
    return names_read


def mentions(node: s.SyntaxNode, name: str) -> bool:
    """Return whether `node` reads the variable `name` from outside itself."""
    names_read = Reads()
    _visit(node, frozenset(), False, names_read)
    return name in names_read.names or name in names_read.possible_names


def _visit(node: s.SyntaxNode, bound: frozenset[str], filtered: bool, names_read: Reads) -> None:
    match node:
        case s.Name(name):
            _note((name,), bound, filtered, names_read)
        case s.PathExpression():
            path = path_names(node)
            if path is None:
                _visit(node.base, bound, filtered, names_read)
            else:
                _note(path, bound, filtered, names_read)
        case s.Filter(base, condition):
            _visit(base, bound, filtered, names_read)
            _visit(condition, bound | {"item"}, True, names_read)
        case s.For(iterators, body):
            _visit(body, _iterate(iterators, bound, filtered, names_read) | {"partial"}, filtered, names_read)
        case s.Quantified(_, iterators, condition):
            _visit(condition, _iterate(iterators, bound, filtered, names_read), filtered, names_read)
        case s.ContextLiteral(entries):
            for name, value in entries:
                _visit(value, bound, filtered, names_read)
                bound |= {name}
        case s.Lambda(parameters, body, external):
            if not external:
                _visit(body, bound | {name for name, _ in parameters}, filtered, names_read)
        case s.Call(s.Name(name)) if name not in bound:
            names_read.calls.add(name)
            for child in (*node.positional, *(value for _, value in node.named)):
                _visit(child, bound, filtered, names_read)
        case s.Call(s.PathExpression() as function) if (path := path_names(function)) and not filtered:
            if path[0] not in bound:
                names_read.calls.add(".".join(path))
            for child in plain_children(node):
                _visit(child, bound, filtered, names_read)
        case s.Membership(value, tests):
            _visit(value, bound, filtered, names_read)
            for test in tests:
                _visit(test, bound | {"?"}, filtered, names_read)
        case _:
            for child in plain_children(node):
                _visit(child, bound, filtered, names_read)


def _iterate(
    iterators: tuple[s.Iterator, ...], bound: frozenset[str], filtered: bool, names_read: Reads
) -> frozenset[str]:
    for iterator in iterators:
        _visit(iterator.source, bound, filtered, names_read)
        if iterator.end is not None:
            _visit(iterator.end, bound, filtered, names_read)
        bound |= {iterator.name}
    return bound


def _note(path: tuple[str, ...], bound: frozenset[str], filtered: bool, names_read: Reads) -> None:
    if path[0] in bound:
        return
    if filtered:
        names_read.possible_names.add(path[0])
        return
    names_read.names.add(path[0])
    names_read.paths.add(path)


def path_names(node: s.SyntaxNode) -> tuple[str, ...] | None:
    """Return the names of a path that begins with a variable: order.amount is (order, amount)."""
    names: list[str] = []
    while isinstance(node, s.PathExpression):
        names.append(node.name)
        node = node.base
    return (node.name, *reversed(names)) if isinstance(node, s.Name) else None


def plain_children(node: s.SyntaxNode) -> Iterator[s.SyntaxNode]:
    """Yield what a node consists of, if its parts see the same names as it does."""
    match node:
        case s.Negation(operand) | s.OperatorTest(_, operand) | s.Descendants(operand):
            yield operand
        case s.Arithmetic(first, rest):
            yield first
            yield from (operand for _, operand in rest)
        case s.Comparison(_, left, right):
            yield from (left, right)
        case s.Between(value, low, high):
            yield from (value, low, high)
        case s.Junction(_, operands):
            yield from operands
        case s.Conditional(branches, otherwise):
            for condition, value in branches:
                yield from (condition, value)
            yield otherwise
        case s.ListLiteral(items):
            yield from items
        case s.RangeLiteral(low, high):
            yield from (low, high)
        case s.InstanceOf(value):
            yield value
        case s.Tests(tests):
            yield from tests
        case s.Call(function, positional, named):
            yield function
            yield from positional
            yield from (value for _, value in named)
        case _:
            return
