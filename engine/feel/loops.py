"""Closures of what repeats: filters, `for`, `some`, `every`. A round costs as many steps as it has nodes."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from engine.feel import syntax as s
from engine.feel.closures import Code, CompilerBase
from engine.feel.iteration import bound_values, domain, span
from engine.feel.runtime import Scope
from engine.feel.variables import mentions


class LoopCompiler(CompilerBase):
    """Compiles filters and loops."""

    def _filter(self, node: s.Filter) -> Code:
        base = self.compile(node.base)
        condition, weight, _ = self.measured(node.condition)
        if isinstance(node.condition, s.Constant) and type(node.condition.value) is Decimal:
            position = node.condition.value
            return lambda scope: _item_at(base(scope), position)

        def run(scope: Scope) -> Any:
            value = base(scope)
            items = value if type(value) is list else [] if value is None else [value]
            if not items:
                return None if type(condition(scope)) is Decimal else []
            results = []
            scope.run.charge(weight * len(items))
            for index, item in enumerate(items):
                inner = Scope({"item": item}, scope, scope.run)
                if type(item) is dict:
                    inner = Scope(item, inner, scope.run)
                decided = condition(inner)
                if decided is True:
                    results.append(item)
                elif index == 0 and type(decided) is Decimal:
                    position = condition(scope)
                    return _item_at(items, position) if type(position) is Decimal else None
            return results

        return run

    def _for_loop(self, node: s.For) -> Code:
        iterators = self._iterators(node.iterators)
        body, weight, _ = self.measured(node.body)
        with_partial = mentions(node.body, "partial")

        def run(scope: Scope) -> list[Any] | None:
            state = scope.run
            results: list[Any] = []
            limit = state.budget.list_size
            for inner in bound_values(scope, iterators):
                if inner is None:
                    return None
                state.charge(weight)
                if with_partial:
                    state.charge(len(results))
                    inner = Scope({"partial": results.copy()}, inner, state)  # noqa: PLW2901  # one scope further in
                if len(results) >= limit:
                    state.exceed("list_size", limit)
                results.append(body(inner))
            return results

        return run

    def _quantified(self, node: s.Quantified) -> Code:
        iterators = self._iterators(node.iterators)
        condition, weight, _ = self.measured(node.condition)
        decisive = node.kind == "some"

        def run(scope: Scope) -> Any:
            result: bool | None = not decisive
            for inner in bound_values(scope, iterators):
                if inner is None:
                    return None
                scope.run.charge(weight)
                value = condition(inner)
                if value is decisive:
                    return decisive
                if type(value) is not bool:
                    result = None
            return result

        return run

    def _iterators(self, nodes: tuple[s.Iterator, ...]) -> tuple[tuple[str, Code], ...]:
        return tuple((node.name, self._iterator(node)) for node in nodes)

    def _iterator(self, node: s.Iterator) -> Code:
        source = self.compile(node.source)
        if node.end is None:
            return lambda scope: domain(scope.run, source(scope))
        end = self.compile(node.end)
        return lambda scope: span(scope.run, source(scope), end(scope))


def _item_at(value: Any, position: Decimal) -> Any:
    items = value if type(value) is list else [value]
    if position != position.to_integral_value() or not 1 <= abs(position) <= len(items):
        return None
    index = int(position)
    return items[index - 1 if index > 0 else index]
