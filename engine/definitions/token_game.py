"""Plays the ways that tokens can take through one scope of a diagram, as far as its joins are concerned.

A position says how many tokens are on which flow. Tokens that wait for nobody move first, one after the other
and each in all its ways: what one of them does changes nothing for another, so their order need not be tried.
Only then joins are asked. What conditions read is not known, so every way that they leave open is one.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations

from engine.definitions.graph import Graph, last_first
from engine.definitions.structure import constant
from engine.spiff.model import ElementInfo, FlowInfo
from engine.spiff.upstream import upstream_of

MAX_POSITIONS = 20_000
"""Positions of a scope that are looked at; beyond, what was met until then is told."""

MAX_TOKENS = 400_000
"""Tokens in all those positions together."""

MAX_ON_A_FLOW = 2
"""A loop into a fork makes more tokens in every round; two tell as much about joins as any number."""

MAX_SUBSETS = 4
"""Conditional flows out of an element of which each subset is tried; of more, each one and all of them."""

Place = tuple[str, str]
"""Where a token is: the flow that it is on, "" where none led it, and the element that comes next."""

Position = frozenset[tuple[Place, int]]


@dataclass(frozen=True, slots=True)
class Move:
    """What a token can do at an element: where tokens are afterwards, and what was chosen, if anything."""

    places: tuple[Place, ...]
    chosen: str = ""
    ends_scope: bool = False


@dataclass(frozen=True, slots=True)
class Stuck:
    """A join that waits for tokens that never come, and the choices that led there, from the first."""

    join: ElementInfo
    missing: tuple[str, ...]
    choices: tuple[str, ...]


@dataclass(slots=True)
class Played:
    """What became of a scope: where it got stuck, by join; which joins went on; whether all was played."""

    stuck: dict[str, Stuck] = field(default_factory=dict)
    passed: set[str] = field(default_factory=set)
    complete: bool = True


def waits(info: ElementInfo) -> bool:
    """Tell whether an element waits for tokens on several flows."""
    return info.type in ("parallelGateway", "inclusiveGateway") and len(info.incoming) > 1


class TokenGame:
    """The ways through one scope of a package."""

    def __init__(self, graph: Graph, scope_id: str) -> None:
        self.graph = graph
        self.inside = {info.id: info for info in graph.inside.get(scope_id, ())}
        self.scope_id = scope_id
        self._moves: dict[str, list[Move]] = {}
        self._upstream: dict[str, frozenset[str]] = {}

    def play(self) -> Played:
        """Return what became of the scope on all its ways, the shortest first."""
        played = Played()
        came_from: dict[Position, tuple[Position, str] | None] = dict.fromkeys(self._beginnings())
        waiting, tokens = deque(came_from), 0
        while waiting:
            here = waiting.popleft()
            tokens += len(here)
            if len(came_from) > MAX_POSITIONS or tokens > MAX_TOKENS:
                played.complete = False
                break
            following = list(self._following(here, played))
            if not following and here:
                self._note_stuck(here, came_from, played)
            for position, chosen in following:
                if position not in came_from:
                    came_from[position] = (here, chosen)
                    waiting.append(position)
        return played

    def _beginnings(self) -> list[Position]:
        """Return how tokens enter: by one start event, or at all elements that nothing leads to."""
        first = [info for info in self.graph.starts(self.scope_id) if not info.triggered_by_event]
        if any(info.begins_process for info in first):
            return [frozenset({(("", info.id), 1)}) for info in first]
        return [frozenset((("", info.id), 1) for info in first)]

    def _following(self, here: Position, played: Played) -> Iterator[tuple[Position, str]]:
        free = (place for place, _ in here if not waits(self.inside[place[1]]))
        movable = max(free, key=lambda place: (self._ranks[place[1]], place), default=None)
        if movable is not None:
            for move in self._moves_of(movable[1]):
                position = (
                    frozenset[tuple[Place, int]]() if move.ends_scope else replaced(here, [movable], move)
                )
                if all(count <= MAX_ON_A_FLOW for _, count in position):
                    yield position, move.chosen
                else:
                    played.complete = False
            return
        join = self._next_join(here)
        if join is not None:
            played.passed.add(join.id)
            arrived = [place for place, _ in here if place[1] == join.id]
            for move in self._moves_of(join.id):
                yield replaced(here, arrived, move), move.chosen

    @cached_property
    def _ranks(self) -> dict[str, int]:
        """Return numbers of the elements, loops apart higher than what leads to them.

        Whoever is furthest moves first, so that a branch ends, and its ways meet, before the next begins.
        """
        order = last_first(self.inside, self._targets)
        return {element_id: number for number, element_id in enumerate(reversed(order))}

    def _targets(self, element_id: str) -> list[str]:
        return sorted(set(self.graph.next_in_scope(self.inside[element_id])) & self.inside.keys())

    def _next_join(self, here: Position) -> ElementInfo | None:
        """Return a join that can go on where all tokens stand at joins; parallel ones first."""
        arrived = arrived_at(here)
        for element_id in sorted(arrived, key=lambda one: (self.inside[one].type != "parallelGateway", one)):
            info = self.inside[element_id]
            missing = set(info.incoming) - arrived[element_id]
            if not missing or (info.type == "inclusiveGateway" and self._is_all(info, arrived, missing)):
                return info
        return None

    def _is_all(self, info: ElementInfo, arrived: dict[str, set[str]], missing: set[str]) -> bool:
        """Tell whether no token can come by the missing flows of an inclusive join (BPMN 2.0, table 13.3)."""
        covered = frozenset[str]().union(*(self._before(info, flow) for flow in arrived[info.id]))
        others = arrived.keys() - {info.id} - covered
        return not any(others & self._before(info, flow) for flow in missing)

    def _before(self, join: ElementInfo, flow_id: str) -> frozenset[str]:
        """Return the elements from which a token comes to a flow of a join without passing the join."""
        if flow_id not in self._upstream:
            self._upstream[flow_id] = upstream_of(self.graph.diagram, join, flow_id)
        return self._upstream[flow_id]

    def _note_stuck(
        self, here: Position, came_from: dict[Position, tuple[Position, str] | None], played: Played
    ) -> None:
        """Note the joins that wait, without those that wait for another of them."""
        arrived = arrived_at(here)
        missing = {one: set(self.inside[one].incoming) - flows for one, flows in arrived.items()}
        causes = [
            one
            for one in arrived
            if not any(
                self._before(self.inside[one], flow) & (arrived.keys() - {one}) for flow in missing[one]
            )
        ]
        for element_id in causes or arrived:
            info = self.inside[element_id]
            lacking = tuple(flow for flow in info.incoming if flow in missing[element_id])
            if element_id not in played.stuck:
                played.stuck[element_id] = Stuck(info, lacking, choices_to(here, came_from))

    def _moves_of(self, element_id: str) -> list[Move]:
        if element_id not in self._moves:
            self._moves[element_id] = list(self._ways(self.inside[element_id]))
        return self._moves[element_id]

    def _ways(self, info: ElementInfo) -> Iterator[Move]:
        """Yield what a token can do at an element, with what boundary events add or do instead."""
        if info.type == "endEvent" and {event.kind for event in info.events} & ENDING:
            yield Move((), ends_scope=True)
            return
        attached = [other for other in self.graph.attached.get(info.id, ()) if not other.compensation_handler]
        aside = [other for other in attached if not other.interrupting]
        for beside in [[], *([one] for one in aside), *([aside] if len(aside) > 1 else [])]:
            added = tuple(("", other.id) for other in beside)
            word = ", ".join(name_of(other) for other in beside)
            for places, chosen in self._exits(info):
                yield Move(places + added, " + ".join(filter(None, (chosen, word))))
            for other in attached:
                if other.interrupting:
                    yield Move((("", other.id), *added), " + ".join(filter(None, (name_of(other), word))))

    def _exits(self, info: ElementInfo) -> Iterator[tuple[tuple[Place, ...], str]]:
        """Yield the flows by which an element can be left, each set with its name if there are several."""
        flows = [flow for flow in self.graph.flows_of(info) if not is_dead(flow)]
        away = self.graph.next_in_scope(info) if is_link(info) and not flows else ()
        links = tuple(("", target) for target in away)
        if info.type in ("exclusiveGateway", "eventBasedGateway") and flows:
            sets = [[flow] for flow in flows]
        elif info.type == "parallelGateway":
            sets = [flows]
        else:
            sets = subsets(flows, info.default)
        for chosen in sets:
            word = ", ".join(self._word(flow) for flow in chosen) if len(sets) > 1 else ""
            yield tuple((flow.id, flow.target) for flow in chosen) + links, word

    def _word(self, flow: FlowInfo) -> str:
        return flow.name or name_of(self.inside[flow.target])


ENDING = frozenset({"terminate", "error", "cancel"})
"""End events that take all other tokens of their scope along."""


def name_of(info: ElementInfo) -> str:
    """Return what people read at an element."""
    return info.name or info.id


def is_link(info: ElementInfo) -> bool:
    """Tell whether an element is an event that goes on elsewhere in its scope."""
    return info.event is not None and info.event.kind == "link"


def is_dead(flow: FlowInfo) -> bool:
    """Tell whether the condition of a flow never holds."""
    return flow.condition is not None and constant(flow.condition) is False


def subsets(flows: list[FlowInfo], default: str | None) -> list[list[FlowInfo]]:
    """Return which flows can be taken together: all that have no condition, with some of those that have."""
    always = [flow for flow in flows if flow.condition is None and flow.id != default]
    asked = [flow for flow in flows if flow.condition is not None and flow.id != default]
    sizes = range(1, len(asked) + 1) if len(asked) <= MAX_SUBSETS else (1, len(asked))
    taken = [list(some) for size in sizes for some in combinations(asked, size)]
    if always or not flows:
        taken.insert(0, [])
    elif default is not None:
        taken.insert(0, [flow for flow in flows if flow.id == default])
    return [always + some for some in taken]


def arrived_at(here: Position) -> dict[str, set[str]]:
    """Return the flows by which tokens stand before each element."""
    arrived: dict[str, set[str]] = {}
    for (flow, element_id), _ in here:
        arrived.setdefault(element_id, set()).add(flow)
    return arrived


def replaced(here: Position, gone: list[Place], move: Move) -> Position:
    """Return a position after one token each has left some places and others have come."""
    counts = dict(here)
    for place in gone:
        counts[place] -= 1
    for place in move.places:
        counts[place] = counts.get(place, 0) + 1
    return frozenset((place, count) for place, count in counts.items() if count)


def choices_to(position: Position, came_from: dict[Position, tuple[Position, str] | None]) -> tuple[str, ...]:
    """Return what was chosen on the way to a position."""
    choices: list[str] = []
    step = came_from[position]
    while step is not None:
        before, chosen = step
        if chosen:
            choices.append(chosen)
        step = came_from[before]
    return tuple(reversed(choices))
