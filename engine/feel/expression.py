"""Compiled expressions: parsed once, kept in a bounded cache, evaluated any number of times by any thread."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, lru_cache
from typing import Any

import engine.feel.builtins  # noqa: F401  # registers the built-in functions
from engine.feel import syntax as s
from engine.feel.budget import DEFAULT_BUDGET, Budget
from engine.feel.checking import may_be_wrong
from engine.feel.closures import Code
from engine.feel.compiler import Compiler
from engine.feel.cursor import MAX_NESTING
from engine.feel.draws import Draws
from engine.feel.errors import FeelBudgetExceeded, FeelSyntaxError, FeelWarning
from engine.feel.parser import parse_expression, parse_unary_tests
from engine.feel.runtime import Run, Scope
from engine.feel.types import NamedType
from engine.feel.values import FunctionBase, from_python
from engine.feel.variables import Reads, reads


class Expression:
    """A FEEL expression, ready to be evaluated."""

    def __init__(self, source: str, tree: s.SyntaxNode, code: Code) -> None:
        self.source = source
        self.tree = tree
        self._code = code

    def evaluate(
        self,
        context: Mapping[str, Any],
        *,
        functions: Mapping[str, FunctionBase] | None = None,
        now: dt.datetime | None = None,
        budget: Budget | None = None,
        warnings: list[FeelWarning] | None = None,
        types: Mapping[str, NamedType] | None = None,
        draws: Draws | None = None,
    ) -> Any:
        """Return the FEEL value (see `values`; `to_python` gives Python's).

        `context` holds Python or FEEL values; `now` is aware and makes now() and today() repeatable (UTC is
        shown in local time); `warnings` receives why a part became null; `types` are checks for types
        that the model defines; `draws` is what `random number()` and `uuid()` draw from (null without).

        Raises: FeelBudgetExceeded; FeelAssertionFailed; InvalidArgument: the context holds an object that
        FEEL does not know.
        """
        run = Run(
            context, functions=functions, now=now, budget=budget, warnings=warnings, types=types, draws=draws
        )
        try:
            return self._code(Scope({}, None, run))
        except RecursionError:
            raise _too_deep(run) from None

    def evaluate_in(self, run: Run, context: Mapping[str, Any]) -> Any:
        """Return the FEEL value inside another evaluation: with its budget, functions, clock and warnings."""
        inner = run.within(context)
        try:
            return self._code(Scope({}, None, inner))
        except RecursionError:
            raise _too_deep(run) from None
        finally:
            run.take_back(inner)

    @cached_property
    def _reads(self) -> Reads:
        return reads(self.tree)

    @cached_property
    def may_be_wrong(self) -> bool:
        """Whether anything is inside whose types `checking` looks at; most cells are bare constants."""
        return may_be_wrong(self.tree)

    @property
    def names(self) -> frozenset[str]:
        """Variables that the expression reads from the context."""
        return frozenset(self._reads.names)

    @property
    def possible_names(self) -> frozenset[str]:
        """Names inside filters: properties of the items, or variables."""
        return frozenset(self._reads.possible_names)

    @property
    def paths(self) -> frozenset[tuple[str, ...]]:
        """Paths read from the context: ("order", "amount")."""
        return frozenset(self._reads.paths)

    @property
    def calls(self) -> frozenset[str]:
        """Functions called by name, built-in ones too."""
        return frozenset(self._reads.calls)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.source!r})"


class UnaryTests(Expression):
    """The tests of a decision table's cell."""

    def __init__(self, source: str, tree: s.Tests, matcher: Callable[[Scope, Any], bool]) -> None:
        super().__init__(source, tree, lambda scope: matcher(scope, scope.find("?")))
        self._matcher = matcher

    def matches(
        self,
        input_value: Any,
        context: Mapping[str, Any],
        *,
        functions: Mapping[str, FunctionBase] | None = None,
        now: dt.datetime | None = None,
        budget: Budget | None = None,
        warnings: list[FeelWarning] | None = None,
        types: Mapping[str, NamedType] | None = None,
    ) -> bool:
        """Return whether the value meets the tests; what cannot be compared does not.

        Raises as `evaluate` does.
        """
        return self.matches_in(
            Run(context, functions=functions, now=now, budget=budget, warnings=warnings, types=types),
            input_value,
        )

    def matches_in(self, run: Run, input_value: Any) -> bool:
        """Return whether the value meets the tests, on the context and budget of `run`."""
        value = from_python(input_value)
        try:
            return self._matcher(Scope({"?": value}, None, run), value)
        except RecursionError:
            raise _too_deep(run) from None

    def matches_each(self, values: Sequence[Any]) -> list[bool]:
        """Return for each of some FEEL values whether it meets the tests, without a context.

        They share one budget, which grows with their number. Raises as `evaluate` does.
        """
        steps = DEFAULT_BUDGET.steps * len(values)
        run = Run({}, budget=replace(DEFAULT_BUDGET, steps=steps))
        try:
            return [self._matcher(Scope({"?": value}, None, run), value) for value in values]
        except RecursionError:
            raise _too_deep(run) from None


def _too_deep(run: Run) -> FeelBudgetExceeded:
    return FeelBudgetExceeded("depth", limit=run.budget.depth)


def compile_expression(source: str, names: Collection[str] = ()) -> Expression:
    """Return the compiled expression, from the cache if it is there.

    `names` are names with blanks or operators inside (`credit score`, `a-b`) that may occur; plain words
    side by side are taken for one name without being listed.

    Raises: FeelSyntaxError.
    """
    if len(source) <= _SHORT:
        return _short_expression(source, frozenset(names))
    return _long_expression(source, frozenset(names))


def compile_with_nulls(source: str, names: Collection[str] = ()) -> Expression:
    """Return the expression with null, as the standard has it, for literals such as `@"2026-02-30"`.

    `compile_expression` refuses these: nobody means null by them. Raises: FeelSyntaxError.
    """
    tree = parse_expression(source, names, lenient=True)
    return Expression(source, tree, Compiler().compile(tree))


def compile_unary_tests(source: str, names: Collection[str] = ()) -> UnaryTests:
    """Return the compiled tests of a cell, from the cache if they are there. Raises: FeelSyntaxError."""
    if len(source) <= _SHORT:
        return _short_tests(source, frozenset(names))
    return _long_tests(source, frozenset(names))


def _expression(source: str, names: frozenset[str]) -> Expression:
    try:
        tree = parse_expression(source, names)
        return Expression(source, tree, Compiler().compile(tree))
    except RecursionError:
        raise FeelSyntaxError("source_too_deep", 1, 1, limit=MAX_NESTING) from None


def _unary_tests(source: str, names: frozenset[str]) -> UnaryTests:
    try:
        tree = parse_unary_tests(source, names)
        return UnaryTests(source, tree, Compiler().tests(tree))
    except RecursionError:
        raise FeelSyntaxError("source_too_deep", 1, 1, limit=MAX_NESTING) from None


# Two caches each, so that a few long sources cannot take the memory that thousands of short ones may have.
_SHORT = 400
_short_expression = lru_cache(maxsize=4096)(_expression)
_long_expression = lru_cache(maxsize=128)(_expression)
_short_tests = lru_cache(maxsize=8192)(_unary_tests)
_long_tests = lru_cache(maxsize=128)(_unary_tests)
