"""Syntax tree to closures: each node becomes a Python function of the scope, made once."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from engine.feel import syntax as s
from engine.feel.arithmetic import calculate, negate
from engine.feel.calls import CallCompiler
from engine.feel.closures import Code, function_named
from engine.feel.constants import constant_comparison, direct_test
from engine.feel.loops import LoopCompiler
from engine.feel.operators import (
    COMPARISONS,
    at_least,
    at_most,
    comparable,
    conjunction,
    passes,
)
from engine.feel.properties import descendants, property_of
from engine.feel.runtime import MISSING, Scope
from engine.feel.types import conforms
from engine.feel.values import Range, type_name
from engine.feel.variables import mentions, path_names

_TESTED = "?"
_CONDITIONS = (s.Comparison, s.Between, s.Membership, s.Junction, s.Quantified)


class Compiler(LoopCompiler, CallCompiler):
    """Compiles one tree of any kind of node."""

    def compile(self, node: s.SyntaxNode) -> Code:
        """Return the closure of `node`."""
        self.count += 1
        self.level += 1
        self.deepest = max(self.deepest, self.level)
        code = _COMPILERS[type(node)](self, node)
        self.level -= 1
        return code

    # -- leaves

    def _constant(self, node: s.Constant) -> Code:
        value = node.value
        return lambda _scope: value

    def _name(self, node: s.Name) -> Code:
        name = node.name

        def load(scope: Scope) -> Any:
            value = scope.variables.get(name, MISSING)
            if value is MISSING:
                value = scope.find(name)
                if value is MISSING:
                    value = function_named(scope, name)
                    if value is None:
                        scope.run.warn("unknown_name", name=name)
            return value

        return load

    # -- operators

    def _negation(self, node: s.Negation) -> Code:
        operand = self.compile(node.operand)
        return lambda scope: negate(scope.run, operand(scope))

    def _arithmetic(self, node: s.Arithmetic) -> Code:
        first = self.compile(node.first)
        rest = tuple((operator, self.compile(operand)) for operator, operand in node.rest)

        def run(scope: Scope) -> Any:
            value = first(scope)
            for operator, operand in rest:
                value = calculate(scope.run, operator, value, operand(scope))
            return value

        return run

    def _comparison(self, node: s.Comparison) -> Code:
        left, right = self.compile(node.left), self.compile(node.right)
        operate = COMPARISONS[node.operator]
        if isinstance(node.right, s.Constant) and type(node.right.value) in {Decimal, str}:
            return constant_comparison(node.operator, left, node.right.value)
        return lambda scope: operate(scope.run, left(scope), right(scope))

    def _between(self, node: s.Between) -> Code:
        value, low, high = self.compile(node.value), self.compile(node.low), self.compile(node.high)

        def run(scope: Scope) -> bool | None:
            tested = value(scope)
            return conjunction(
                at_least(scope.run, tested, low(scope)), at_most(scope.run, tested, high(scope))
            )

        return run

    def _membership(self, node: s.Membership) -> Code:
        value = self.compile(node.value)
        tests = tuple(self._test(test) for test in node.tests)

        def run(scope: Scope) -> bool | None:
            tested = value(scope)
            inner = Scope({_TESTED: tested}, scope, scope.run)
            result: bool | None = False
            for test in tests:
                passed = test(inner, tested)
                if passed is True:
                    return True
                if passed is None:
                    result = None
            return result

        return run

    def _junction(self, node: s.Junction) -> Code:
        operands = tuple(self.compile(operand) for operand in node.operands)
        decisive = node.kind == "or"
        if len(operands) == 2:
            return _pair_junction(operands[0], operands[1], decisive=decisive)

        def run(scope: Scope) -> Any:
            result: bool | None = not decisive
            for operand in operands:
                value = operand(scope)
                if value is decisive:
                    return decisive
                if type(value) is not bool:
                    result = None
            return result

        return run

    def _conditional(self, node: s.Conditional) -> Code:
        branches = tuple((self.compile(condition), self.compile(value)) for condition, value in node.branches)
        otherwise = self.compile(node.otherwise)

        def run(scope: Scope) -> Any:
            for condition, value in branches:
                decided = condition(scope)
                if decided is True:
                    return value(scope)
                if decided is not False and scope.run.warnings is not None:
                    scope.run.warn("not_boolean", type=type_name(decided))
            return otherwise(scope)

        return run

    def _instance_of(self, node: s.InstanceOf) -> Code:
        value, wanted = self.compile(node.value), node.type
        return lambda scope: conforms(scope.run, value(scope), wanted)

    # -- structures

    def _path(self, node: s.PathExpression) -> Code:
        base, name, names = self.compile(node.base), node.name, path_names(node)
        if names is None:
            return lambda scope: property_of(scope.run, base(scope), name)

        def run(scope: Scope) -> Any:
            value = scope.find_path(names)  # spares converting a whole form for one field
            return property_of(scope.run, base(scope), name) if value is MISSING else value

        return run

    def _descendants(self, node: s.Descendants) -> Code:
        base, name = self.compile(node.base), node.name
        return lambda scope: descendants(scope.run, base(scope), name)

    def _list_literal(self, node: s.ListLiteral) -> Code:
        items = tuple(self.compile(item) for item in node.items)

        def run(scope: Scope) -> list[Any]:
            scope.run.charge_list(len(items))
            return [item(scope) for item in items]

        return run

    def _context_literal(self, node: s.ContextLiteral) -> Code:
        entries = tuple((name, self.compile(value)) for name, value in node.entries)
        names = [name for name, _ in entries]
        repeated = next((name for index, name in enumerate(names) if name in names[:index]), None)

        def run(scope: Scope) -> dict[str, Any] | None:
            scope.run.charge(len(entries))
            if repeated is not None:
                scope.run.warn("repeated_key", name=repeated)
                return None
            result: dict[str, Any] = {}
            inner = Scope(result, scope, scope.run)
            for name, value in entries:
                result[name] = value(inner)
            return result

        return run

    def _range_literal(self, node: s.RangeLiteral) -> Code:
        low, high = self.compile(node.low), self.compile(node.high)
        low_included, high_included = node.low_included, node.high_included

        def run(scope: Scope) -> Range | None:
            start, end = low(scope), high(scope)
            fits = (
                (start is None) != (end is None) if start is None or end is None else comparable(start, end)
            )
            if not fits:
                scope.run.warn("bad_range")
                return None
            return Range(start, end, low_included, high_included)

        return run

    def _operator_test(self, node: s.OperatorTest) -> Code:
        operand, operator = self.compile(node.operand), node.operator
        return lambda scope: Range.compared(operator, operand(scope))  # type: ignore[arg-type]

    # -- tests

    def _test(self, node: s.SyntaxNode) -> Callable[[Scope, Any], bool | None]:
        """Return the closure of one unary test: of the scope, which binds `?`, and the value."""
        direct = direct_test(node)
        if direct is not None:
            return direct
        if isinstance(node, s.OperatorTest):
            operand, operate = self.compile(node.operand), COMPARISONS[node.operator]
            return lambda scope, tested: operate(scope.run, tested, operand(scope))
        code = self.compile(node)
        if node == s.Name(_TESTED):
            return lambda _scope, _tested: True
        if mentions(node, _TESTED):

            def holds(scope: Scope, tested: Any) -> bool | None:
                value = code(scope)
                if value is None or type(value) is bool:
                    return value
                return passes(scope.run, tested, value)

            return holds
        is_condition = isinstance(node, _CONDITIONS)

        def run(scope: Scope, tested: Any) -> bool | None:
            value = code(scope)
            if type(value) is bool and type(tested) is not bool:
                return value
            if value is None and is_condition:  # nobody knows whether it holds: no null to be equal to
                return None
            return passes(scope.run, tested, value)

        return run

    def tests(self, node: s.Tests) -> Callable[[Scope, Any], bool]:
        """Return the closure of unary tests as a whole."""
        tests = tuple(self._test(test) for test in node.tests)
        if not tests:
            return lambda _scope, _tested: True
        if node.negated:  # not(null) is null
            return lambda scope, tested: all(test(scope, tested) is False for test in tests)
        if len(tests) == 1:
            test = tests[0]
            return lambda scope, tested: test(scope, tested) is True
        return lambda scope, tested: any(test(scope, tested) is True for test in tests)


def _pair_junction(left: Code, right: Code, *, decisive: bool) -> Code:
    def run(scope: Scope) -> Any:
        first = left(scope)
        if first is decisive:
            return decisive
        second = right(scope)
        if second is decisive:
            return decisive
        return not decisive if type(first) is bool and type(second) is bool else None

    return run


_COMPILERS: dict[type, Callable[[Compiler, Any], Code]] = {
    s.Constant: Compiler._constant,
    s.Name: Compiler._name,
    s.PathExpression: Compiler._path,
    s.Descendants: Compiler._descendants,
    s.Filter: Compiler._filter,
    s.Call: Compiler._call,
    s.Negation: Compiler._negation,
    s.Arithmetic: Compiler._arithmetic,
    s.Comparison: Compiler._comparison,
    s.Between: Compiler._between,
    s.Membership: Compiler._membership,
    s.Junction: Compiler._junction,
    s.Conditional: Compiler._conditional,
    s.For: Compiler._for_loop,
    s.Quantified: Compiler._quantified,
    s.ContextLiteral: Compiler._context_literal,
    s.ListLiteral: Compiler._list_literal,
    s.RangeLiteral: Compiler._range_literal,
    s.OperatorTest: Compiler._operator_test,
    s.Lambda: Compiler._lambda,
    s.InstanceOf: Compiler._instance_of,
}
