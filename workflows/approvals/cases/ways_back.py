"""What a diagram says of the way to a step: whether a case comes there because something was found wrong."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from engine.definitions.graph import Graph
from engine.spiff import ElementInfo, Program

_JUDGING = frozenset({"userTask", "serviceTask", "businessRuleTask", "scriptTask", "callActivity"})
"""What may find fault with an application; a notice or a manual task does not."""
_FAULTS = frozenset({"error", "escalation"})


def is_way_back(program: Program, element_id: str, passed: Collection[str]) -> bool:
    """Tell whether a step is a return before any review by people: a check comes again, or a fault led there.

    `passed` are the elements that the case has left. A step at which the applicant begins, or adds something
    once, is no return: what comes behind it is new.
    """
    step = program.elements.get(element_id)
    if step is None:
        return False
    return _is_behind_a_fault(program, step) or not _next_work(program, step).isdisjoint(passed)


def _next_work(program: Program, step: ElementInfo) -> frozenset[str]:
    """Return the work of others that comes first behind a step, on every way that leads on from it."""
    own = step.assignment.assignee
    steps: set[str] = set()
    visited: set[str] = {step.id}
    waiting, graph = [step], Graph(program)
    while waiting:
        for one in _after(graph, waiting.pop()):
            if one.id in visited:
                continue
            visited.add(one.id)
            if one.type not in _JUDGING:
                waiting.append(one)
            elif one.type != "userTask" or one.assignment.assignee != own:
                steps.add(one.id)
    return frozenset(steps)


def _after(graph: Graph, element: ElementInfo) -> Iterator[ElementInfo]:
    """Yield what may come next: where a token goes, and events at the border of what is around it."""
    following = list(graph.next(element))
    for outer in graph.scopes_around(element):
        following += [boundary.id for boundary in graph.attached.get(outer.id, ())]
    yield from map(graph.element, following)


def _is_behind_a_fault(program: Program, step: ElementInfo) -> bool:
    """Whether an event that catches a fault leads to the step, with no other step of people between."""
    visited: set[str] = set()
    waiting = [step]
    while waiting:
        element = waiting.pop()
        if element.event is not None and element.event.kind in _FAULTS and not element.incoming:
            return True
        before = [program.elements[program.flows[flow].source] for flow in element.incoming]
        fresh = [one for one in before if one.id not in visited and one.type != "userTask"]
        visited.update(one.id for one in fresh)
        waiting += fresh
    return False
