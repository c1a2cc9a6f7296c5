"""What every element does: enter, wait or not, finish, leave by the flows that apply."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import partial
from typing import Any

from engine import events, feel
from engine.spiff.faults import Fault, found
from engine.spiff.kernel import ERROR, FlowNode, Token
from engine.spiff.machine import Machine
from engine.spiff.model import FlowInfo
from engine.spiff.names import ACTIVITIES
from engine.spiff.positions import branch, frames_of


class ElementSpec(FlowNode):
    """One flow node of a diagram; shared by all cases of its program, so it holds no state of a case."""

    # -- SpiffWorkflow's life cycle, as the kernel hands it on ----

    def run_token(self, machine: Machine, token: Token) -> bool | None:
        """Enter the element, or only finish it; True: done, None: waits, False: an incident was raised."""
        try:
            if token.internal_data.get("stage") == "conclude":
                self.conclude(machine, token, None)
                return True
            return self.enter(machine, token)
        except Fault as fault:
            machine.cancel_inside(token)
            machine.fault(token, fault)
            return False

    def completed(self, machine: Machine, token: Token) -> None:
        """Tell that the element is left, and put tokens on the chosen flows."""
        machine.emit(events.ElementLeft(self.name, token.id))
        self.leave(machine, token)

    def cancelled(self, machine: Machine, token: Token) -> None:
        """Withdraw what the token asked of the outside, and tell that it was stopped."""
        self.withdraw(machine, token)
        if token.role == "flow":
            machine.emit(events.ElementCancelled(self.name, token.id))

    # -- the life of a token here ----

    def enter(self, machine: Machine, token: Token) -> bool | None:
        """Begin; True: finished already, None: waits. Raises Fault."""
        machine.emit(events.ElementEntered(self.name, token.id))
        self.map_inputs(machine, token)
        if self.execute(machine, token):
            self.conclude(machine, token, None)
            return True
        return None

    def execute(self, machine: Machine, token: Token) -> bool:
        """Do what this element is for. False: the token waits, or is gone. Raises Fault."""
        return True

    def conclude(self, machine: Machine, token: Token, variables: Mapping[str, Any] | None) -> None:
        """Take results over and choose the way out. Raises Fault; may then be called again without them."""
        self.take_results(machine, token, variables or token.results or {})
        self.choose_ways(machine, token)

    def choose_ways(self, machine: Machine, token: Token) -> None:
        """Choose the flows to take, unless the scope is over with this activity. Raises Fault."""
        scope, is_activity = token.parent, self.info.type in ACTIVITIES
        if scope is not None and is_activity:
            scope.task_spec.branch_ending(machine, scope, token)
        token.chosen = [] if token.ends_scope else [flow.id for flow in self.choose(machine, token)]
        if scope is not None and not is_activity and not token.chosen:
            scope.task_spec.branch_ending(machine, scope, token)

    def choose(self, machine: Machine, token: Token) -> list[FlowInfo]:
        """Return the flows to take. Raises Fault."""
        if self.info.default is None and not any(flow.condition for flow in self.flows):
            return list(self.flows)
        chosen = [
            flow for flow in self.flows if flow.id != self.info.default and self.holds(machine, token, flow)
        ]
        return chosen or self.default_flow(machine, token)

    def default_flow(self, machine: Machine, token: Token) -> list[FlowInfo]:
        """Return the default flow, for when no condition holds. Raises Fault: there is none."""
        for flow in self.flows:
            if flow.id == self.info.default:
                return [flow]
        raise Fault("no_flow", element=self.info.id)

    def holds(self, machine: Machine, token: Token, flow: FlowInfo) -> bool:
        """Evaluate a flow's condition, and remember how it came out. Raises Fault."""
        if flow.condition is None:
            return True
        view = machine.view(token)
        result = flow.condition.evaluate(view, machine.env)
        if not isinstance(result, bool):
            raise Fault(
                "condition_not_boolean", flow=flow.id, expression=flow.condition.source, value=found(result)
            )
        if not result:
            machine.emit(
                events.FlowRefused(flow.id, flow.condition.source, result, flow.condition.inputs(view))
            )
        return result

    def leave(self, machine: Machine, token: Token) -> None:
        """Put a token on every chosen flow; without any, a branch of the scope has ended."""
        self.take_flows(machine, token, token.chosen, copies=self.info.completion_quantity)
        if not token.chosen and token.parent is not None:
            token.scope.task_spec.branch_ended(machine, token.scope, token)

    def take_flows(self, machine: Machine, token: Token, chosen: Collection[str], *, copies: int = 1) -> None:
        """Take the flows with these ids, in the order of the diagram, each with so many tokens."""
        taken = [flow for flow in self.flows if flow.id in chosen]
        for flow in taken:
            if flow.condition is None or flow.id == self.info.default:
                machine.emit(events.FlowTaken(flow.id))
            else:
                inputs = flow.condition.inputs(machine.view(token))
                machine.emit(events.FlowTaken(flow.id, flow.condition.source, True, inputs))
            for copy in range(copies):
                way = flow.id if copies == 1 else f"{flow.id}+{copy}"
                frames = branch(token, way) if len(taken) * copies > 1 else frames_of(token)
                machine.spawn(flow.target, token.scope, data={"via": flow.id}, frames=frames)

    def withdraw(self, machine: Machine, token: Token) -> None:
        """Take back what the token asked of the outside; it is being cancelled."""
        if token.state == ERROR or "starved" in token.internal_data:
            machine.emit(events.IncidentResolved(token.id, self.name))
        opened = token.internal_data.get("open")
        if opened in WITHDRAWALS:
            machine.emit(WITHDRAWALS[opened](token.id, self.name))
        elif opened == "task":
            machine.emit(events.TaskClosed(token.id, self.name, "cancelled"))

    def close(self, machine: Machine, token: Token) -> None:
        """Tell that what the token asked of the outside has been answered."""
        opened = token.internal_data.pop("open", None)
        if opened == "task":
            machine.emit(events.TaskClosed(token.id, self.name, "completed"))
        elif opened in ("message", "signal"):
            machine.emit(events.SubscriptionWithdrawn(token.id, self.name))

    def triggered(self, machine: Machine, token: Token, variables: Mapping[str, Any]) -> None:
        """Act on the event that this token waits for; a watch tells the token for which it watches."""
        if token.role == "watch":
            token.scope.task_spec.watched(machine, token.scope, token, variables)
            return
        self.close(machine, token)
        machine.conclude(token, variables)

    # -- others that are waited for ----

    def others(self, token: Token) -> list[str]:
        """Return the elements of the other tokens in the scope of one that waits."""
        return [
            other.task_spec.name
            for other in token.scope.children
            if other is not token and other.role == "flow"
        ]

    def is_awaited(self, token: Token, flow: str) -> bool:
        """Tell whether another token in the scope can still come by an incoming flow, or is coming by it."""
        here = (other for other in token.scope.children if other.task_spec is self)
        coming = any(other.internal_data.get("via") == flow for other in here)
        return coming or not self.upstream[flow].isdisjoint(self.others(token))

    def starve(self, machine: Machine, token: Token, missing: Sequence[str]) -> None:
        """Say once that a token waits for others of which none can come any more by any flow."""
        if "starved" not in token.internal_data and not any(
            map(partial(self.is_awaited, token), self.upstream)
        ):
            token.internal_data["starved"] = True
            flows = ", ".join(missing or self.info.incoming)
            machine.fault(token, Fault("join_starved", element=self.name, flows=flows))

    def ask_again(self, machine: Machine, token: Token) -> bool:
        """Ask once more what a starved token waits for; False: only a token that comes would change it."""
        return False

    # -- variables ----

    def map_inputs(self, machine: Machine, token: Token) -> None:
        """Give the token its own variables. Raises Fault."""
        for line in self.info.inputs:
            value = machine.evaluate_to_keep(line.source, token)
            self._put(machine, token, line.target, value)

    def take_results(self, machine: Machine, token: Token, variables: Mapping[str, Any]) -> None:
        """Set the results: through the output mappings if there are any, else where each name is held."""
        if not self.info.outputs:
            machine.assign(token, variables)
            return
        for name, value in variables.items():
            machine.scopes.set(token.id, name, feel.from_python(value))
        mapped: dict[str, Any] = {}
        for line in self.info.outputs:
            value = machine.evaluate_to_keep(line.source, token)
            first, *rest = line.target.split(".")
            base = mapped.get(first, machine.view(token.scope).get(first)) if rest else None
            mapped[first] = _nested(base, rest, value)
        machine.assign(token.scope, mapped)

    def _put(self, machine: Machine, token: Token, target: str, value: Any) -> None:
        first, *rest = target.split(".")
        base = machine.scopes.own(token.id).get(first) if rest else None
        machine.scopes.set(token.id, first, _nested(base, rest, value))

    def payload(self, machine: Machine, token: Token) -> dict[str, Any]:
        """Return what is sent outside: the mapped inputs, or without a mapping all that is visible."""
        return dict(machine.scopes.own(token.id)) if self.info.inputs else dict(machine.view(token))


WITHDRAWALS = {
    "job": events.JobWithdrawn,
    "timer": events.TimerWithdrawn,
    "message": events.SubscriptionWithdrawn,
    "signal": events.SubscriptionWithdrawn,
    "call": events.CallWithdrawn,
}


def _nested(base: Any, path: list[str], value: Any) -> Any:
    if not path:
        return value
    inside = dict(base) if isinstance(base, dict) else {}
    inside[path[0]] = _nested(inside.get(path[0]), path[1:], value)
    return inside
