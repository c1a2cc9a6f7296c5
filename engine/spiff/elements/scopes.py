"""Scopes: processes and subprocesses, embedded, transactional, or started by an event."""

from __future__ import annotations

from engine.spiff.elements.activities import RECEIVED, ActivitySpec
from engine.spiff.elements.base import ElementSpec
from engine.spiff.elements.catching import watch_for
from engine.spiff.kernel import Token
from engine.spiff.machine import Machine


def open_event_starts(machine: Machine, token: Token, spec: ElementSpec) -> None:
    """Begin to wait for what starts the event subprocesses of a scope. Raises Fault."""
    for start in spec.event_starts:
        watch_for(machine, token, start)


def begin_scope(machine: Machine, token: Token, spec: ElementSpec) -> None:
    """Put the first tokens into a scope: at its start, or at the start event that began it. Raises Fault."""
    open_event_starts(machine, token, spec)
    origin = token.internal_data.get("from")
    for name in [start.name for start in spec.starts] if origin is None else [origin]:
        begun_by = machine.tree.spec.task_specs[name].info
        machine.spawn(name, token, data={RECEIVED: True} if begun_by.instantiates else None)


class RootSpec(ElementSpec):
    """The process itself; its token is the outermost scope."""

    def execute(self, machine: Machine, token: Token) -> bool:
        """Begin inside. Raises Fault."""
        begin_scope(machine, token, self)
        return False

    def emptied(self, machine: Machine, token: Token) -> None:
        """End the instance."""
        machine.end("completed")


class SubprocessSpec(ActivitySpec):
    """A scope inside a process."""

    def execute(self, machine: Machine, token: Token) -> bool:
        """Begin inside. Raises Fault."""
        begin_scope(machine, token, self)
        return False
