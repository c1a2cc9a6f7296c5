"""Finds the texts that an expression compares a variable with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from engine.feel import UnaryTests
from engine.feel import syntax as s


def path_of(node: Any) -> tuple[str, ...] | None:
    """Return the names of a variable or a member of one (`review.action`), None for anything else."""
    if isinstance(node, s.Name):
        return (node.name,)
    if isinstance(node, s.Path):
        base = path_of(node.base)
        return None if base is None else (*base, node.name)
    return None


def comparisons(tree: Any) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield (path, text) for each `path = "text"`, `path != "text"` and `path in ("text", …)`."""
    for node in _nodes(tree):
        if isinstance(node, s.Comparison) and node.operator in ("=", "!="):
            for one, other in ((node.left, node.right), (node.right, node.left)):
                path = path_of(one)
                if path is not None and isinstance(other, s.Constant) and isinstance(other.value, str):
                    yield path, other.value
        elif isinstance(node, s.Membership):
            path = path_of(node.value)
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


def _nodes(tree: Any) -> Iterator[Any]:
    stack = [tree]
    while stack:
        node = stack.pop()
        if isinstance(node, tuple):
            stack.extend(node)
        elif is_dataclass(node):
            yield node
            stack.extend(getattr(node, one.name) for one in fields(node))
