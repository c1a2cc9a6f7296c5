"""Tells names that stand where somebody may have meant a text from those that can only be variables."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TypeGuard

from engine.feel import syntax as s
from engine.feel.functions import BUILTINS

Part = tuple[s.SyntaxNode, bool]
"""A part of an expression, and whether a text may be meant by a name that stands there."""


def words(tree: s.SyntaxNode, known: Collection[str], *, alone: bool = True) -> frozenset[str]:
    """Return names that stand only where a text may be meant: small in `if a > 1 then small else b`.

    What is calculated with, put in order, iterated over or asked for a member is a variable. Of the two sides
    of `=`, one that is compared with a name of `known` may be a text; `alone`, a whole expression may.
    """
    texts: set[str] = set()
    variables: set[str] = set()
    stack: list[Part] = [(tree, alone)]
    while stack:
        node, is_text = stack.pop()
        if isinstance(node, s.Name):
            (texts if is_text else variables).add(node.name)
        else:
            stack.extend(_parts(node, known))
    return frozenset(texts - variables)


def functions_as_values(tree: s.SyntaxNode) -> frozenset[str]:
    """Return names of built-in functions that are not called, but stand where a value is compared or given.

    As an argument of a call and as an entry of a context a function may be given.
    """
    names: set[str] = set()
    stack = [tree]
    while stack:
        node = stack.pop()
        if _is_function(node):
            names.add(node.name)
            continue
        takes_functions = isinstance(node, s.Call | s.ContextLiteral)
        stack.extend(part for part, _ in _parts(node, ()) if not (takes_functions and _is_function(part)))
    return frozenset(names)


def _is_function(node: s.SyntaxNode) -> TypeGuard[s.Name]:
    return isinstance(node, s.Name) and node.name in BUILTINS


def _parts(node: s.SyntaxNode, known: Collection[str]) -> Iterator[Part]:
    match node:
        case s.Conditional(branches, otherwise):
            for condition, value in branches:
                yield from ((condition, False), (value, True))
            yield otherwise, True
        case s.Comparison(operator, left, right) if operator in ("=", "!="):
            yield left, _is_known(right, known)
            yield right, not isinstance(left, s.Constant)
        case s.Membership(value, tests):
            yield value, False
            yield from ((test, len(tests) > 1 or not isinstance(test, s.Name)) for test in tests)
        case s.OperatorTest(operator, operand):
            yield operand, operator in ("=", "!=")
        case s.ListLiteral(parts) | s.Tests(parts):
            yield from ((part, True) for part in parts)
        case s.ContextLiteral(entries):
            yield from ((value, not _is_function(value)) for _, value in entries)
        case s.For(iterators, body):
            yield from _sources(iterators)
            yield body, True
        case s.Lambda(_, body):
            yield body, True
        case _:
            yield from _other_parts(node)


def _other_parts(node: s.SyntaxNode) -> Iterator[Part]:
    match node:
        case s.Call(function, positional, named):
            if not isinstance(function, s.Name):
                yield function, False
            yield from (
                (argument, place > 0 and not _is_function(argument))
                for place, argument in enumerate(positional)
            )
            yield from ((argument, False) for _, argument in named)
        case s.Quantified(_, iterators, condition):
            yield from _sources(iterators)
            yield condition, False
        case s.Filter(base, condition):
            yield from ((base, False), (condition, False))
        case s.PathExpression(base, _) | s.Negation(base) | s.InstanceOf(base):
            yield base, False
        case s.Arithmetic(first, rest):
            yield first, False
            yield from ((operand, False) for _, operand in rest)
        case s.Comparison(_, low, high) | s.RangeLiteral(low, high):
            yield from ((low, False), (high, False))
        case s.Between(value, low, high):
            yield from ((value, False), (low, False), (high, False))
        case s.Junction(_, operands):
            yield from ((operand, False) for operand in operands)
        case _:
            return


def _sources(iterators: tuple[s.Iterator, ...]) -> Iterator[Part]:
    for one in iterators:
        yield one.source, False
        if one.end is not None:
            yield one.end, False


def _is_known(node: s.SyntaxNode, known: Collection[str]) -> bool:
    while isinstance(node, s.PathExpression):
        node = node.base
    return isinstance(node, s.Name) and node.name in known


def text_meant(word: str, type_name: str | None = None) -> str:
    """Return what somebody meant who forgot the quotes: a text, true or false, or the call of a function."""
    lowered = word.lower()
    if lowered in ("true", "false") or (type_name == "boolean" and lowered in _BOOLEANS):
        return _BOOLEANS[lowered]
    if word in BUILTINS and type_name not in (None, "string", "Any"):
        parameters = BUILTINS[word].parameters
        return f"{word}()" if parameters == () else f"{word}({', '.join(parameters or '…')})"
    return f'"{word}"'


_BOOLEANS = {"true": "true", "yes": "true", "是": "true", "false": "false", "no": "false", "否": "false"}
