"""One case in memory: load it, do one thing, take what has changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine import events, feel
from engine.errors import InvalidArgument, InvalidState, NotFound
from engine.spiff.elements import signing
from engine.spiff.elements.activities import foreseen
from engine.spiff.elements.base import ElementSpec
from engine.spiff.elements.loops import hold_in_run
from engine.spiff.elements.thrown import throw_error, throw_escalation
from engine.spiff.expressions import Environment
from engine.spiff.faults import Fault
from engine.spiff.kernel import ERROR, Token
from engine.spiff.machine import Machine, descend
from engine.spiff.migration import MigrationProblem, migrate, problems
from engine.spiff.moving import move
from engine.spiff.positions import steps_of
from engine.spiff.program import Program
from engine.spiff.returning import Came, check_untouched, go_back, take_back
from engine.spiff.variables import ROOT, Scopes

Values = Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class StepOutcome:
    """What a step did and what a save must write.

    `upserts` and `deletes` are state rows by id; a deleted id that is a scope takes its variables with it.
    `variables` are the changed ones by scope ("0" is the process). `state` is "active" or how it ended.
    """

    events: list[events.Event]
    upserts: dict[str, dict[str, Any]]
    deletes: set[str]
    variables: dict[str, dict[str, Any]]
    state: str


class Execution:
    """A case; not for several threads at once. Every command runs until all tokens wait."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine

    @classmethod
    def start(
        cls,
        program: Program,
        process_id: str,
        variables: Mapping[str, Any],
        env: Environment,
        start_element_id: str | None = None,
        *,
        called: bool = False,
        position: str = "",
    ) -> Execution:
        """Start a process, at its start event without trigger or at the one named. Raises NotFound.

        `called`: by a call activity of another instance, which then hears of errors that nobody here catches;
        `position` is the one of the call.
        """
        if start_element_id is None or process_id not in program.specs:
            program.check_begins(process_id)
        machine = Machine(program.specs[process_id], env, Scopes({}))
        machine.called = called
        machine.prefix = steps_of(position)
        start = None
        if start_element_id is not None:
            start = program.specs[process_id].task_specs.get(start_element_id)
            if start is None or not start.info.begins_process or start.info.parent_id != process_id:
                raise NotFound(f"Expected {start_element_id} to be a start event of {process_id}")
        execution = cls(machine)
        execution._begin(start, variables)
        machine.run()
        return execution

    def _begin(self, start: ElementSpec | None, variables: Mapping[str, Any]) -> None:
        machine = self._machine
        root = machine.spawn(machine.process_id, None, data={"from": start.name} if start else None)
        machine.tree.task_tree = root
        mapped = start is not None and bool(start.info.outputs)
        if not mapped:
            self._set(ROOT, variables)
        root.run()
        if mapped:  # what the event brings is the start event's own, until its output mappings have run
            self._set(root.children[-1].id if root.children else ROOT, variables)

    def _set(self, scope: str, variables: Mapping[str, Any]) -> None:
        for name, value in variables.items():
            self._machine.scopes.set(scope, name, feel.from_python(value))

    @classmethod
    def load(
        cls,
        program: Program,
        state_rows: Mapping[str, Mapping[str, Any]],
        variables: Mapping[str, Mapping[str, Any]],
        env: Environment,
    ) -> Execution:
        """Bring back a case from the rows and variables that earlier outcomes gave."""
        root_row = state_rows[ROOT]
        machine = Machine(program.specs[root_row["e"]], env, Scopes(variables), counter=root_row["n"])
        machine.called = root_row.get("called", False)
        machine.prefix = list(root_row.get("at", ()))
        machine.ended = root_row.get("ended")
        for row_id in sorted((key for key in state_rows if key.isdigit()), key=int):
            machine.restore(row_id, state_rows[row_id])
        for row_id, row in state_rows.items():
            if not row_id.isdigit():
                machine.attachments[row_id] = dict(row)
                machine.saved_rows.add(row_id)
        machine.tree.task_tree = machine.root
        machine.saved_attachments = set(machine.attachments)
        machine.dirty.clear()
        return cls(machine)

    def at(self, env: Environment) -> None:
        """Let what follows see this environment: its time, functions and decisions."""
        self._machine.env = env

    # -- commands ----

    def complete(
        self, token_id: str, variables: Values = None, *, signatures: bool = True, local: Iterable[str] = ()
    ) -> None:
        """Finish a user task, a job or a call with its results. Raises NotFound; InvalidState.

        A task with signatures is held until they are given, unless `signatures` is False; see `hold_in_run`.
        """
        token = self._open(token_id, "task", "job", "call")
        hold_in_run(self._machine, token, local)
        if signing.SIGNS in token.internal_data:
            signing.sign(self._machine, token)
        elif not (signatures and signing.held(self._machine, token, variables or {})):
            token.task_spec.close(self._machine, token)
            self._machine.conclude(token, variables or {})
        self._machine.run()

    def add_signers(self, token_id: str, who: str, users: Iterable[str], *, before: bool) -> None:
        """Ask people to sign before `who` decides on a user task, or after. Raises NotFound; InvalidState."""
        signing.add_signers(self._machine, self._open(token_id, "task"), who, users, before=before)
        self._machine.run()

    def refuse_signature(self, token_id: str) -> None:
        """Refuse a signature: the task goes back to its person. Raises NotFound; InvalidState."""
        token = self._open(token_id, "task")
        if signing.SIGNS not in token.internal_data:
            raise InvalidState(f"Expected token {token_id} to be a signature, but it is a task")
        signing.refuse(self._machine, token)
        self._machine.run()

    def drop_signer(self, token_id: str, user: str) -> None:
        """Ask somebody for no signature any more. Raises NotFound; InvalidState: nobody asked them."""
        signing.drop_signer(self._machine, self._token(token_id), user)
        self._machine.run()

    def ask_again(self, token_id: str, user: str) -> None:
        """Open a given signature again, while others are awaited. Raises NotFound; InvalidState."""
        signing.ask_again(self._machine, self._token(token_id), user)
        self._machine.run()

    def signers(self, token_id: str) -> signing.Signers:
        """Return the signatures of a task. Raises NotFound."""
        return signing.signers_of(self._token(token_id))

    def close_task(self, token_id: str, variables: Mapping[str, Any] | None = None) -> None:
        """Take a task's results over and close it without going on: the case goes back, and stops it.

        Raises NotFound; InvalidState; InvalidArgument: a result cannot be taken over.
        """
        machine, token = self._machine, self._open(token_id, "task")
        try:
            token.task_spec.take_results(machine, token, variables or {})
        except Fault as fault:
            raise InvalidArgument(str(fault)) from fault
        token.task_spec.close(machine, token)
        machine.touch(token)

    def go_back(self, token_id: str, target_element_id: str, steps: Sequence[str]) -> None:
        """Go on at an element where a token has been before, and stop all that has come from there.

        Raises NotFound; InvalidState; InvalidArgument.
        """
        go_back(self._machine, self._token(token_id), target_element_id, steps)
        self._machine.run()

    def check_untouched(self, token_id: str, came: Came, steps: Sequence[str]) -> None:
        """Raise InvalidState unless `take_back` can undo the completion of a token's task."""
        token = self._machine.tree.tasks.get(token_id)
        if token is None:
            check_untouched(self._machine, came, steps)
        elif not signing.untouched(token):
            message = "Expected a decision whose signatures are all open, but somebody has signed."
            raise InvalidState(message, reason="touched", element=token.task_spec.name)

    def take_back(self, token_id: str, came: Came, element_id: str, steps: Sequence[str]) -> None:
        """Undo what the completion of a token's task led to; the task opens again.

        Raises InvalidState: somebody has gone on from there.
        """
        self.check_untouched(token_id, came, steps)
        token = self._machine.tree.tasks.get(token_id)
        if token is None:
            take_back(self._machine, token_id, came, element_id, steps)
        else:
            signing.take_decision_back(self._machine, token)
        self._machine.run()

    def fire(self, token_id: str) -> None:
        """Let the token go on whose timer is due. Raises NotFound; InvalidState."""
        token = self._open(token_id, "timer")
        token.task_spec.triggered(self._machine, token, {})
        self._machine.run()

    def deliver(self, token_id: str, variables: Mapping[str, Any] | None = None) -> None:
        """Let the token go on whose message or signal has come. Raises NotFound; InvalidState."""
        token = self._open(token_id, "message", "signal")
        token.task_spec.triggered(self._machine, token, variables or {})
        self._machine.run()

    def throw_error(
        self,
        token_id: str,
        code: str,
        variables: Mapping[str, Any] | None = None,
        *,
        message: str = "",
        incident: bool = True,
    ) -> bool:
        """Throw a BPMN error at a token; True: somebody catches it. Raises NotFound.

        Uncaught it becomes an incident of the token, unless `incident` is False (a called instance has one
        already).
        """
        machine, token = self._machine, self._token(token_id)
        caught = True

        def thrown() -> None:
            nonlocal caught
            caught = throw_error(machine, token, code, message, variables or {}, incident=incident)

        caught = machine.guard(token, thrown) and caught
        machine.run()
        return caught

    def throw_escalation(self, token_id: str, code: str, variables: Mapping[str, Any] | None = None) -> bool:
        """Throw an escalation at a token; True: somebody catches it. Raises NotFound."""
        caught = throw_escalation(self._machine, self._token(token_id), code, variables or {})
        self._machine.run()
        return caught

    def retry(self, token_id: str) -> None:
        """Try again what led to the token's incident. Raises NotFound; InvalidState: it has none."""
        token = self._token(token_id)
        if token.state != ERROR:
            self._retry_starved(token)
            return
        if token.internal_data.get("stage") == "conclude":
            self._machine.emit(events.IncidentResolved(token_id, token.task_spec.name))
        else:
            self._machine.cancel_inside(token)
            token.task_spec.withdraw(self._machine, token)
            token.internal_data.pop("open", None)
        token.make_ready()
        self._machine.touch(token)
        self._machine.enqueue(token)
        self._machine.run()

    def _retry_starved(self, token: Token) -> None:
        """Ask once more what a token waits for in vain; where that is no use, the incident comes back."""
        if "starved" not in token.internal_data or not token.task_spec.ask_again(self._machine, token):
            raise InvalidState(f"Expected token {token.id} to have an incident to retry, but it has none")
        self._machine.run()

    def set_variables(self, variables: Mapping[str, Any], *, scope: str = ROOT, local: bool = False) -> None:
        """Set variables where each is held, looking outwards from `scope`; `local`: exactly there."""
        token = self._token(scope)
        if local:
            self._set(scope, variables)
        else:
            self._machine.assign(token, variables)
        self._machine.run()

    def move(self, token_id: str, target_element_id: str) -> None:
        """Stop a token and go on at another element. Raises NotFound; InvalidArgument."""
        move(self._machine, self._token(token_id), target_element_id)
        self._machine.run()

    def migration_problems(
        self, program: Program, mapping: Mapping[str, str] | None = None
    ) -> list[MigrationProblem]:
        """Return what speaks against `migrate`; ids that `mapping` leaves out stay the same."""
        return problems(self._machine, program, mapping or {})

    def migrate(self, program: Program, mapping: Mapping[str, str] | None = None) -> None:
        """Take the case to another version of its process. Raises InvalidArgument: problems are left."""
        self._machine = migrate(self._machine, program, mapping or {})
        self._machine.run()

    def terminate(self) -> None:
        """Cancel the instance with everything that is open."""
        if self._machine.ended is None:
            self._machine.end("cancelled")

    def fail_call(self, token_id: str, reason: str) -> None:
        """Say that the process that a token calls cannot be started. Raises NotFound; InvalidState."""
        token = self._open(token_id, "call")
        del token.internal_data["open"]
        self._machine.fault(token, Fault("call_failed", element=token.task_spec.name, reason=reason))
        token.error()
        self._machine.run()

    # -- looking ----

    @property
    def size(self) -> int:
        """How many tokens it has, those that only wait or remember included."""
        return len(self._machine.tree.tasks)

    @property
    def state(self) -> str:
        """Return "active", or how the instance ended."""
        return self._machine.ended or "active"

    def variables(self, token_id: str = ROOT) -> dict[str, Any]:
        """Return everything visible at a token."""
        return dict(self._machine.view(self._token(token_id)))

    def active(self) -> dict[str, str]:
        """Return the element of each token, by token id.

        Subprocesses are included; the process is not, nor what only counts the runs of a multi-instance.
        """
        return {
            token.id: token.task_spec.name
            for token in descend(self._machine.root)
            if token.role == "flow" and token.id != ROOT and "loop" not in token.internal_data
        }

    def foreseen(self, element_id: str) -> tuple[str | None, tuple[str, ...]]:
        """Return assignee and candidate groups that an element would have now, as far as that is known."""
        spec = self._machine.tree.spec.task_specs[element_id]
        return foreseen(self._machine, spec)

    def take(self) -> StepOutcome:
        """Return what has changed since the last call, and forget it."""
        machine = self._machine
        machine.settle_variables()
        upserts = {token_id: machine.tree.tasks[token_id].to_row() for token_id in machine.dirty}
        root = machine.root.to_row() | {"n": machine.counter}
        if machine.called:
            root["called"] = True
        if machine.prefix:
            root["at"] = machine.prefix
        if machine.ended is not None:
            root["ended"] = machine.ended
        if machine.counter != machine.saved_counter or ROOT in machine.dirty:
            upserts[ROOT] = root
        for key in machine.attachments.keys() - machine.saved_attachments:
            upserts[key] = machine.attachments[key]
        taken = StepOutcome(
            events=machine.events,
            upserts=upserts,
            deletes={key for key in machine.deleted if key in machine.saved_rows},
            variables=machine.scopes.take_changed(),
            state=self.state,
        )
        machine.saved_rows = (machine.saved_rows - taken.deletes) | upserts.keys()
        machine.saved_attachments = set(machine.attachments)
        machine.saved_counter = machine.counter
        machine.events, machine.dirty, machine.deleted = [], {}, set()
        return taken

    def _token(self, token_id: str) -> Token:
        token = self._machine.tree.tasks.get(token_id)
        if token is None:
            raise NotFound(f"Expected a token {token_id}, but the instance has none", token=token_id)
        return token

    def _open(self, token_id: str, *kinds: str) -> Token:
        token = self._token(token_id)
        if token.internal_data.get("open") not in kinds or self._machine.ended is not None:
            waits_for = token.internal_data.get("open") or "nothing"
            raise InvalidState(
                f"Expected token {token_id} to wait for {' or '.join(kinds)}, but it waits for {waits_for}"
            )
        return token
