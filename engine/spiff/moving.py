"""Moving a token by hand: an operator's repair, not a flow of the diagram."""

from __future__ import annotations

from engine import events
from engine.errors import InvalidArgument
from engine.spiff.elements.activities import is_inner, open_boundaries
from engine.spiff.elements.scopes import open_event_starts
from engine.spiff.faults import Fault
from engine.spiff.kernel import STARTED, Token
from engine.spiff.machine import Machine
from engine.spiff.model import ElementInfo
from engine.spiff.positions import frames_of


def move(machine: Machine, token: Token, target_id: str) -> None:
    """Put a new token at `target_id` and stop this one. Subprocesses in between are entered or left.

    Raises InvalidArgument: the target does not exist or cannot be entered so, or the token cannot leave.
    """
    target = entry(machine, target_id)
    if token.parent is None or token.role != "flow" or is_inner(token):
        raise InvalidArgument(
            f"Expected a token that can be moved, but {token.id} at {token.task_spec.name} is the process, "
            "waits for another, or is one run of a multi-instance"
        )
    scope, frames = _scope(machine, token, target)
    machine.spawn(target_id, scope, frames=frames)
    if token.alive:
        machine.cancel(token)


def entry(machine: Machine, target_id: str) -> ElementInfo:
    """Return an element that a token can be put at. Raises InvalidArgument."""
    spec = machine.tree.spec.task_specs.get(target_id)
    if spec is None:
        raise InvalidArgument(f"Expected {target_id} to be in the process, but it is not")
    info: ElementInfo = spec.info
    if info.type in ("process", "boundaryEvent") or info.triggered_by_event or info.for_compensation:
        raise InvalidArgument(f"Expected a target that flows lead to, but {target_id} is a {info.type}")
    return info


def _scope(machine: Machine, token: Token, target: ElementInfo) -> tuple[Token, list[str]]:
    """Return scope and branches for the target: the nearest around the token, opened as far as needed."""
    around: list[tuple[Token, list[str]]] = []
    node = token
    while node.parent is not None:
        around.append((node.parent, frames_of(node)))
        node = node.parent
    missing: list[ElementInfo] = []
    wanted = target.parent_id
    while True:
        for scope, frames in around:
            if scope.task_spec.name == wanted and "loop" not in scope.internal_data:
                return _open(machine, scope, frames, missing)
        info = machine.tree.spec.task_specs[wanted].info
        if info.loop is not None or info.triggered_by_event:
            raise InvalidArgument(
                f"Expected to enter {info.id} by hand, but it is a multi-instance or begins with an event"
            )
        missing.append(info)
        wanted = info.parent_id


def _open(
    machine: Machine, scope: Token, frames: list[str], missing: list[ElementInfo]
) -> tuple[Token, list[str]]:
    for info in reversed(missing):
        inner = machine.spawn(info.id, scope, state=STARTED, frames=frames)
        machine.emit(events.ElementEntered(info.id, inner.id))
        try:
            inner.task_spec.map_inputs(machine, inner)
            open_boundaries(machine, inner, inner.task_spec)
            open_event_starts(machine, inner, inner.task_spec)
        except Fault as fault:
            raise InvalidArgument(str(fault)) from fault
        scope, frames = inner, []
    return scope, frames
