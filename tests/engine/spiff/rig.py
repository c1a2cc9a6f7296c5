"""Drives one case as the runtime does, with a save and a load through JSON after every command."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from engine import events, feel
from engine.spiff import Environment, Execution, Program

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
HERE = Path(__file__).parent


def program(*names: str) -> Program:
    return Program.compile({f"{name}.bpmn": (HERE / f"{name}.bpmn").read_bytes() for name in names})


@dataclass(frozen=True)
class Answer:
    value: Any
    trace: Any = None


class Rig:
    def __init__(
        self,
        compiled: Program | str,
        variables: Mapping[str, Any] | None = None,
        *,
        process_id: str | None = None,
        start: str | None = None,
        reload: bool = True,
        called: bool = False,
        decide: Any = None,
        functions: feel.Functions | None = None,
    ) -> None:
        self.program = program(compiled) if isinstance(compiled, str) else compiled
        self.reload = reload
        self.now = NOW
        self.decide = decide
        self.functions = functions
        self.rows: dict[str, str] = {}
        self.stored: dict[str, dict[str, str]] = {}
        self.log: list[events.Event] = []
        self.open: dict[str, dict[str, Any]] = {
            kind: {} for kind in ("task", "job", "timer", "message", "signal", "call", "incident")
        }
        self.thrown: list[events.Event] = []
        self.state = "active"
        process_id = process_id or next(iter(self.program.processes))
        self.execution = Execution.start(
            self.program, process_id, variables or {}, self.env(), start, called=called
        )
        self.take()

    def env(self) -> Environment:
        if self.decide is None:
            return Environment(self.now, self.functions)
        return Environment(self.now, self.functions, self.decide)

    # -- saving ----

    def take(self) -> None:
        outcome = self.execution.take()
        self.last = outcome
        for row_id in outcome.deletes:
            del self.rows[row_id]
            self.stored.pop(row_id, None)
        for row_id, row in outcome.upserts.items():
            self.rows[row_id] = json.dumps(row)
        for scope, values in outcome.variables.items():
            assert scope in self.rows, (scope, values)
            own = self.stored.setdefault(scope, {})
            own.update({name: json.dumps(feel.to_json(value)) for name, value in values.items()})
        self.state = outcome.state
        self.log.extend(outcome.events)
        for event in outcome.events:
            self._note(event)
        if self.reload:
            self.load()

    def load(self) -> None:
        self.execution = Execution.load(
            self.program,
            {row_id: json.loads(row) for row_id, row in self.rows.items()},
            {
                scope: {name: feel.from_json(json.loads(value)) for name, value in own.items()}
                for scope, own in self.stored.items()
            },
            self.env(),
        )

    def _note(self, event: events.Event) -> None:
        match event:
            case events.TaskOpened():
                self.open["task"][event.token_id] = event
            case events.TaskClosed():
                del self.open["task"][event.token_id]
            case events.JobRequested():
                self.open["job"][event.token_id] = event
            case events.JobWithdrawn():
                del self.open["job"][event.token_id]
            case events.TimerSet():
                self.open["timer"][event.token_id] = event
            case events.TimerWithdrawn():
                del self.open["timer"][event.token_id]
            case events.MessageAwaited():
                self.open["message"][event.token_id] = event
            case events.SignalAwaited():
                self.open["signal"][event.token_id] = event
            case events.SubscriptionWithdrawn():
                waiting = self.open["message"].pop(event.token_id, None)
                assert waiting or self.open["signal"].pop(event.token_id)
            case events.CallRequested():
                self.open["call"][event.token_id] = event
            case events.CallWithdrawn():
                del self.open["call"][event.token_id]
            case events.IncidentRaised():
                self.open["incident"][event.token_id] = event
            case events.IncidentResolved():
                del self.open["incident"][event.token_id]
            case events.MessageThrown() | events.SignalThrown() | events.ErrorEscaped():
                self.thrown.append(event)
            case events.EscalationEscaped():
                self.thrown.append(event)

    # -- acting ----

    def token(self, kind: str, element_id: str, index: int = 0) -> str:
        keys = [key for key, event in self.open[kind].items() if event.element_id == element_id]
        assert len(keys) > index, f"{element_id} is not an open {kind}: {self.waiting()}"
        return keys[index]

    def complete(
        self, element_id: str, variables: Mapping[str, Any] | None = None, *, index: int = 0
    ) -> None:
        token = self.token("task", element_id, index)
        self.execution.complete(token, variables or {})
        self.take()

    def work(self, element_id: str, variables: Mapping[str, Any] | None = None, *, index: int = 0) -> None:
        token = self.token("job", element_id, index)
        del self.open["job"][token]
        self.execution.complete(token, variables or {})
        self.take()

    def fail(self, element_id: str, code: str, variables: Mapping[str, Any] | None = None) -> bool:
        caught = self.execution.throw_error(self.token("job", element_id), code, variables or {}, message="m")
        self.take()
        return caught

    def returned(self, element_id: str, variables: Mapping[str, Any] | None = None) -> None:
        token = self.token("call", element_id)
        del self.open["call"][token]
        self.execution.complete(token, variables or {})
        self.take()

    def fire(self, element_id: str) -> None:
        token = self.token("timer", element_id)
        self.now = self.open["timer"].pop(token).due_at
        self.execution.at(self.env())
        self.execution.fire(token)
        self.take()

    def message(self, name: str, key: str = "", variables: Mapping[str, Any] | None = None) -> None:
        for token, event in self.open["message"].items():
            if (event.name, event.correlation_key) == (name, key):
                self.execution.deliver(token, variables or {})
                self.take()
                return
        raise AssertionError(f"nobody waits for {name} {key}: {self.waiting()}")

    def signal(self, name: str, variables: Mapping[str, Any] | None = None) -> None:
        tokens = [token for token, event in self.open["signal"].items() if event.name == name]
        assert tokens, f"nobody waits for {name}"
        for token in tokens:
            if token in self.open["signal"]:
                self.execution.deliver(token, variables or {})
                self.take()

    def set(self, **variables: Any) -> None:
        self.execution.set_variables(variables)
        self.take()

    def retry(self, element_id: str) -> None:
        self.execution.retry(self.token("incident", element_id))
        self.take()

    # -- looking ----

    @property
    def variables(self) -> dict[str, Any]:
        own = self.stored.get("0", {})
        return {name: feel.to_python(feel.from_json(json.loads(value))) for name, value in own.items()}

    def waiting(self) -> list[str]:
        """Everything awaited from outside, as `kind:element`, sorted."""
        return sorted(
            f"{kind}:{event.element_id}" for kind, waiting in self.open.items() for event in waiting.values()
        )

    def entered(self) -> list[str]:
        """Elements in the order in which they were entered, without the process itself."""
        return [e.element_id for e in self.log if isinstance(e, events.ElementEntered)][1:]

    def left(self) -> list[str]:
        return [e.element_id for e in self.log if isinstance(e, events.ElementLeft)]

    def flows(self) -> list[str]:
        return [e.flow_id for e in self.log if isinstance(e, events.FlowTaken)]

    def ended(self) -> bool:
        """Whether the case is over, with nothing left behind."""
        if self.state == "active":
            return False
        assert list(self.rows) == ["0"], self.rows
        assert not self.waiting(), self.waiting()
        assert sum(isinstance(e, events.InstanceEnded) for e in self.log) == 1
        return True
