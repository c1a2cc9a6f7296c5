"""Undoing finished work: who can be compensated, in reverse order of completion, and cancelled transactions.

A finished activity with a compensation boundary leaves a record in its scope, with what it knew. A finished
scope with records inside stays as a record itself, with its variables. The thrower runs them one at a time.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from engine.spiff.elements.base import ElementSpec
from engine.spiff.kernel import Token
from engine.spiff.machine import DONE, Machine, descend


def remember(machine: Machine, token: Token, spec: ElementSpec) -> None:
    """Note that a finished activity can be compensated by its own handler, not by what is inside it."""
    for boundary in spec.boundaries:
        if boundary.info.compensation_handler is not None:
            machine.cancel_inside(token)
            data = {"remembers": token.id}
            record = machine.spawn(boundary.name, token.scope, role="record", state=RECORDED, data=data)
            for name, value in machine.scopes.own(token.id).items():
                machine.scopes.set(record.id, name, value)


def remember_inside(machine: Machine, token: Token, spec: ElementSpec) -> None:
    """Note that a finished subprocess undoes itself by its own event subprocess, if it has one for that."""
    for start in spec.event_starts:
        if any(event.kind == "compensate" for event in start.info.events):
            data = {UNDOES: start.name}
            machine.spawn(start.info.parent_id, token, role="record", state=RECORDED, data=data)


def forget(machine: Machine, scope: Token, token_id: str) -> None:
    """Take the memory of a finished activity out of its scope, because it is not finished any more."""
    for child in list(scope.children):
        if child.role == "record" and child.internal_data.get("remembers") == token_id:
            machine.remove(child)


UNDOES = "undoes"
"""Under this key a record names the start event of the event subprocess that undoes its whole scope."""

RECORDED = 8
"""SpiffWorkflow's WAITING: a record waits to be compensated."""


def compensate(machine: Machine, token: Token, activity_id: str | None) -> bool:
    """Begin to undo what the thrower's scope has finished, or one activity of it. True: there is nothing."""
    scope = token.scope
    if scope.task_spec.info.triggered_by_event:
        scope = scope.scope
    token.internal_data["undo"] = [record.id for record in _records(scope, activity_id)]
    machine.touch(token)
    return not _next_handler(machine, token)


def _records(scope: Token, activity_id: str | None = None) -> Iterator[Token]:
    """Yield the records inside a scope, the last finished first; finished scopes are opened up.

    A scope with an event subprocess for that leaves it to this what inside is undone, and how.
    """
    records = [child for child in scope.children if child.role == "record"]
    records.sort(key=lambda record: int(record.internal_data.get(DONE, record.id)), reverse=True)
    own = [child for child in records if _undoes_scope(child)]
    if own:
        yield from own
        return
    for child in records:
        undone = child.task_spec.info.attached_to or child.task_spec.name
        if activity_id is not None and undone != activity_id:
            continue
        if child.task_spec.info.attached_to is None:
            yield from _records(child)
        else:
            yield child


def _undoes_scope(record: Token) -> bool:
    return UNDOES in record.internal_data


def _next_handler(machine: Machine, thrower: Token) -> bool:
    """Start the next handler. False: all are done."""
    waiting: list[str] = thrower.internal_data["undo"]
    while waiting:
        record = machine.tree.tasks.get(waiting.pop(0))
        machine.touch(thrower)
        if record is None:
            continue
        handler_id, scope = record.task_spec.info.compensation_handler, record.scope
        data: dict[str, Any] = {"undoes_for": thrower.id}
        if _undoes_scope(record):
            handler_id, data["from"] = record.task_spec.name, record.internal_data[UNDOES]
        assert handler_id is not None
        handler = machine.spawn(handler_id, scope, data=data)
        for name, value in machine.scopes.own(record.id).items():
            machine.scopes.set(handler.id, name, value)
        machine.remove(record)
        return True
    del thrower.internal_data["undo"]
    return False


def handler_done(machine: Machine, handler: Token) -> None:
    """Go on with the next handler after one has finished, or let the thrower go on."""
    scope = handler.scope
    if handler.task_spec.info.triggered_by_event:  # what it has left is not undone any more
        machine.cancel_inside(scope, keep=lambda child: child is handler)
    machine.remove(handler)
    while scope.role == "record" and not scope.children:
        emptied, scope = scope, scope.scope
        machine.remove(emptied)
    thrower = machine.tree.tasks.get(handler.internal_data["undoes_for"])
    if thrower is not None:
        go_on_undoing(machine, thrower)


def handler_stopped(machine: Machine, handler: Token) -> None:
    """Let the thrower go on in its turn: the handler will not finish, an event has stopped it."""
    thrower = machine.tree.tasks.get(handler.internal_data["undoes_for"])
    if thrower is not None:
        machine.queue.append(thrower)


def go_on_undoing(machine: Machine, thrower: Token) -> None:
    """Start the next handler, or let the thrower go on when all are done."""
    if "undo" not in thrower.internal_data or _next_handler(machine, thrower):
        return
    if thrower.internal_data.get("then") == "cancel":
        finish_cancel(machine, thrower)
    else:
        machine.conclude(thrower)


def cancel_transaction(machine: Machine, token: Token) -> bool:
    """Stop a transaction, undo what it has finished, leave by its cancel boundary. Never True: it is left."""
    host = _left_by_cancel(token)
    _stop_beside(machine, host, token)
    token.internal_data["then"] = "cancel"
    token.internal_data["undo"] = [record.id for record in _records_of_all(host)]
    machine.touch(token)
    if not _next_handler(machine, token):
        finish_cancel(machine, token)
    return False


def finish_cancel(machine: Machine, token: Token) -> None:
    """Leave the transaction by its cancel boundary."""
    host = _left_by_cancel(token)
    for boundary in host.task_spec.boundaries:
        if any(event.kind == "cancel" for event in boundary.info.events):
            boundary.interrupt(machine, host, {})
            return


def _left_by_cancel(token: Token) -> Token:
    """Return the transaction around a token, with all its runs if it is repeated."""
    node = token.scope
    while not node.task_spec.info.transaction:
        node = node.scope
    return node.scope if "i" in node.internal_data else node


STOPPED = "stopped"
"""Marks a scope in which nothing moves any more but what undoes its finished work."""


def _stop_beside(machine: Machine, scope: Token, token: Token) -> None:
    """Stop all in a scope that moves or waits, but a token; scopes with finished work stay, to be undone."""
    kept = [child for child in scope.children if child is token or child.role == "record"]
    kept += [child for child in scope.children if child.role == "flow" and _has_records(child, token)]
    machine.cancel_inside(scope, keep=lambda child: child in kept)
    for child in kept:
        if child is not token and child.role == "flow":
            child.internal_data[STOPPED] = True
            machine.touch(child)
            _stop_beside(machine, child, token)


def _has_records(scope: Token, token: Token) -> bool:
    return any(inner is token or inner.role == "record" for inner in descend(scope))


def _records_of_all(scope: Token) -> Iterator[Token]:
    """Yield the records inside a scope and inside what had not finished in it, the last first."""
    for child in reversed(scope.children):
        if STOPPED in child.internal_data:
            yield from _records_of_all(child)
    yield from _records(scope)
