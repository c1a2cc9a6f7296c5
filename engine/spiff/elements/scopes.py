"""Scopes: processes and subprocesses, embedded, transactional, or started by an event."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.spiff.elements.activities import ActivitySpec
from engine.spiff.elements.base import ElementSpec
from engine.spiff.elements.catching import watch_for
from engine.spiff.kernel import Token

if TYPE_CHECKING:
    from engine.spiff.machine import Machine


def open_event_starts(machine: Machine, token: Token, spec: ElementSpec) -> None:
    """Begin to wait for what starts the event subprocesses of a scope. Raises Fault."""
    for start in spec.event_starts:
        watch_for(machine, token, start)


def begin_scope(machine: Machine, token: Token, spec: ElementSpec) -> None:
    """Put the first tokens into a scope. Raises Fault."""
    open_event_starts(machine, token, spec)
    for start in spec.starts:
        machine.spawn(start.name, token)


class RootSpec(ElementSpec):
    """The process itself; its token is the outermost scope."""

    def emptied(self, machine: Machine, token: Token) -> None:
        """End the instance."""
        machine.end("completed")


class SubprocessSpec(ActivitySpec):
    """A scope inside a process."""

    def execute(self, machine: Machine, token: Token) -> bool:
        """Begin inside. Raises Fault."""
        origin = token.internal_data.get("from")
        if origin is None:
            begin_scope(machine, token, self)
        else:
            open_event_starts(machine, token, self)
            machine.spawn(origin, token)
        return False
