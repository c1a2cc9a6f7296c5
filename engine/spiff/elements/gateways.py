"""Gateways that choose and join: exclusive, parallel, inclusive, complex."""

from __future__ import annotations

from decimal import Decimal

from engine import events
from engine.spiff.elements.base import ElementSpec
from engine.spiff.faults import Fault
from engine.spiff.kernel import ERROR, STARTED, Token
from engine.spiff.machine import Machine
from engine.spiff.model import FlowInfo
from engine.spiff.names import ACTIVATION_COUNT
from engine.spiff.positions import common, frames_of, set_frames


class ExclusiveSpec(ElementSpec):
    """Takes the first flow whose condition holds, in the order of the diagram."""

    def choose(self, machine: Machine, token: Token) -> list[FlowInfo]:
        """Return one flow, or none at a gateway without flows. Raises Fault."""
        for flow in self.flows:
            if flow.id != self.info.default and self.holds(machine, token, flow):
                return [flow]
        return self.default_flow(machine, token) if self.flows else []


class JoinSpec(ElementSpec):
    """A gateway that waits for others."""


class InclusiveSpec(JoinSpec):
    """Takes every flow whose condition holds; joins what has been split and can still arrive."""

    def enter(self, machine: Machine, token: Token) -> bool | None:
        """Pass, or wait with those who have arrived. Raises Fault."""
        machine.emit(events.ElementEntered(self.name, token.id))
        if len(self.info.incoming) > 1:
            collect(machine, token)
            return None
        self.conclude(machine, token, None)
        return True

    def release(self, machine: Machine, token: Token) -> bool:
        """Go on if no token can reach an incoming flow that has none yet (BPMN 2.0, table 13.3)."""
        got: dict[str, int] = token.internal_data["got"]
        if token.state != STARTED:
            return False
        full = {flow for flow in got if flow != BY_HAND}
        missing = [flow for flow in self.info.incoming if flow not in full]
        covered = frozenset[str]().union(*(self.upstream[flow] for flow in full))
        for here in self.others(token):
            if here not in covered and any(here in self.upstream[flow] for flow in missing):
                return False
        pass_join(machine, token, sorted(got))
        return True


class ParallelSpec(JoinSpec):
    """Waits for a token on each incoming flow, then takes every outgoing flow."""

    def enter(self, machine: Machine, token: Token) -> bool | None:
        """Pass, or wait with those who have arrived. Raises Fault."""
        machine.emit(events.ElementEntered(self.name, token.id))
        if len(self.info.incoming) <= 1:
            self.conclude(machine, token, None)
            return True
        join = collect(machine, token)
        got = join.internal_data["got"]
        missing = [flow for flow in self.info.incoming if flow not in got]
        if len(missing) <= got.get(BY_HAND, 0):
            arrived = [flow for flow in self.info.incoming if flow in got]
            pass_join(machine, join, arrived + [BY_HAND] * len(missing))
        return None

    def choose(self, machine: Machine, token: Token) -> list[FlowInfo]:
        """Return all flows."""
        return list(self.flows)

    def notice_starving(self, machine: Machine, token: Token) -> None:
        """Say so once if a flow lacks a token that no other token in the scope can bring."""
        got, data = token.internal_data["got"], token.internal_data
        here = self.others(token)
        missing = [flow for flow in self.info.incoming if flow not in got]
        lost = [flow for flow in missing if not self.upstream[flow].intersection(here)]
        if len(lost) > got.get(BY_HAND, 0) and "starved" not in data:
            data["starved"] = True
            machine.fault(token, Fault("join_starved", element=self.name, flows=", ".join(lost)))


class ComplexSpec(JoinSpec):
    """Goes on as soon as its activation condition holds, which knows how many have come in this round.

    Who else can still come in the round is taken without effect; then the next one begins (BPMN 2.0, 13.4.5).
    """

    def enter(self, machine: Machine, token: Token) -> bool | None:
        """Pass, or count the token and ask the condition. Raises Fault."""
        if len(self.info.incoming) <= 1:
            machine.emit(events.ElementEntered(self.name, token.id))
            self.conclude(machine, token, None)
            return True
        join = token
        if "got" not in token.internal_data:  # else it is asked again, after an incident
            machine.emit(events.ElementEntered(self.name, token.id))
            join = collect(machine, token)
        if LATE in join.internal_data or join.state == ERROR:
            return None
        return self._ask(machine, join, running=join is token)

    def _ask(self, machine: Machine, join: Token, *, running: bool) -> bool | None:
        """Go on if the condition holds; what is wrong with it becomes an incident of the join."""
        try:
            activated = self._is_activated(machine, join)
        except Fault as fault:
            machine.fault(join, fault)
            if running:
                return False
            join.error()
            return None
        if activated:
            self._activate(machine, join)
        return None

    def _is_activated(self, machine: Machine, join: Token) -> bool:
        condition = self.info.activation
        assert condition is not None
        count = Decimal(sum(join.internal_data["got"].values()))
        return machine.is_true("activationCondition", condition, join, {ACTIVATION_COUNT: count})

    def _activate(self, machine: Machine, join: Token) -> None:
        """Go on, and take those who can still come in this round as they come."""
        got, scope = join.internal_data["got"], join.scope
        late = [flow for flow in self.info.incoming if flow not in got and self.is_awaited(join, flow)]
        pass_join(machine, join, [flow for flow, count in got.items() for _ in range(count)])
        if late:
            data = {"got": {}, "ways": {}, LATE: late}
            following = machine.spawn(self.name, scope, state=STARTED, data=data)
            machine.joins[scope.id, self.name] = following

    def release(self, machine: Machine, token: Token) -> bool:
        """Begin the next round when nobody of this one can come any more; who came twice is in it."""
        data = token.internal_data
        if LATE not in data:
            return False
        got: dict[str, int] = data["got"]
        if any(flow not in got and self.is_awaited(token, flow) for flow in data[LATE]):
            return False
        late, ways = data.pop(LATE), ways_of(token)
        left = {flow: count - (flow in late) for flow, count in got.items()}
        data["got"] = {flow: count for flow, count in left.items() if count}
        data["ways"] = {flow: ways.get(flow, [])[flow in late :] for flow in data["got"]}
        if data["got"]:
            machine.touch(token)
            self._ask(machine, token, running=False)
        else:
            machine.remove(token)
        return True

    def notice_starving(self, machine: Machine, token: Token) -> None:
        """Say so once if the condition does not hold and nobody can come any more."""
        data = token.internal_data
        if LATE not in data and token.state != ERROR:
            missing = [flow for flow in self.info.incoming if flow not in data["got"]]
            self.starve(machine, token, missing)

    def ask_again(self, machine: Machine, token: Token) -> bool:
        """Ask the condition once more, which may read what has changed meanwhile."""
        del token.internal_data["starved"]
        machine.emit(events.IncidentResolved(token.id, self.name))
        machine.touch(token)
        self._ask(machine, token, running=False)
        return True


LATE = "late"
"""Under this key a complex gateway that has gone on keeps the flows by which its round is still awaited."""

BY_HAND = ""
"""Where a token has come from that was put before a join by hand: it counts for any flow that lacks one."""


def collect(machine: Machine, token: Token) -> Token:
    """Count a token at the join of its scope; the first to arrive becomes the join."""
    via = token.internal_data.pop("via", BY_HAND)
    key = (token.scope.id, token.task_spec.name)
    join = machine.joins.get(key)
    if join is None:
        machine.joins[key] = join = token
        token.internal_data["got"], token.internal_data["ways"] = {}, {}
    got = join.internal_data["got"]
    got[via] = got.get(via, 0) + 1
    ways_of(join).setdefault(via, []).append(frames_of(token))
    machine.touch(join)
    if join is not token:
        machine.remove(token)
    return join


def ways_of(join: Token) -> dict[str, list[list[str]]]:
    """Return the branches in which the tokens that wait at a join have come, by flow."""
    ways: dict[str, list[list[str]]] = join.internal_data.setdefault("ways", {})
    return ways


def pass_join(machine: Machine, join: Token, flows: list[str]) -> None:
    """Take one token from each flow and go on; what came early waits for the next round."""
    gather(machine, join, flows)
    machine.conclude(join)


def gather(machine: Machine, join: Token, flows: list[str]) -> None:
    """Make one token of those that wait, one from each flow; what came early waits for the next round."""
    got = {flow: count - flows.count(flow) for flow, count in join.internal_data.pop("got").items()}
    left = {flow: count for flow, count in got.items() if count}
    ways: dict[str, list[list[str]]] = join.internal_data.pop("ways", {})
    arrived = {
        flow: [ways[flow].pop(0) for _ in range(flows.count(flow)) if ways.get(flow)]
        for flow in dict.fromkeys(flows)
    }
    frames = common(path for paths in arrived.values() for path in paths)
    set_frames(join.internal_data, frames)
    machine.emit(events.JoinPassed(join.task_spec.name, join.id, arrived))
    del machine.joins[join.scope.id, join.task_spec.name]
    if join.internal_data.pop("starved", False):
        machine.emit(events.IncidentResolved(join.id, join.task_spec.name))
    if left:
        scope, name = join.scope, join.task_spec.name
        following = machine.spawn(name, scope, state=STARTED, data={"got": left, "ways": ways})
        machine.joins[scope.id, name] = following
