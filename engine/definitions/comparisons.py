"""Finds the texts that an expression compares a variable with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from engine.feel import UnaryTests
from engine.feel import syntax as s

ITEM = "[]"
"""Stands in a path for any item of a list."""

Bound = Mapping[str, tuple[str, ...] | None]
"""What each iterator stands for; None: nobody knows."""


def path_of(node: Any) -> tuple[str, ...] | None:
    """Return the names of a variable or a member of one (`found.kind`), None for anything else."""
    if isinstance(node, s.Name):
        return (node.name,)
    if isinstance(node, s.PathExpression):
        base = path_of(node.base)
        return None if base is None else (*base, node.name)
    return None


def comparisons(tree: Any) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield (path, text) for each `path = "text"`, `path != "text"` and `path in ("text", …)`.

    What an iterator stands for is the path of its list and `ITEM`.
    """
    for node, bound in _nodes(tree, {}):
        if isinstance(node, s.Comparison) and node.operator in ("=", "!="):
            for one, other in ((node.left, node.right), (node.right, node.left)):
                path = _bound(path_of(one), bound)
                if path is not None and isinstance(other, s.Constant) and isinstance(other.value, str):
                    yield path, other.value
        elif isinstance(node, s.Membership):
            path = _bound(path_of(node.value), bound)
            if path is not None:
                yield from ((path, word) for test in node.tests for word in _texts(test))


def texts_in(cell: UnaryTests) -> Iterator[str]:
    """Yield the texts that a cell of a decision table compares its column with."""
    assert isinstance(cell.tree, s.Tests)
    for test in cell.tree.tests:
        yield from _texts(test)


def _texts(test: Any) -> Iterator[str]:
    if isinstance(test, s.Constant) and isinstance(test.value, str):
        yield test.value
    elif isinstance(test, s.ListLiteral):
        for item in test.items:
            yield from _texts(item)
    elif isinstance(test, s.OperatorTest) and test.operator in ("=", "!="):
        yield from _texts(test.operand)
    elif isinstance(test, s.Tests):
        for one in test.tests:
            yield from _texts(one)


def _bound(path: tuple[str, ...] | None, bound: Bound) -> tuple[str, ...] | None:
    """Return the path with its iterator replaced, None if nobody knows what that stands for."""
    if path is None or path[0] not in bound:
        return path
    stands_for = bound[path[0]]
    return None if stands_for is None else (*stands_for, *path[1:])


def _nodes(tree: Any, bound: Bound) -> Iterator[tuple[Any, Bound]]:
    """Yield every node with the iterators around it; names that filters and functions bind are left out."""
    stack: list[tuple[Any, Bound]] = [(tree, bound)]
    while stack:
        node, around = stack.pop()
        if isinstance(node, s.Filter | s.Lambda | s.ContextLiteral):
            continue  # their own names may hide those of the case
        if isinstance(node, s.Quantified | s.For):
            for one in node.iterators:
                source = _bound(path_of(one.source), around)
                around = {**around, one.name: None if source is None or one.end else (*source, ITEM)}
        if isinstance(node, tuple):
            stack.extend((item, around) for item in node)
        elif is_dataclass(node):
            yield node, around
            stack.extend((getattr(node, one.name), around) for one in fields(node))
