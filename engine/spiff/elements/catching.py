"""Waiting for events: intermediate, boundary, starts of event subprocesses, event-based gateways."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from engine import events, feel
from engine.spiff.elements.base import ElementSpec
from engine.spiff.expressions import Value
from engine.spiff.faults import Fault, found
from engine.spiff.kernel import ERROR, WAITING, Token
from engine.spiff.machine import Machine, check_key
from engine.spiff.model import EventInfo
from engine.spiff.positions import aside, frames_of
from engine.spiff.timers import Schedule, schedule


def arm(machine: Machine, token: Token, event: EventInfo, *, repeats: bool = False) -> None:
    """Begin to wait for an event at a token. Raises Fault."""
    element_id = token.task_spec.name
    view = machine.view(token)
    machine.touch(token)
    if event.kind == "timer":
        timer = schedule(event, view, machine.env)
        if timer is not None and token.role == "flow":  # it goes on once: at the next time of a cycle
            timer = timer.from_now_on(machine.env.now) if event.timer == "timeCycle" else timer
        if timer is not None:
            set_timer(machine, token, timer)
        elif token.role == "flow":  # it would wait for ever
            raise Fault("cycle_over", expression=event.value.source if event.value else "")
    elif event.kind == "message":
        name, key = text_of(event.name, "message", view, machine), text_of(event.key, "key", view, machine)
        token.internal_data.update(open="message", name=name, key=key)
        machine.emit(events.MessageAwaited(token.id, element_id, name, key, repeats))
    elif event.kind == "signal":
        name = text_of(event.name, "signal", view, machine)
        token.internal_data.update(open="signal", name=name)
        machine.emit(events.SignalAwaited(token.id, element_id, name, repeats))
    elif event.kind == "conditional":
        token.internal_data["open"] = "condition"
        machine.await_condition(token)


def watch_for(machine: Machine, token: Token, catcher: ElementSpec, via: str | None = None) -> None:
    """Begin to wait, on behalf of a token, for each event of a catcher not awaited yet. Raises Fault."""
    waiting = {watch.internal_data.get("def", 0) for watch in token.children if watch.task_spec is catcher}
    for index, event in enumerate(catcher.info.events):
        if event.kind in ("timer", "message", "signal", "conditional") and index not in waiting:
            data: dict[str, Any] = {"def": index} if index else {}
            if via is not None:
                data["via"] = via
            watch = machine.spawn(catcher.name, token, role="watch", state=WAITING, data=data)
            arm(machine, watch, event, repeats=via is None and not catcher.info.interrupting)


def set_timer(machine: Machine, token: Token, timer: Schedule) -> None:
    """Ask to be fired at the schedule's next time."""
    machine.touch(token)
    token.internal_data.update(open="timer", timer=timer.to_row())
    machine.emit(events.TimerSet(token.id, token.task_spec.name, timer.due_at))


def text_of(value: Value | None, what: str, view: Mapping[str, Any], machine: Machine) -> str:
    """Evaluate a name or key; numbers become text. Raises Fault."""
    if value is None:
        return ""
    result = value.evaluate(view, machine.env)
    if isinstance(result, bool) or result is None or isinstance(result, (list, dict)):
        raise Fault("not_text", what=what, expression=value.source, value=found(result))
    return check_key(value.source, str(result))


def awaited(token: Token) -> EventInfo:
    """Return the event definition that a token waits for."""
    index: int = token.internal_data.get("def", 0)
    return token.task_spec.info.events[index]


def again(machine: Machine, token: Token) -> None:
    """Go on waiting after a firing that did not interrupt, or stop if there is nothing more to wait for."""
    event = awaited(token)
    if event.kind != "timer":
        return
    last = Schedule.from_row(token.internal_data["timer"])
    following = schedule(event, machine.view(token), machine.env) if last.anew else last.next()
    if following is None or following.due_at <= last.due_at:  # one that does not get on would never end
        token.internal_data.pop("open", None)
        machine.remove(token)
    else:
        set_timer(machine, token, following)


class CatchingSpec(ElementSpec):
    """Any element whose token may wait for a condition."""

    def run_token(self, machine: Machine, token: Token) -> bool | None:
        """Enter the element; what only waits for another asks its condition again, after an incident."""
        if token.role != "watch":
            return super().run_token(machine, token)
        token.internal_data["open"] = "condition"
        machine.await_condition(token)
        return None

    def variables_changed(self, machine: Machine, token: Token, changed: Collection[str]) -> None:
        """Fire when the condition turns from false to true; what is neither counts as false."""
        condition = awaited(token).value
        if condition is None or not (condition.names & set(changed) or token.id in changed):
            return
        if token.state == ERROR:
            return
        try:
            now = condition.evaluate(machine.view(token), machine.env) is True
        except Fault as fault:
            machine.fault(token, fault)
            token.error()
            return
        before = token.internal_data.get("was", False)
        if now != before:
            token.internal_data["was"] = now
            machine.touch(token)
            if now:
                self.triggered(machine, token, {})


class IntermediateCatchSpec(CatchingSpec):
    """Waits for one of its events, or for all of them; a link is only passed."""

    def execute(self, machine: Machine, token: Token) -> bool:
        """Begin to wait. Raises Fault."""
        definitions = self.info.events
        if not definitions or definitions[0].kind == "link":
            return True
        if len(definitions) == 1:
            arm(machine, token, definitions[0])
            return False
        for index, event in enumerate(definitions):
            watch = machine.spawn(self.name, token, role="watch", state=WAITING, data={"def": index})
            arm(machine, watch, event)
        return False

    def watched(self, machine: Machine, token: Token, watch: Token, variables: Mapping[str, Any]) -> None:
        """One of several events came."""
        watch.task_spec.close(machine, watch)
        machine.remove(watch)
        machine.assign(token, variables)
        if self.info.parallel_multiple and token.children:
            return
        machine.cancel_inside(token)
        machine.conclude(token)


class EventGatewaySpec(ElementSpec):
    """Waits for the first of the events that follow it."""

    def execute(self, machine: Machine, token: Token) -> bool:
        """Begin to wait for each of them. Raises Fault."""
        self.watch(machine, token)
        return False

    def watch(self, machine: Machine, token: Token) -> None:
        """Wait for those that are not awaited yet. Raises Fault."""
        for flow in self.flows:
            watch_for(machine, token, machine.tree.spec.task_specs[flow.target], via=flow.id)

    def watched(self, machine: Machine, token: Token, watch: Token, variables: Mapping[str, Any]) -> None:
        """Go on by the event that came; the others are not awaited any more."""
        target, flow, scope = watch.task_spec.name, watch.internal_data["via"], token.scope
        watch.task_spec.close(machine, watch)
        machine.cancel_inside(token)
        machine.emit(events.ElementLeft(self.name, token.id))
        machine.emit(events.FlowTaken(flow))
        machine.arrive(target, scope, variables, frames=frames_of(token))
        machine.remove(token)


class BoundarySpec(CatchingSpec):
    """An event attached to an activity."""

    def triggered(self, machine: Machine, token: Token, variables: Mapping[str, Any]) -> None:
        """Stop the activity if the event interrupts; go on from here in any case."""
        host = token.scope
        if not self.info.interrupting:
            beside = aside(machine, frames_of(host), self.name)
            machine.arrive(self.name, host.scope, variables, frames=beside)
            if token.alive:
                again(machine, token)
            return
        self.close(machine, token)
        self.interrupt(machine, host, variables)

    def interrupt(
        self,
        machine: Machine,
        host: Token,
        variables: Mapping[str, Any],
        local: Mapping[str, Any] | None = None,
    ) -> None:
        """Stop the activity and go on from here; `local` is visible only to the output mappings."""
        scope, frames = host.scope, frames_of(host)
        machine.cancel(host)
        machine.arrive(self.name, scope, variables, local=local, frames=frames)


def stays(child: Token) -> bool:
    """Tell whether something in a scope outlasts an event subprocess that interrupts it.

    The scope itself goes on, with the events attached to it and what can be undone.
    """
    return child.role == "record" or (child.role == "watch" and child.task_spec.info.attached_to is not None)


class StartSpec(CatchingSpec):
    """A start event: passed when its scope begins, or waiting to start an event subprocess."""

    def triggered(self, machine: Machine, token: Token, variables: Mapping[str, Any]) -> None:
        """Start the event subprocess to which this start event belongs."""
        scope = token.scope
        if self.info.interrupting:
            self.close(machine, token)
        self.begin(machine, scope, variables)
        if token.alive:
            again(machine, token)

    def begin(
        self,
        machine: Machine,
        scope: Token,
        variables: Mapping[str, Any],
        local: Mapping[str, Any] | None = None,
    ) -> None:
        """Run the event subprocess of this start event in `scope`; `local` is visible only inside it."""
        if self.info.interrupting:
            machine.cancel_inside(scope, keep=stays)
        beside = [] if self.info.interrupting else aside(machine, [], self.info.parent_id)
        handler = machine.spawn(self.info.parent_id, scope, data={"from": self.name}, frames=beside)
        inside = {**(local or {}), **(variables if self.info.outputs else {})}
        for name, value in inside.items():
            machine.scopes.set(handler.id, name, feel.from_python(value))
        if not self.info.outputs:
            machine.assign(scope, variables)
