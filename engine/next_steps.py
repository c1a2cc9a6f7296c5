"""What may come next in a diagram: for people who want to know, not for the execution."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from engine.definitions.supplies import Supplies
from engine.spiff import ElementInfo, Environment, Fault, FlowInfo, Program

STEPS = frozenset(
    {"userTask", "manualTask", "serviceTask", "sendTask", "receiveTask", "businessRuleTask", "scriptTask"}
    | {"callActivity", "task", "endEvent"}
)
"""Kinds of elements that a person would call a step; gateways and events on the way are passed."""

OF_PEOPLE = frozenset({"userTask", "callActivity", "endEvent"})
"""Kinds of elements at which a person acts, or the matter leaves the process; the rest does itself."""

CHOOSING = frozenset({"exclusiveGateway", "inclusiveGateway", "complexGateway"})


@dataclass(frozen=True, slots=True)
class _Changed:
    """Which variables may have changed on the way to an element; `anything`: nobody can tell which."""

    names: frozenset[str] = frozenset()
    anything: bool = False

    def __or__(self, other: _Changed) -> _Changed:
        return _Changed(self.names | other.names, self.anything or other.anything)


@dataclass(frozen=True, slots=True)
class Foresight:
    """What an instance knows now: `variables`, and by `supplies` which of them an element will write anew.

    A gateway that reads only what is known, and what nobody on the way writes, leads only where it will lead.
    """

    program: Program
    supplies: Supplies
    variables: Mapping[str, Any]
    environment: Environment

    def written(self, element_id: str) -> _Changed:
        """Return what the work of an element may change; a form that is only read there stays as it is."""
        info = self.program.elements[element_id]
        supply = self.supplies.of(info)
        names = frozenset(supply.names)
        if info.rights is not None and "write" not in {info.rights.default, *info.rights.fields.values()}:
            names -= {info.tongban.get("form", {}).get("variable", "")}
        return _Changed(names, supply.anything)

    def ways(self, info: ElementInfo, changed: _Changed) -> list[FlowInfo]:
        """Return the flows that may be taken out of an element: all that nothing known rules out."""
        flows = [self.program.flows[flow] for flow in info.outgoing]
        if info.type not in CHOOSING or len(flows) < 2:
            return flows
        taken: list[FlowInfo] = []
        certain = False
        for flow in flows:
            if flow.id == info.default:
                continue
            holds = self._holds(flow, changed)
            if holds is not False:
                taken.append(flow)
            if holds is True:
                certain = True
                if info.type == "exclusiveGateway":
                    break
        return taken if certain else taken + [flow for flow in flows if flow.id == info.default]

    def _holds(self, flow: FlowInfo, changed: _Changed) -> bool | None:
        """Return how the condition of a flow will come out, None if that is not known."""
        if flow.condition is None:
            return True
        names = flow.condition.names
        if changed.anything or names & changed.names or not names <= self.variables.keys():
            return None
        try:
            result = flow.condition.evaluate(self.variables, self.environment)
        except Fault:
            return None
        return result if isinstance(result, bool) else None


def next_steps(foresight: Foresight, here: Iterable[str], kinds: Collection[str] = STEPS) -> tuple[str, ...]:
    """Return the ids of the steps of `kinds` that are reached from `here` without passing another of them.

    In flow order, without those that gateways rule out by what is known. The end of a subprocess is none:
    behind it the process goes on.
    """
    program, current = foresight.program, frozenset(here)
    steps: dict[str, None] = {}
    begin = _Changed()
    for element_id in current:
        begin |= foresight.written(element_id)
    reached: dict[str, _Changed] = {}
    queue = [
        (target, begin) for element_id in sorted(current) for target in _targets(foresight, element_id, begin)
    ]
    while queue:
        element_id, changed = queue.pop(0)
        known = reached.get(element_id)
        if element_id in current or (known is not None and known | changed == known):
            continue
        reached[element_id] = changed if known is None else known | changed
        info = program.elements[element_id]
        inner_end = info.type == "endEvent" and _inside(program, element_id)
        changed = reached[element_id] | foresight.written(element_id)
        if info.type in kinds and not inner_end:
            steps[element_id] = None
        elif info.type == "subProcess":
            queue.extend((inner, changed) for inner in _entrances(program, element_id))
        else:
            queue.extend((target, changed) for target in _targets(foresight, element_id, changed))
    return tuple(steps)


def _inside(program: Program, element_id: str) -> bool:
    return program.elements[element_id].parent_id in program.elements


def _targets(foresight: Foresight, element_id: str, changed: _Changed) -> list[str]:
    """Where an element leads; the last element of a subprocess leads where the subprocess does."""
    program = foresight.program
    info = program.elements[element_id]
    targets = [flow.target for flow in foresight.ways(info, changed)] + _linked(program, info)
    if not targets and _inside(program, element_id):
        return _targets(foresight, info.parent_id, changed)
    return targets


def _linked(program: Program, here: ElementInfo) -> list[str]:
    """Return the other end of a link, which stands for a line that would cross the diagram."""
    if here.type != "intermediateThrowEvent" or here.event is None or here.event.kind != "link":
        return []
    return [
        other.id
        for other in program.elements.values()
        if other.type == "intermediateCatchEvent" and other.parent_id == here.parent_id
        if other.event is not None and (other.event.kind, other.event.name) == ("link", here.event.name)
    ]


def _entrances(program: Program, subprocess_id: str) -> list[str]:
    inside = [info for info in program.elements.values() if info.parent_id == subprocess_id]
    starts = [info.id for info in inside if info.type == "startEvent"]
    return starts or [info.id for info in inside if not info.incoming and info.attached_to is None]
