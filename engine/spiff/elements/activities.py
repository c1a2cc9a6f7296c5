"""Tasks: for people, for handlers, with scripts and decisions, and calls of other processes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from engine import events
from engine.errors import EngineError
from engine.spiff.elements.base import ElementSpec
from engine.spiff.elements.catching import arm, text_of, watch_for
from engine.spiff.elements.compensation import (
    STOPPED,
    handler_done,
    handler_stopped,
    remember,
    remember_inside,
)
from engine.spiff.elements.gateways import collect, gather
from engine.spiff.elements.loops import begin_loop, conclude_inner, inner_left
from engine.spiff.elements.run_events import is_throw, reach_of, throw_for_run
from engine.spiff.elements.signing import SIGNING, SIGNS, all_signed
from engine.spiff.expressions import Value
from engine.spiff.faults import Fault, found
from engine.spiff.kernel import Token
from engine.spiff.machine import Machine, check_key, check_storable
from engine.spiff.model import JobInfo
from engine.spiff.positions import position_of, scope_step
from engine.spiff.timers import as_time

DEFAULT_RETRIES = 3
DEFAULT_PRIORITY = 50
MAX_NUMBER = 2**31 - 1  # what a column of whole numbers holds


class ActivitySpec(ElementSpec):
    """An element that can have boundary events and be repeated.

    By itself (task, manual task) it does nothing.
    """

    def enter(self, machine: Machine, token: Token) -> bool | None:
        """Begin the loop, or one run, when enough tokens have come. Raises Fault."""
        if is_throw(token):
            throw_for_run(machine, token)
            return None
        if GATHERED not in token.internal_data:
            machine.emit(events.ElementEntered(self.name, token.id))
            if self.info.start_quantity > 1 and not self._has_enough(machine, token):
                return None
        if self.info.loop is not None and not is_inner(token):
            open_boundaries(machine, token, self)
            done = begin_loop(machine, token, self.info.loop)
        else:
            self.map_inputs(machine, token)
            if not is_inner(token):
                open_boundaries(machine, token, self)
            done = self.execute(machine, token)
        if done:
            self.conclude(machine, token, None)
        return True if done else None

    def cancelled(self, machine: Machine, token: Token) -> None:
        """Tell that a token was stopped; one that was only to throw something never was at the element."""
        if is_throw(token):
            self.withdraw(machine, token)
            return
        super().cancelled(machine, token)
        if "undoes_for" in token.internal_data:
            handler_stopped(machine, token)

    def reach_of(self, token: Token) -> int | None:
        """Return what a token does to others: one that throws for a run as much as its event does."""
        return reach_of(token) if is_throw(token) else self.reach

    def _has_enough(self, machine: Machine, token: Token) -> bool:
        """Count a token of several with which the activity starts. True: it starts with this one."""
        if is_inner(token) or "undoes_for" in token.internal_data:
            return True
        join = collect(machine, token)
        got: dict[str, int] = join.internal_data["got"]
        if sum(got.values()) < self.info.start_quantity:
            return False
        gather(machine, join, [flow for flow, count in got.items() for _ in range(count)])
        join.internal_data[GATHERED] = True
        machine.emit(events.ElementEntered(self.name, join.id))
        if join is not token:
            join.make_ready()
            machine.enqueue(join)
        return join is token

    def notice_starving(self, machine: Machine, token: Token) -> None:
        """Say so once if not enough tokens can come to start the activity."""
        if "got" in token.internal_data:
            self.starve(machine, token, self.info.incoming)

    def conclude(self, machine: Machine, token: Token, variables: Mapping[str, Any] | None) -> None:
        """Take results over, of one run or of the whole loop. Raises Fault."""
        if "loop" in token.internal_data:
            loop = self.info.loop
            assert loop is not None
            if loop.output_collection:
                own = machine.scopes.own(token.id)
                machine.assign(token.scope, {loop.output_collection: own.get(loop.output_collection, [])})
            self.choose_ways(machine, token)
        elif is_inner(token):
            self.take_results(machine, token, variables or token.results or {})
            conclude_inner(machine, token, self.info)
        else:
            super().conclude(machine, token, variables)

    def emptied(self, machine: Machine, token: Token) -> None:
        """Finish the loop or the subprocess: nothing moves inside any more."""
        if STOPPED not in token.internal_data:
            machine.conclude(token)

    def leave(self, machine: Machine, token: Token) -> None:
        """Go on by the flows, or tell the loop."""
        machine.cancel_inside(token, keep=lambda child: child.role == "record")
        if "loop" not in token.internal_data:
            remember_inside(machine, token, self)
        if is_inner(token):
            inner_left(machine, token)
        elif "undoes_for" in token.internal_data:
            handler_done(machine, token)
        else:
            remember(machine, token, self)
            super().leave(machine, token)


GATHERED = "gathered"
"""Marks a token that others have joined to start an activity."""


def is_inner(token: Token) -> bool:
    """Tell whether a token is one run inside a multi-instance."""
    return "i" in token.internal_data


def open_boundaries(machine: Machine, token: Token, spec: ElementSpec) -> None:
    """Begin to wait for the events attached to an activity, as far as it is not done yet. Raises Fault."""
    for boundary in spec.boundaries:
        watch_for(machine, token, boundary)


class UserTaskSpec(ActivitySpec):
    """Work for a person."""

    def execute(self, machine: Machine, token: Token) -> bool:
        """Open the task with all that its bindings give, unless it is answered already. Raises Fault."""
        opened = self.opened(machine, token)
        answer = machine.env.answer(opened)
        if answer is not None:
            machine.emit(events.TaskAnswered(opened, answer.by, answer.reason, answer.variables))
            token.results = answer.variables
            return True
        machine.emit(opened)
        token.internal_data["open"] = "task"
        return False

    def emptied(self, machine: Machine, token: Token) -> None:
        """Finish the loop, or go on after the last signature."""
        if token.internal_data.get("open") == SIGNING:
            all_signed(machine, token)
        elif "loop" in token.internal_data:
            super().emptied(machine, token)

    def opened(self, machine: Machine, token: Token, *, assignee: str | None = None) -> events.TaskOpened:
        """Evaluate the bindings; `assignee` gets it, whatever they say. Raises Fault."""
        opened = self._bound(machine, token)
        signer = token.internal_data.get(SIGNS)
        if signer is None:
            return opened if assignee is None else replace(opened, assignee=assignee)
        return replace(
            opened, assignee=signer, candidate_groups=(), candidate_users=(), signs_for=token.scope.id
        )

    def _bound(self, machine: Machine, token: Token) -> events.TaskOpened:
        evaluated: dict[str, dict[str, Any]] = {}
        info, bound = self.info, self.info.assignment
        view = machine.view(token)

        def found(what: str, value: Value | None) -> Any:
            if value is None:
                return None
            result = value.evaluate(view, machine.env)
            if value.expression is not None or what == "assignee":  # what the diagram says, it shows itself
                evaluated[what] = value.explain(view, result)
            return result

        def moment(what: str, value: Value | None) -> datetime | None:
            result = found(what, value)
            return None if value is None or result is None else as_time(result, value, what)

        index = token.internal_data.get("i")
        return events.TaskOpened(
            token_id=token.id,
            element_id=info.id,
            name=info.name,
            assignee=_text("assignee", bound.assignee, found("assignee", bound.assignee)),
            candidate_groups=_texts(
                "candidateGroups", bound.candidate_groups, found("candidate_groups", bound.candidate_groups)
            ),
            candidate_users=_texts(
                "candidateUsers", bound.candidate_users, found("candidate_users", bound.candidate_users)
            ),
            due_at=moment("due_at", bound.due),
            follow_up_at=moment("follow_up_at", bound.follow_up),
            priority=_number("priority", bound.priority, found("priority", bound.priority), DEFAULT_PRIORITY),
            form_id=_text("formId", info.form_id, found("form_id", info.form_id)),
            loop_index=None if index is None else index + 1,
            scope=token.id,
            evaluated=evaluated,
            position=position_of(machine, token),
        )


def foreseen(machine: Machine, spec: ElementSpec) -> tuple[str | None, tuple[str, ...]]:
    """Return who would get a task if it opened now; what cannot be told yet is left out."""
    bound, view = spec.info.assignment, machine.view(machine.root)

    def known(value: Value | None) -> Any:
        try:
            return None if value is None else value.evaluate(view, machine.env)
        except Fault:
            return None

    assignee, groups = known(bound.assignee), known(bound.candidate_groups)
    try:
        texts = _texts("candidateGroups", bound.candidate_groups, groups)
    except Fault:
        texts = ()
    return assignee if isinstance(assignee, str) else None, texts


class JobTaskSpec(ActivitySpec):
    """Work for a handler: service and send tasks, and any other task that names a job type."""

    def execute(self, machine: Machine, token: Token) -> bool:
        """Request the job. Raises Fault."""
        assert self.info.job is not None
        request_job(machine, token, self, self.info.job)
        return False


class SendTaskSpec(JobTaskSpec):
    """Sends a message: by a handler if it names a job type, else to whoever waits for it."""

    def execute(self, machine: Machine, token: Token) -> bool:
        """Request the job, or throw the message. Raises Fault."""
        if self.info.job is not None:
            return super().execute(machine, token)
        view, event = machine.view(token), self.info.events[0]
        name, key = text_of(event.name, "message", view, machine), text_of(event.key, "key", view, machine)
        payload = dict(machine.scopes.own(token.id)) if self.info.inputs else {}
        machine.emit(events.MessageThrown(name, key, payload, self.name))
        return True


RECEIVED = "received"
"""Marks the token of a receive task whose message has begun the case: it need not be waited for."""


class ReceiveTaskSpec(ActivitySpec):
    """Waits for a message, unless that has come already."""

    def execute(self, machine: Machine, token: Token) -> bool:
        """Begin to wait. Raises Fault."""
        if token.internal_data.pop(RECEIVED, False):
            return True
        arm(machine, token, self.info.events[0])
        return False


def request_job(machine: Machine, token: Token, spec: ElementSpec, job: JobInfo) -> None:
    """Ask for a handler's work. Raises Fault."""
    machine.emit(job_request(machine, token, spec, job))
    token.internal_data["open"] = "job"


def job_request(machine: Machine, token: Token, spec: ElementSpec, job: JobInfo) -> events.JobRequested:
    """Return what a handler is asked for. Raises Fault."""
    job_type = _text("type", job.type, machine.evaluate(job.type, token))
    retries = None if job.retries is None else machine.evaluate(job.retries, token)
    return events.JobRequested(
        token_id=token.id,
        element_id=spec.name,
        job_type=job_type or "",
        retries=_number("retries", job.retries, retries, DEFAULT_RETRIES),
        headers=job.headers,
        variables=spec.payload(machine, token),
    )


class ScriptTaskSpec(ActivitySpec):
    """Computes one variable with FEEL."""

    def execute(self, machine: Machine, token: Token) -> bool:
        """Evaluate and set the result. Raises Fault."""
        assert self.info.script is not None
        script = self.info.script
        set_result(machine, token, script.result_variable, machine.evaluate_to_keep(script.expression, token))
        return True


class DecisionTaskSpec(ActivitySpec):
    """Asks a decision."""

    def execute(self, machine: Machine, token: Token) -> bool:
        """Evaluate the decision and set its result. Raises Fault."""
        assert self.info.decision is not None
        call = self.info.decision
        decision = _text("decisionId", call.decision_id, machine.evaluate(call.decision_id, token)) or ""
        try:
            answer = machine.env.decide(decision, machine.view(token))
        except Fault:
            raise
        except EngineError as error:
            raise Fault("decision_failed", decision=decision, reason=str(error)) from error
        machine.emit(events.DecisionEvaluated(token.id, self.name, decision, answer.value, answer.trace))
        set_result(machine, token, call.result_variable, check_storable(decision, answer.value))
        return True


def set_result(machine: Machine, token: Token, name: str, value: Any) -> None:
    """Set the result of a script or decision.

    Local if output mappings follow, else where the name is held.
    """
    if token.task_spec.info.outputs:
        machine.scopes.set(token.id, name, value)
    else:
        machine.assign(token, {name: value})


class CallActivitySpec(ActivitySpec):
    """Runs another process as an instance of its own."""

    def execute(self, machine: Machine, token: Token) -> bool:
        """Request the call. Raises Fault."""
        assert self.info.called_process is not None
        call = self.info.called_process
        process_id = _text("processId", call.process_id, machine.evaluate(call.process_id, token)) or ""
        own = machine.scopes.own(token.id)
        machine.emit(
            events.CallRequested(
                token.id,
                self.name,
                process_id,
                call.binding,
                dict(machine.view(token)) if call.propagate_parent else dict(own),
                call.version_tag,
                "/".join(part for part in (position_of(machine, token), scope_step(token)) if part),
            )
        )
        token.internal_data["open"] = "call"
        return False

    def take_results(self, machine: Machine, token: Token, variables: Mapping[str, Any]) -> None:
        """Take over what the called process left, unless the diagram says not to. Raises Fault."""
        call = self.info.called_process
        assert call is not None
        taken = variables if call.propagate_children or self.info.outputs else {}
        super().take_results(machine, token, taken)


def _text(what: str, value: Value | None, result: Any) -> str | None:
    if value is None or result is None:
        return None
    if isinstance(result, Decimal):
        result = format(result, "f")
    if not isinstance(result, str):
        raise Fault("not_text", what=what, expression=value.source, value=found(result))
    return check_key(value.source, result)


def _texts(what: str, value: Value | None, result: Any) -> tuple[str, ...]:
    if value is None or result is None:
        return ()
    if isinstance(result, str):
        parts = [result] if value.expression is not None else result.split(",")
        return tuple(check_key(value.source, part.strip()) for part in parts if part.strip())
    if not isinstance(result, list) or not all(isinstance(item, str) for item in result):
        raise Fault("not_text_list", what=what, expression=value.source, value=found(result))
    return tuple(check_key(value.source, item) for item in dict.fromkeys(result))


def _number(what: str, value: Value | None, result: Any, default: int) -> int:
    if value is None or result is None:
        return default
    try:
        number = Decimal(result)
        if number == int(number) and abs(number) <= MAX_NUMBER:
            return int(number)
    except (ArithmeticError, TypeError, ValueError):
        pass
    raise Fault("not_a_number", what=what, expression=value.source, value=found(result))
