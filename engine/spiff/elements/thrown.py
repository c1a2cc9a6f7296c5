"""What is thrown: events of every kind, and who inside the case catches them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from engine import events
from engine.spiff.elements.base import ElementSpec
from engine.spiff.elements.catching import BoundarySpec, StartSpec, text_of
from engine.spiff.elements.compensation import cancel_transaction, compensate
from engine.spiff.faults import Fault
from engine.spiff.kernel import Token
from engine.spiff.machine import Machine
from engine.spiff.model import EventInfo
from engine.spiff.positions import aside, frames_of

LAST = ("error", "cancel", "terminate")
"""Kinds that end the thrower.

Several definitions at one end event are thrown in an order that keeps these last.
"""

REACH = ("signal", "escalation", "compensate", *LAST)
"""Kinds that do something to other tokens of the case, the mildest first."""


def throw(machine: Machine, token: Token, event: EventInfo, payload: Mapping[str, Any]) -> bool:
    """Throw one event with what it carries. False: the token waits, or is gone. Raises Fault."""
    view, spec = machine.view(token), token.task_spec
    if event.kind == "message":
        name, key = text_of(event.name, "message", view, machine), text_of(event.key, "key", view, machine)
        machine.emit(events.MessageThrown(name, key, payload, spec.name))
    elif event.kind == "signal":
        throw_signal(machine, text_of(event.name, "signal", view, machine), payload, spec.name)
    elif event.kind == "escalation":
        code = text_of(event.name, "escalation", view, machine)
        throw_escalation(machine, token, code, payload)
    elif event.kind == "error":
        code = text_of(event.name, "error", view, machine)
        throw_error(machine, token, code, "", payload)
    elif event.kind == "link":
        follow_link(machine, token, event)
    elif event.kind == "terminate":
        terminate(machine, token)
    elif event.kind == "compensate":
        return compensate(machine, token, event.activity_ref)
    elif event.kind == "cancel":
        return cancel_transaction(machine, token)
    return token.alive


def throw_signal(machine: Machine, name: str, variables: Mapping[str, Any], element_id: str) -> None:
    """Give a signal to everyone here who waits for it, and tell the others outside."""
    machine.emit(events.SignalThrown(name, variables, element_id))
    waiting = [
        token
        for token in list(machine.tree.tasks.values())
        if token.internal_data.get("open") == "signal" and token.internal_data.get("name") == name
    ]
    for token in waiting:
        if token.alive:
            token.task_spec.triggered(machine, token, variables)


def follow_link(machine: Machine, token: Token, event: EventInfo) -> None:
    """Go on at the catching link of the same name in the same scope."""
    spec = token.task_spec
    for target in machine.tree.spec.task_specs.values():
        info = target.info
        if (
            info.type == "intermediateCatchEvent"
            and info.parent_id == spec.info.parent_id
            and info.event is not None
            and info.event.kind == "link"
            and info.event.name == event.name
        ):
            machine.spawn(info.id, token.scope, frames=frames_of(token))


def terminate(machine: Machine, token: Token) -> None:
    """Stop everything else in the scope; the scope then finishes."""
    machine.emit(events.ElementLeft(token.task_spec.name, token.id))
    scope = token.scope
    machine.cancel_inside(scope, keep=lambda child: child is token)
    machine.remove(token)


def handlers(token: Token, kind: str, code: str) -> Iterator[tuple[ElementSpec, Token]]:
    """Yield who can catch an error or escalation, from the inside out, with the token that it concerns.

    At each level the exact code goes before a handler of any code. What is thrown inside an event subprocess
    that interrupts its scope goes to those outside; inside one that does not, to others of the scope, too.
    """
    node = token
    passed: Token | None = None
    while True:
        spec = node.task_spec
        candidates: list[ElementSpec] = []
        if node is not token and (passed is None or not _interrupts(passed)):
            own = None if passed is None else passed.task_spec.name
            candidates += [start for start in spec.event_starts if start.info.parent_id != own]
        if "i" not in node.internal_data:
            candidates += spec.boundaries
        for exact in (True, False):
            for candidate in candidates:
                for event in candidate.info.events:
                    wanted = None if event.name is None else event.name.source
                    if event.kind == kind and wanted == (code if exact else None):
                        yield candidate, node
        passed = node if spec.info.triggered_by_event else None
        if node.parent is None:
            return
        node = node.parent


def _interrupts(handler: Token) -> bool:
    """Tell whether an event subprocess has stopped its scope: no other of the scope begins after that."""
    start = handler.workflow.spec.task_specs[handler.internal_data["from"]]
    return bool(start.info.interrupting)


def throw_error(
    machine: Machine,
    token: Token,
    code: str,
    message: str,
    variables: Mapping[str, Any],
    *,
    incident: bool = True,
) -> bool:
    """Let the innermost handler catch an error. Raises Fault: nobody does, and it shall be an incident."""
    local = {"errorCode": code, "errorMessage": message}
    for handler, node in handlers(token, "error", code):
        if isinstance(handler, BoundarySpec):
            handler.interrupt(machine, node, variables, local)
            return True
        if isinstance(handler, StartSpec):
            handler.begin(machine, node, variables, local)
            return True
    if machine.called:
        machine.emit(events.ErrorEscaped(token.id, token.task_spec.name, code, message, variables))
    if not incident:
        return False
    raise Fault("error_uncaught", error_code=code, reason=message)


def throw_escalation(machine: Machine, token: Token, code: str, variables: Mapping[str, Any]) -> bool:
    """Let the innermost handler catch an escalation.

    The thrower goes on unless it interrupts. True: caught.
    """
    local = {"escalationCode": code}
    for handler, node in handlers(token, "escalation", code):
        if isinstance(handler, StartSpec):
            handler.begin(machine, node, variables, local)
        elif isinstance(handler, BoundarySpec) and handler.info.interrupting:
            handler.interrupt(machine, node, variables, local)
        else:
            beside = aside(machine, frames_of(node), handler.name)
            machine.arrive(handler.name, node.scope, variables, local=local, frames=beside)
        return True
    machine.emit(events.EscalationEscaped(token.task_spec.name, code, variables))
    return False
