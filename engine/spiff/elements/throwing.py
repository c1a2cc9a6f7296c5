"""Throwing events: intermediate and end, of every kind."""

from __future__ import annotations

from engine.spiff.elements.activities import request_job
from engine.spiff.elements.base import ElementSpec
from engine.spiff.elements.compensation import go_on_undoing
from engine.spiff.elements.thrown import LAST, REACH, throw
from engine.spiff.kernel import ProcessSpec, Token
from engine.spiff.machine import Machine
from engine.spiff.model import ElementInfo


class ThrowSpec(ElementSpec):
    """An intermediate throw or an end event."""

    def __init__(self, wf_spec: ProcessSpec, info: ElementInfo) -> None:
        super().__init__(wf_spec, info)
        kinds = (REACH.index(event.kind) for event in info.events if event.kind in REACH)
        self.reach = max(kinds, default=None)

    def execute(self, machine: Machine, token: Token) -> bool:
        """Throw everything; a message with a job type is the handler's to send. Raises Fault."""
        if self.info.job is not None:
            request_job(machine, token, self, self.info.job)
            return False
        payload = dict(machine.scopes.own(token.id)) if self.info.inputs else {}
        done = True
        for event in sorted(self.info.events, key=lambda event: event.kind in LAST):
            done = throw(machine, token, event, payload) and done
            if not token.alive:
                return False
        return done

    def emptied(self, machine: Machine, token: Token) -> None:
        """Go on undoing: a handler was stopped."""
        go_on_undoing(machine, token)
