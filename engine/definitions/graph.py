"""Where a token can go: the flows of a diagram and what else moves tokens (boundaries, links, handlers)."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from functools import cached_property
from typing import TypeVar

from engine.spiff.model import ElementInfo, FlowInfo
from engine.spiff.parse import Drawn

_Node = TypeVar("_Node", bound=Hashable)

MAX_ROUNDS = 100
"""More loops inside each other than anybody draws."""


class Graph:
    """The processes of a package as a graph of elements."""

    def __init__(self, diagram: Drawn) -> None:
        self.diagram = diagram
        self.inside: dict[str, list[ElementInfo]] = {}
        self.attached: dict[str, list[ElementInfo]] = {}
        for info in diagram.elements.values():
            self.inside.setdefault(info.parent_id, []).append(info)
            if info.attached_to is not None:
                self.attached.setdefault(info.attached_to, []).append(info)

    def element(self, element_id: str) -> ElementInfo:
        """Return an element."""
        return self.diagram.elements[element_id]

    def flows_of(self, info: ElementInfo) -> list[FlowInfo]:
        """Return the outgoing flows, in the order of the diagram."""
        return [self.diagram.flows[flow] for flow in info.outgoing]

    def starts(self, scope_id: str) -> list[ElementInfo]:
        """Return where tokens enter a scope: its start events, or else whatever nothing leads to."""
        inside = self.inside.get(scope_id, [])
        starts = [info for info in inside if info.begins_process]
        handlers = [info for info in inside if info.triggered_by_event]
        return (starts or [info for info in inside if self._is_first(info)]) + handlers

    def _is_first(self, info: ElementInfo) -> bool:
        return not (
            info.incoming
            or info.attached_to is not None
            or info.triggered_by_event
            or info.for_compensation
            or (info.event is not None and info.event.kind == "link")
        )

    def next_in_scope(self, info: ElementInfo) -> Iterator[str]:
        """Yield where a token goes from an element, inside the same scope."""
        yield from (flow.target for flow in self.flows_of(info))
        yield from (boundary.id for boundary in self.attached.get(info.id, ()))
        if info.compensation_handler in self.diagram.elements:
            yield str(info.compensation_handler)
        yield from self._link_targets(info)
        if info.loop is not None and info.loop.is_standard:
            yield info.id

    def next(self, info: ElementInfo) -> Iterator[str]:
        """Yield where a token goes from an element, also into a subprocess and back out of it."""
        yield from self.next_in_scope(info)
        if info.type == "subProcess":
            yield from (start.id for start in self.starts(info.id))
        if info.parent_id in self.diagram.elements and not info.outgoing:
            around = self.element(info.parent_id)
            yield from self.next_in_scope(around)
            if around.ad_hoc is not None and (around.ad_hoc.sequential or around.ad_hoc.completion):
                yield from (start.id for start in self.starts(around.id))  # the next one, or the next round

    @cached_property
    def _links(self) -> Mapping[tuple[str, str], list[str]]:
        throwers: dict[tuple[str, str], list[str]] = {}
        for info in self.diagram.elements.values():
            event = info.event
            if event is not None and event.kind == "link" and event.name and info.type.endswith("CatchEvent"):
                throwers.setdefault((info.parent_id, event.name.source), []).append(info.id)
        return throwers

    def _link_targets(self, info: ElementInfo) -> Iterable[str]:
        event = info.event
        if event is None or event.kind != "link" or event.name is None or info.type.endswith("CatchEvent"):
            return ()
        return self._links.get((info.parent_id, event.name.source), ())

    def reachable(self, from_ids: Iterable[str]) -> set[str]:
        """Return the elements that a token can come to from these, these included."""
        reached: set[str] = set()
        stack = list(from_ids)
        while stack:
            here = stack.pop()
            if here in reached:
                continue
            reached.add(here)
            stack.extend(self.next(self.element(here)))
        return reached

    def comes_after(self, later_id: str, element_id: str) -> bool:
        """Tell whether a token can come to one element after leaving the other, or back to it in a loop."""
        return bool(self._after[self._numbers[element_id]] >> self._numbers[later_id] & 1)

    @cached_property
    def _numbers(self) -> Mapping[str, int]:
        return {element_id: number for number, element_id in enumerate(self.diagram.elements)}

    @cached_property
    def _after(self) -> list[int]:
        """Return for each element the bits of those that a token can come to from it.

        Bits, as sets of names would take the square of the number of elements in memory; from the back, as
        most ways lead forwards, so that few rounds are needed.
        """
        numbers = self._numbers
        following = [
            sorted({numbers[to] for to in self.next(info)}) for info in self.diagram.elements.values()
        ]
        after = [0] * len(following)
        order = last_first(range(len(following)), following.__getitem__)
        for _ in range(MAX_ROUNDS):
            before = list(after)
            for here in order:
                for to in following[here]:
                    after[here] |= after[to] | (1 << to)
            if before == after:
                break
        return after

    def scopes_around(self, info: ElementInfo) -> Iterator[ElementInfo]:
        """Yield the subprocesses around an element, from the inside."""
        parent = self.diagram.elements.get(info.parent_id)
        while parent is not None:
            yield parent
            parent = self.diagram.elements.get(parent.parent_id)


def last_first(nodes: Iterable[_Node], following: Callable[[_Node], Iterable[_Node]]) -> list[_Node]:
    """Return all nodes so that, loops apart, what follows one comes before it."""
    order: list[_Node] = []
    visited: set[_Node] = set()
    for start in nodes:
        stack = [(start, iter(following(start)))] if start not in visited else []
        visited.add(start)
        while stack:
            here, rest = stack[-1]
            for to in rest:
                if to not in visited:
                    visited.add(to)
                    stack.append((to, iter(following(to))))
                    break
            else:
                order.append(here)
                stack.pop()
    return order
