"""Closures of functions and their calls."""

from __future__ import annotations

from typing import Any

from engine.feel import syntax as s
from engine.feel.closures import Code, CompilerBase, function_named
from engine.feel.lambdas import LambdaCode, LambdaFunction
from engine.feel.runtime import Scope
from engine.feel.type_relations import written_type
from engine.feel.values import FunctionBase, type_name


class CallCompiler(CompilerBase):
    """Compiles definitions and calls of functions."""

    def _lambda(self, node: s.Lambda) -> Code:
        names = tuple(name for name, _ in node.parameters)
        types = tuple(type_ for _, type_ in node.parameters)
        body, weight, levels = (None, 0, 0) if node.external else self.measured(node.body)
        result = None if node.external else written_type(node.body, dict(node.parameters))
        code = LambdaCode(names, types, body, weight + 1, levels + 2, result)
        return lambda scope: LambdaFunction(code, scope)

    def _call(self, node: s.Call) -> Code:
        if isinstance(node.function, s.Name) and node.function.name == "is defined":
            asked = [*node.positional, *(value for _, value in node.named)]
            if len(asked) == 1:
                return self._is_defined(asked[0])
        function = self._callee(node.function)
        positional = tuple(self.compile(argument) for argument in node.positional)
        named = tuple((name, self.compile(argument)) for name, argument in node.named)

        def run(scope: Scope) -> Any:
            target = function(scope)
            if not isinstance(target, FunctionBase):
                return None
            if named:
                return target.call(scope.run, [], {name: argument(scope) for name, argument in named})
            return target.call(scope.run, [argument(scope) for argument in positional], None)

        return run

    def _callee(self, node: s.SyntaxNode) -> Code:
        if not isinstance(node, s.Name):
            code = self.compile(node)

            def evaluate(scope: Scope) -> Any:
                value = code(scope)
                if not isinstance(value, FunctionBase):
                    scope.run.warn("not_function", type=type_name(value))
                return value

            return evaluate
        name = node.name

        def find(scope: Scope) -> Any:
            value = scope.find(name)
            if not isinstance(value, FunctionBase):
                value = function_named(scope, name)
                if value is None:
                    scope.run.warn("unknown_function", name=name)
            return value

        return find

    def _is_defined(self, node: s.SyntaxNode) -> Code:
        """Return whether there is a value; that there is none is no reason for a warning here."""
        code = self.compile(node)

        def run(scope: Scope) -> bool:
            warnings, scope.run.warnings = scope.run.warnings, None
            try:
                return code(scope) is not None
            finally:
                scope.run.warnings = warnings

        return run
