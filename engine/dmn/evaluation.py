"""Evaluate nodes of the requirement graph within one run."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from engine.dmn.checks import MISMATCH, Check, anything
from engine.dmn.graph import DrgElement, NodeKind, evaluation_order, scope_of
from engine.dmn.model_run import ModelRun
from engine.dmn.trace import DecisionTrace
from engine.feel import FunctionValue

InputLookup = Callable[[DrgElement], Any]
"""Returns the FEEL value given for an input data node, null (with a warning) if there is none."""


def evaluate_nodes(
    targets: Iterable[DrgElement], run: ModelRun, lookup: InputLookup, given: dict[DrgElement, Any]
) -> list[Any]:
    """Return the values of `targets`; nodes in `given` have these values and are not evaluated."""
    targets = list(targets)
    values = dict(given)
    for node in evaluation_order(targets, given):
        values[node] = _value_of(node, values, run, lookup)
    return [values[node] for node in targets]


def _value_of(node: DrgElement, values: dict[DrgElement, Any], run: ModelRun, lookup: InputLookup) -> Any:
    if node.kind is NodeKind.INPUT:
        return run.conform(lookup(node), node.check, node.variable, node.type_name)
    if node.kind is NodeKind.SERVICE:
        return service_function(node, run, lookup)
    if node.kind is NodeKind.KNOWLEDGE:
        return node.logic(scope_of(node, values), run) if node.logic else None
    return _decide(node, values, run)


def _decide(node: DrgElement, values: dict[DrgElement, Any], run: ModelRun) -> Any:
    with run.deciding(node.node_id, node.name, node.name_en) as trace:
        if node.logic is not None:
            scope = {**run.undeclared, **scope_of(node, values)}
            result = node.logic(scope, run)
            trace.value = run.conform(result, node.check, node.name, node.type_name)
        if trace.value is None and not trace.warnings:
            run.warn(_empty(trace))
        return trace.value


def _empty(trace: DecisionTrace) -> str:
    """Return why a decision is null although nothing went wrong: its author wrote so."""
    return "dmn.empty_output" if any(table.matched for table in trace.tables) else "dmn.null_value"


def service_function(node: DrgElement, run: ModelRun, lookup: InputLookup) -> FunctionValue:
    """Return the decision service as a function; nothing outside its parameters reaches into it."""
    service = node.service
    assert service is not None

    def call(arguments: list[Any]) -> Any:
        given: dict[DrgElement, Any] = {}
        for parameter, argument in zip(service.inputs, arguments, strict=True):
            value = as_parameter(node, parameter)(argument)
            if value is MISMATCH:
                run.warn("dmn.arguments", name=node.name)
                return None
            given[parameter] = value
        return run_service(node, run, lookup, given)

    return run.function(node.name, tuple(item.variable for item in service.inputs), call)


def as_parameter(node: DrgElement, parameter: DrgElement) -> Check:
    """Return the check of a parameter of the service `node`: its own type, then that of the function type."""
    declared = node.parameters.get(parameter.variable, anything)

    def check(value: Any) -> Any:
        own = parameter.check(value)
        return own if own is MISMATCH else declared(own)

    return check


def run_service(node: DrgElement, run: ModelRun, lookup: InputLookup, given: dict[DrgElement, Any]) -> Any:
    """Return the value of the only output decision, or a context of all output decisions by name."""
    service = node.service
    assert service is not None
    values = evaluate_nodes(service.outputs, run, lookup, given)
    result = (
        values[0]
        if len(values) == 1
        else {item.variable: value for item, value in zip(service.outputs, values, strict=True)}
    )
    return run.conform(result, node.check, node.name, node.type_name)
