"""What may come next in a diagram: for people who want to know, not for the execution."""

from __future__ import annotations

from collections.abc import Iterable

from engine.spiff import Program

STEPS = frozenset(
    {"userTask", "manualTask", "serviceTask", "sendTask", "receiveTask", "businessRuleTask", "scriptTask"}
    | {"callActivity", "task", "endEvent"}
)
"""Kinds of elements that a person would call a step; gateways and events on the way are passed."""


def next_steps(program: Program, here: Iterable[str]) -> tuple[str, ...]:
    """Return the ids of the steps that are reached from `here` without passing another, in flow order."""
    found: dict[str, None] = {}
    seen: set[str] = set(here)
    queue = [target for element_id in here for target in _targets(program, element_id)]
    while queue:
        element_id = queue.pop(0)
        if element_id in seen:
            continue
        seen.add(element_id)
        if program.elements[element_id].type in STEPS:
            found[element_id] = None
        elif program.elements[element_id].type == "subProcess":
            queue.extend(_entrances(program, element_id))
        else:
            queue.extend(_targets(program, element_id))
    return tuple(found)


def _targets(program: Program, element_id: str) -> list[str]:
    """Where an element leads; the last element of a subprocess leads where the subprocess does."""
    info = program.elements[element_id]
    targets = [program.flows[flow].target for flow in info.outgoing]
    if not targets and info.parent_id in program.elements:
        return _targets(program, info.parent_id)
    return targets


def _entrances(program: Program, subprocess_id: str) -> list[str]:
    inside = [info for info in program.elements.values() if info.parent_id == subprocess_id]
    starts = [info.id for info in inside if info.type == "startEvent"]
    return starts or [info.id for info in inside if not info.incoming and info.attached_to is None]
