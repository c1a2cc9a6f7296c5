"""What may come next in a diagram: for people who want to know, not for the execution."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from engine.spiff import ElementInfo, Program

STEPS = frozenset(
    {"userTask", "manualTask", "serviceTask", "sendTask", "receiveTask", "businessRuleTask", "scriptTask"}
    | {"callActivity", "task", "endEvent"}
)
"""Kinds of elements that a person would call a step; gateways and events on the way are passed."""

OF_PEOPLE = frozenset({"userTask", "callActivity", "endEvent"})
"""Kinds of elements at which a person acts, or the matter leaves the process; the rest does itself."""


def next_steps(program: Program, here: Iterable[str], kinds: Collection[str] = STEPS) -> tuple[str, ...]:
    """Return the ids of the steps of `kinds` that are reached from `here` without passing another of them.

    In flow order. The end of a subprocess is none: behind it the process goes on.
    """
    steps: dict[str, None] = {}
    visited: set[str] = set(here)
    queue = [target for element_id in here for target in _targets(program, element_id)]
    while queue:
        element_id = queue.pop(0)
        if element_id in visited:
            continue
        visited.add(element_id)
        inner_end = program.elements[element_id].type == "endEvent" and _inside(program, element_id)
        if program.elements[element_id].type in kinds and not inner_end:
            steps[element_id] = None
        elif program.elements[element_id].type == "subProcess":
            queue.extend(_entrances(program, element_id))
        else:
            queue.extend(_targets(program, element_id))
    return tuple(steps)


def _inside(program: Program, element_id: str) -> bool:
    return program.elements[element_id].parent_id in program.elements


def _targets(program: Program, element_id: str) -> list[str]:
    """Where an element leads; the last element of a subprocess leads where the subprocess does."""
    info = program.elements[element_id]
    targets = [program.flows[flow].target for flow in info.outgoing] + _linked(program, info)
    if not targets and _inside(program, element_id):
        return _targets(program, info.parent_id)
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
