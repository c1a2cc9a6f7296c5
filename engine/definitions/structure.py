"""Checks the shape of processes: what never runs, what never ends, gateways that cannot decide."""

from __future__ import annotations

import re
from graphlib import CycleError, TopologicalSorter

from engine.definitions.findings import Findings
from engine.definitions.graph import Graph
from engine.feel import Budget, Expression, FeelError
from engine.spiff.expressions import Value
from engine.spiff.model import ElementInfo, FlowInfo

_RESERVED = re.compile(
    r"Start|End|Root|StartEventSplit|StartEventJoin|.+\.(EndJoin|BoundaryEvent(Split|Join|Parent))"
)


def check_structure(graph: Graph, findings: Findings) -> None:
    """Add the structural problems of every process."""
    for process in graph.diagram.processes.values():
        _reserved(process.id, process.file, findings)
        _unreachable(graph, process.id, findings)
        _endless(graph, process.id, findings)
    for info in graph.diagram.elements.values():
        _reserved(info.id, info.file, findings)
        if info.type == "subProcess":
            _endless(graph, info.id, findings)
        _ways_out(graph, info, findings)
        _repeats_once(graph, info, findings)
    _call_cycles(graph, findings)


def _reserved(element_id: str, file: str, findings: Findings) -> None:
    if _RESERVED.fullmatch(element_id):
        findings.add("bpmn.reserved_id", file, element_id, id=element_id)


def _unreachable(graph: Graph, process_id: str, findings: Findings) -> None:
    reached = graph.reachable(info.id for info in graph.starts(process_id))
    for element_id in graph.diagram.processes[process_id].element_ids:
        info = graph.element(element_id)
        outer_reached = info.parent_id == process_id or info.parent_id in reached
        if element_id not in reached and outer_reached and not info.for_compensation:
            findings.add("bpmn.unreachable", info.file, element_id, element=info.name or element_id)


def _endless(graph: Graph, scope_id: str, findings: Findings) -> None:
    """Report the first element of each loop of a scope that no token ever leaves."""
    inside = graph.inside.get(scope_id, [])
    if any(_ends_scope(info) for info in inside) or is_interrupted(graph, scope_id):
        return
    before: dict[str, list[str]] = {}
    for info in inside:
        for following in _main_ways(graph, info):
            before.setdefault(following, []).append(info.id)
    can_end: set[str] = set()
    stack = [info.id for info in inside if not any(True for _ in _main_ways(graph, info))]
    while stack:
        here = stack.pop()
        if here not in can_end:
            can_end.add(here)
            stack.extend(before.get(here, ()))
    stuck = {info.id for info in inside if info.id not in can_end}
    for info in inside:
        if info.id in stuck and graph.comes_after(info.id, info.id):
            findings.add("bpmn.no_way_to_end", info.file, info.id, element=info.name or info.id)
            stuck -= graph.reachable([info.id])


def _main_ways(graph: Graph, info: ElementInfo) -> list[str]:
    """Return where the main token goes: a boundary event that does not interrupt does not take it along."""
    aside = {other.id for other in graph.attached.get(info.id, ()) if not other.interrupting}
    return [following for following in graph.next_in_scope(info) if following not in aside]


def _ends_scope(info: ElementInfo) -> bool:
    final = any(event.kind in ("terminate", "error", "cancel") for event in info.events)
    return final and info.type == "endEvent"


def is_interrupted(graph: Graph, scope_id: str) -> bool:
    """Tell whether something from outside can end a scope, or the subprocesses around it."""
    handlers = [info for info in graph.inside.get(scope_id, ()) if info.triggered_by_event]
    if any(start.interrupting for handler in handlers for start in graph.starts(handler.id)):
        return True
    info = graph.diagram.elements.get(scope_id)
    if info is None:
        return False
    attached = any(boundary.interrupting for boundary in graph.attached.get(scope_id, ()))
    return attached or is_interrupted(graph, info.parent_id)


def _ways_out(graph: Graph, info: ElementInfo, findings: Findings) -> None:
    flows = graph.flows_of(info)
    if not flows:
        return
    asked = [flow for flow in flows if flow.id != info.default] if info.type not in BLIND else []
    for flow in flows:
        if flow.condition is not None and flow not in asked:
            findings.add("bpmn.condition_ignored", info.file, flow.id, flow=label(flow))
    if info.default is None and asked and all(flow.condition for flow in asked):
        findings.add(
            "bpmn.gateway_without_default",
            info.file,
            info.id,
            element=info.name or info.id,
        )
    if info.type == "exclusiveGateway" and len(flows) > 1:
        for flow in asked:
            if flow.condition is None:
                findings.add("bpmn.flow_without_condition", info.file, flow.id, flow=label(flow))
    always = next((flow for flow in asked if flow.condition is None), None)
    if always is not None and info.type != "exclusiveGateway":
        for flow in flows:
            if flow.id == info.default:
                findings.add("bpmn.idle_default", info.file, flow.id, flow=label(flow), other=label(always))


def _repeats_once(graph: Graph, info: ElementInfo, findings: Findings) -> None:
    """Warn of a cycle where the token goes on, or what it would interrupt is over, at its first time."""
    around = graph.diagram.elements.get(info.parent_id)
    begins_handler = info.type == "startEvent" and around is not None and around.triggered_by_event
    interrupts = info.interrupting and (info.type == "boundaryEvent" or begins_handler)
    for event in info.events if interrupts or info.type == "intermediateCatchEvent" else ():
        if event.timer == "timeCycle" and event.value is not None:
            findings.add("bpmn.cycle_once", info.file, info.id, expression=event.value.source)


BLIND = frozenset({"parallelGateway", "eventBasedGateway"})
"""Gateways that ask no conditions."""


def label(flow: FlowInfo) -> str:
    """Return how messages call a flow."""
    return flow.name or flow.id


FRUGAL = Budget(steps=1_000, list_size=1_000, string_length=10_000)
"""Constants in diagrams are short; a file must not spend more here on any of its many expressions."""


def constant(value: Value) -> object:
    """Return the value of a text or of an expression that reads nothing; None if it depends on something."""
    if value.expression is None:
        return value.source
    return evaluate_constant(value.expression)


def evaluate_constant(expression: Expression) -> object:
    """Return the value of an expression that reads and calls nothing; None otherwise."""
    if expression.names or expression.possible_names or expression.calls:
        return None
    try:
        return expression.evaluate({}, budget=FRUGAL)
    except FeelError:
        return None


def _call_cycles(graph: Graph, findings: Findings) -> None:
    """Report a cycle of calls between processes of the package, at the call that closes it."""
    calls: dict[str, dict[str, ElementInfo]] = {}
    for info in graph.diagram.elements.values():
        called = None if info.called_process is None else constant(info.called_process.process_id)
        if isinstance(called, str) and called in graph.diagram.processes and called != info.process_id:
            calls.setdefault(info.process_id, {}).setdefault(called, info)
    try:
        TopologicalSorter(calls).prepare()
    except CycleError as error:
        cycle = list(reversed(error.args[1]))
        closing = calls[cycle[-2]][cycle[-1]]
        findings.add("bpmn.call_cycle", closing.file, closing.id, cycle=" → ".join(cycle))
