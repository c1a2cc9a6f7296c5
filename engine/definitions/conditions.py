"""Finds flows that are never taken, by trying every kind of value that their conditions ask for.

Conditions that compare variables with constants split the values of each variable into regions; one value
of each is tried. Other conditions are left alone: nothing is said of them, and nothing because of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import product
from math import prod
from typing import Any

from engine.definitions.comparisons import path_of
from engine.definitions.findings import Findings
from engine.definitions.graph import Graph
from engine.definitions.structure import BLIND, FRUGAL, constant, label
from engine.dmn.axes import examples_around
from engine.dmn.cells import constants_compared
from engine.feel import Expression, FeelError
from engine.feel import syntax as s
from engine.spiff.model import FlowInfo

MOST_TRIED = 1_000
"""Evaluations at one element; where there were more, nobody looks."""
MOST_TRIED_OF_ALL = 20_000
"""Evaluations in a package together."""

Path = tuple[str, ...]
Asked = dict[Path, list[Any]]
"""The constants with which each variable is compared."""
_OF_EVERY_KIND = [s.Constant(Decimal(0)), s.Constant(""), s.Constant(True)]
Held = dict[str, set[int]]
"""Where the condition of each flow holds, as numbers of combinations of values."""


def check_conditions(graph: Graph, findings: Findings) -> None:
    """Warn of flows whose condition never holds, and of those before which another is always taken."""
    tries = _Tries()
    for info in graph.diagram.elements.values():
        flows = [] if info.type in BLIND else graph.flows_of(info)
        asked = [flow for flow in flows if flow.condition is not None and flow.id != info.default]
        dead = [flow for flow in asked if tries.never_holds(flow)]
        for flow in dead:
            expression = flow.condition.source if flow.condition is not None else ""
            findings.add("bpmn.dead_flow", info.file, flow.id, flow=label(flow), expression=expression)
        alive = [flow for flow in asked if flow not in dead]
        default = next((flow for flow in flows if flow.id == info.default), None)
        for flow, before in tries.hidden(alive, default, in_turn=info.type == "exclusiveGateway"):
            findings.add(
                "bpmn.hidden_flow",
                info.file,
                flow.id,
                flow=label(flow),
                others=", ".join(map(label, before)),
                chinese={"others": "”“".join(map(label, before))},
            )


class _Tries:
    """Tries conditions on values, as long as a package may."""

    def __init__(self) -> None:
        self.left = MOST_TRIED_OF_ALL

    def never_holds(self, flow: FlowInfo) -> bool:
        """Tell whether it is certain that the condition of a flow is never true."""
        assert flow.condition is not None
        if constant(flow.condition) is False:
            return True
        held = self._held([flow])
        return held is not None and not held[0][flow.id]

    def hidden(
        self, flows: Sequence[FlowInfo], default: FlowInfo | None, *, in_turn: bool
    ) -> Iterator[tuple[FlowInfo, list[FlowInfo]]]:
        """Yield flows that are never taken with those that hold wherever they could be.

        `in_turn`: the first flow that holds is the only one; a default is taken where none holds.
        """
        plain = [flow for flow in flows if _asked(flow) is not None]
        tried = self._held(plain) if len(plain) > in_turn - (default is not None) else None
        if tried is None:
            return
        held, points = tried
        for number, flow in enumerate(plain if in_turn else ()):
            before = [one for one in plain[:number] if held[one.id] & held[flow.id]]
            if before and held[flow.id] <= set().union(*(held[one.id] for one in before)):
                yield flow, before
        if default is not None and plain and len(set().union(*held.values())) == points:
            yield default, plain

    def _held(self, flows: Sequence[FlowInfo]) -> tuple[Held, int] | None:
        """Return where each condition holds, among how many; None where that is not worked out."""
        together: Asked = {}
        for flow in flows:
            for path, constants in (_asked(flow) or {}).items():
                together.setdefault(path, []).extend(constants)
        conditions = {flow.id: _condition(flow) for flow in flows if _asked(flow) is not None}
        points = _points(together, list(conditions.values())) if len(conditions) == len(flows) else None
        if points is None or (tried := len(points) * len(flows)) > self.left:
            return None
        self.left -= tried
        held = {
            flow_id: {number for number, point in enumerate(points) if _holds(condition, point)}
            for flow_id, condition in conditions.items()
        }
        return held, len(points)


def _condition(flow: FlowInfo) -> Expression:
    assert flow.condition is not None
    assert flow.condition.expression is not None
    return flow.condition.expression


def _asked(flow: FlowInfo) -> Asked | None:
    """Return the constants with which a condition compares each variable, None if it does anything else."""
    if flow.condition is not None and isinstance(constant(flow.condition), bool):
        return {}
    compared: Asked = {}
    has_condition = flow.condition is not None and flow.condition.expression is not None
    return compared if has_condition and _collect(_condition(flow).tree, compared) else None


def _collect(node: s.SyntaxNode, compared: Asked) -> bool:
    match node:
        case s.Constant(bool()):
            return True
        case s.Name() | s.PathExpression():
            return _note(node, [s.Constant(True), s.Constant(False)], compared)
        case s.Junction(_, operands):
            return all(_collect(one, compared) for one in operands)
        case s.Call(s.Name("not"), (operand,), ()):
            return _collect(operand, compared)
        case s.Comparison(_, left, right) if left == right:
            return _note(left, _OF_EVERY_KIND, compared)
        case s.Comparison(_, left, right):
            is_first = path_of(left) is not None
            return _note(left if is_first else right, [right if is_first else left], compared)
        case s.Between(value, low, high):
            return _note(value, [low, high], compared)
        case s.Membership(value, tests):
            return _note(value, tests, compared)
        case _:
            return False


def _note(value: s.SyntaxNode, others: Sequence[s.SyntaxNode], compared: Asked) -> bool:
    path = path_of(value)
    constants = [constants_compared(one) for one in others]
    if path is None or any(one is None for one in constants):
        return False
    if any(
        None in (known or ()) and one != s.Constant(None)
        for one, known in zip(others, constants, strict=True)
    ):
        return False  # no such date or number, which is told as such
    compared.setdefault(path, []).extend(constant for one in constants for constant in one or ())
    return True


def _points(asked: Asked, tests: Sequence[Expression]) -> list[dict[str, Any]] | None:
    """Return contexts with every combination of values; None if there are too many, or none to be had.

    Each variable is also null and something that nobody compares with.
    """
    values = [examples_around(constants, tests) for constants in asked.values()]
    known = [[*one, {}] for one in values if one is not None]
    if len(known) < len(values) or prod(map(len, known)) * max(len(tests), 1) > MOST_TRIED:
        return None
    if any(one != other and one == other[: len(one)] for one in asked for other in asked):
        return None
    return [_context(dict(zip(asked, point, strict=True))) for point in product(*known)]


def _context(values: Mapping[Path, Any]) -> dict[str, Any]:
    context: dict[str, Any] = {}
    for path, value in values.items():
        inside = context
        for name in path[:-1]:
            inside = inside.setdefault(name, {})
        inside[path[-1]] = value
    return context


def _holds(condition: Expression, context: Mapping[str, Any]) -> bool:
    try:
        return condition.evaluate(context, budget=FRUGAL) is True
    except FeelError:
        return True
