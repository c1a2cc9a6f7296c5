"""What lies ahead of a case: every element that it can still reach from where it stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from engine.spiff import ElementInfo, Program

_SEND_BACK = "return_to"
"""The action by which somebody sends a case back to any earlier step."""


def ahead(program: Program, places: Iterable[str]) -> frozenset[str]:
    """Return the elements that a case can still reach whose tokens are at `places`, those included.

    Where a step may send it back to an earlier one, that is all of its process. Rather too many than too few:
    what is not named here is never seen by the case again.
    """
    around = _Around(program)
    reached, waiting = set[str](), list(places)
    while waiting:
        element = program.elements.get(waiting.pop())
        if element is None or element.id in reached:
            continue
        reached.add(element.id)
        waiting.extend(around.next_of(element))
    return frozenset(reached)


class _Around:
    """What is beside the elements of a program: events at them, steps inside them, handlers."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._attached, self._inside = defaultdict[str, list[str]](list), defaultdict[str, list[str]](list)
        self._handlers, self._links = list[str](), list[str]()
        for one in program.elements.values():
            self._inside[one.parent_id].append(one.id)
            if one.attached_to is not None:
                self._attached[one.attached_to].append(one.id)
            if one.compensation_handler is not None:
                self._handlers.append(one.compensation_handler)
            if _has_event(one, "link"):
                self._links.append(one.id)

    def next_of(self, element: ElementInfo) -> Iterator[str]:
        """Return what may come after an element, beside it, inside it, or after what it lies in."""
        elements, flows = self._program.elements, self._program.flows
        yield from (flows[flow].target for flow in element.outgoing)
        yield from self._attached[element.id]
        yield from self._inside[element.id]
        yield element.parent_id
        yield from (one for one in self._inside[element.parent_id] if elements[one].triggered_by_event)
        if element.compensation_handler is not None:
            yield element.compensation_handler
        if _has_event(element, "compensate"):
            yield from self._handlers
        if _has_event(element, "link"):
            yield from self._links
        if _SEND_BACK in element.tongban.get("approval", {}).get("actions", "").split():
            yield from (one.id for one in elements.values() if one.process_id == element.process_id)


def _has_event(element: ElementInfo, kind: str) -> bool:
    return any(event.kind == kind for event in element.events)
