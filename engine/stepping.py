"""One step: ask the execution core, then turn what it tells into rows, history and follow-ups.

A follow-up is a step on another instance that the first one causes: starting a called process, going on with
its caller, delivering a buffered message. They run one after the other, after the causing step is applied.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from uuid_utils import uuid7

from engine import codec, events, feel
from engine.dmn import DmnError
from engine.errors import InvalidState, NotFound, Rejected
from engine.history_chain import record
from engine.instances import LockedInstance, Step
from engine.messages import said_by
from engine.packages import Package
from engine.spiff import Answer, DecisionAnswer, Environment, Execution, Fault, StepOutcome, no_answer
from engine.transaction import Slot
from engine.unit_of_work import UnitOfWork
from engine.values import JobKind, Task, TokenId

MAX_FOLLOW_UPS = 1_000
"""Steps on other instances that one command may cause: a process that calls itself would go on for ever."""

Act = Callable[[Execution], object]
TaskAnswer = Callable[[events.TaskOpened], Answer | None]
FollowUp = Callable[["UnitOfWork"], None]


@dataclass(slots=True)
class _FollowUps:
    """The follow-ups that a transaction has yet to run, and whether it is running them."""

    queue: deque[FollowUp] = field(default_factory=deque)
    running: bool = False


_FOLLOW_UPS = Slot(_FollowUps)
_NOTE: Slot[object] = Slot(lambda: None)
_HOLD: Slot[Hold | None] = Slot(lambda: None)


@dataclass(frozen=True, slots=True)
class Hold:
    """Until when what a command leads to outside of its case waits; by `cause` it is found to be undone."""

    cause: str
    until: datetime


def noting(work: UnitOfWork, note: object) -> AbstractContextManager[None]:
    """Give `note` to the listeners with every step inside the block, follow-ups included."""
    return _NOTE.carrying(work.transaction, note)


def holding(work: UnitOfWork, hold: Hold | None) -> AbstractContextManager[None]:
    """Let jobs, messages and signals of the block wait as `hold` says (None: they go at once)."""
    return _HOLD.carrying(work.transaction, hold)


def environment(work: UnitOfWork, locked: LockedInstance) -> Environment:
    """Return what the core may ask of the outside during a step of `case`."""
    answers = work.answers
    if answers is None:
        return package_environment(work, locked.package, work.now)
    return package_environment(
        work, locked.package, work.now, answer=lambda opened: answers(locked.value(), opened)
    )


def package_environment(
    work: UnitOfWork,
    package: Package,
    now: datetime,
    *,
    answer: TaskAnswer = no_answer,
    seed: str | None = None,
) -> Environment:
    """Return what the core may ask of the outside when it runs `package` at `now`; a new `seed` if None."""
    functions, draws = work.functions, feel.Draws(seed)

    def decide(decision_id: str, variables: Mapping[str, Any]) -> DecisionAnswer:
        try:
            result = package.decide(decision_id, variables, functions=functions, now=now, draws=draws)
        except NotFound:
            raise Fault("decision_unknown", decision=decision_id) from None
        except (DmnError, feel.FeelError) as error:
            raise Fault("decision_failed", decision=decision_id, reason=said_by(error)) from error
        return _Answer(result.value, result.trace_json())

    return Environment(now=now, functions=functions, decide=decide, answer=answer, draws=draws)


def step(work: UnitOfWork, locked: LockedInstance, command: str, data: Mapping[str, Any], act: Act) -> None:
    """Let `act` move the instance, write down what happened, tell the listeners, then do what follows."""
    env = environment(work, locked)
    execution = work.instances.execution(locked, env)
    try:
        act(execution)
        outcome = execution.take()
    except Rejected:
        # Tokens may have moved in memory: forget that, and go on from what is written.
        work.transaction.flush()
        locked.execution = None
        raise
    except BaseException as error:
        work.transaction.doomed = work.transaction.doomed or error
        raise
    apply(work, locked, command, with_seed(data, env), outcome)
    follow(work)


def with_seed(data: Mapping[str, Any], env: Environment) -> Mapping[str, Any]:
    """Return the data of a command, with the seed if its step drew at random: so it can be played again."""
    seed = env.draws.used_seed if env.draws is not None else None
    return data if seed is None else {**data, "seed": seed}


def apply(
    work: UnitOfWork, locked: LockedInstance, command: str, data: Mapping[str, Any], outcome: StepOutcome
) -> None:
    """Turn an outcome into rows, history and calls of the listeners; leave the follow-ups to `follow`."""
    changed = {scope: codec.encode_all(values) for scope, values in outcome.variables.items()}
    work.pending.save_variables(locked.id, changed)
    work.pending.save_state(locked.id, outcome.upserts, outcome.deletes)
    writer = _Writer(work, locked)
    for event in outcome.events:
        writer.write(event)
    work.tasks.load_tokens(locked, writer.closed)
    for token_id, reason in writer.closed.items():
        writer.tasks[TokenId(token_id)] = work.tasks.close(locked, token_id, reason)
    tell(work, locked, command, data, outcome.events, writer.tasks)


def tell(  # noqa: PLR0917  as in `Step`
    work: UnitOfWork,
    locked: LockedInstance,
    command: str,
    data: Mapping[str, Any],
    happened: Sequence[events.Event],
    tasks: Mapping[TokenId, Task],
) -> None:
    """Record a command in the history and hand it to the listeners."""
    record(work, locked, command, data, happened)
    if work.listens:
        note = _NOTE.of(work.transaction)
        work.tell(Step(locked.value(), work.actor, command, data, tuple(happened), dict(tasks), note))


def follow(work: UnitOfWork) -> None:
    """Run the follow-ups until none is left, unless a step further out is doing so already."""
    ups = _FOLLOW_UPS.of(work.transaction)
    if ups.running:
        return
    ups.running = True
    try:
        for _ in range(MAX_FOLLOW_UPS):
            if not ups.queue:
                return
            ups.queue.popleft()(work)
        raise InvalidState(
            f"Expected the case to come to rest, but {MAX_FOLLOW_UPS} called processes did not suffice."
        )
    except BaseException as error:
        work.transaction.doomed = work.transaction.doomed or error
        raise
    finally:
        ups.running = False


@dataclass(frozen=True, slots=True)
class _Answer:
    """A decision's value, and how it was found, as JSON-able data."""

    value: Any
    trace: Any


class _Writer:
    """Turns the events of one step into rows."""

    def __init__(self, work: UnitOfWork, locked: LockedInstance) -> None:
        self._work = work
        self._locked = locked
        self._pending = work.pending
        self.tasks: dict[TokenId, Task] = {}
        self.closed: dict[str, str] = {}

    def write(self, event: events.Event) -> None:
        """Write one event; what is of no consequence for rows is left to the history."""
        handler = _HANDLERS.get(type(event))
        if handler is not None:
            handler(self, event)

    def task_opened(self, event: events.TaskOpened) -> None:
        self.tasks[TokenId(event.token_id)] = self._work.tasks.open(self._locked, event)

    def task_answered(self, event: events.TaskAnswered) -> None:
        token_id = TokenId(event.opened.token_id)
        self.tasks[token_id] = self._work.tasks.answered(self._locked, event)

    def task_rebound(self, event: events.TaskRebound) -> None:
        task = self._work.tasks.rebind(self._locked, event.opened)
        self.tasks[TokenId(event.opened.token_id)] = task

    def task_closed(self, event: events.TaskClosed) -> None:
        self.closed[event.token_id] = event.reason

    def job_requested(self, event: events.JobRequested) -> None:
        self._add_job("service", event.job_type, event, retries=event.retries, headers=event.headers)

    def _add_job(
        self,
        kind: str,
        job_type: str,
        event: events.JobRequested | events.TimerSet,
        *,
        retries: int,
        headers: Mapping[str, Any],
        due_at: datetime | None = None,
    ) -> None:
        row, hold = self._locked.row, _HOLD.of(self._work.transaction)
        self._pending.add_job(
            {
                "id": str(uuid7()),
                "kind": kind,
                "job_type": job_type,
                "instance_id": row["id"],
                "root_id": row["root_id"],
                "definition_id": row["definition_id"],
                "element_id": event.element_id,
                "token_id": event.token_id,
                "business_key": row["business_key"],
                "variables": codec.encode_all(getattr(event, "variables", {})),
                "headers": dict(headers),
                "state": "suspended" if row["suspended"] else "ready",
                "retries_left": max(retries, 1),
                "attempts": 0,
                "due_at": due_at or (hold.until if hold else self._work.now),
                "created_by": self._work.actor,
                "created_at": self._work.now,
            }
        )

    def timer_set(self, event: events.TimerSet) -> None:
        self._pending.withdraw_job(self._locked.id, event.token_id)
        self._add_job("timer", "timer", event, retries=3, headers={}, due_at=event.due_at)

    def job_withdrawn(self, event: events.JobWithdrawn) -> None:
        self._pending.withdraw_job(self._locked.id, event.token_id)
        self._resolve(event.token_id, "withdrawn")

    def timer_withdrawn(self, event: events.TimerWithdrawn) -> None:
        self._pending.withdraw_job(self._locked.id, event.token_id)

    def message_awaited(self, event: events.MessageAwaited) -> None:
        self._subscribe("message", event, event.correlation_key)
        self._later(lambda work: work.messages.deliver_buffered(self._locked, event))

    def signal_awaited(self, event: events.SignalAwaited) -> None:
        self._subscribe("signal", event, None)

    def _subscribe(
        self, kind: str, event: events.MessageAwaited | events.SignalAwaited, key: str | None
    ) -> None:
        row = self._locked.row
        self._pending.add_subscription(
            {
                "id": str(uuid7()),
                "kind": kind,
                "name": event.name,
                "correlation_key": key,
                "instance_id": row["id"],
                "definition_id": row["definition_id"],
                "process_id": row["process_id"],
                "element_id": event.element_id,
                "token_id": event.token_id,
                "created_at": self._work.now,
            }
        )

    def subscription_withdrawn(self, event: events.SubscriptionWithdrawn) -> None:
        self._pending.drop_subscription(self._locked.id, event.token_id)

    def message_thrown(self, event: events.MessageThrown) -> None:
        self._throw_later("message", event, event.correlation_key)

    def signal_thrown(self, event: events.SignalThrown) -> None:
        self._throw_later("signal", event, None)

    def _throw_later(
        self, kind: JobKind, event: events.MessageThrown | events.SignalThrown, key: str | None
    ) -> None:
        # A job of its own and not a step here: a transaction that holds one case must not wait for another.
        hold = _HOLD.of(self._work.transaction)
        due_at, cause = (hold.until, hold.cause) if hold else (None, None)
        headers = {"correlation_key": key, "thrower": self._locked.id, "held_for": cause}
        self._work.jobs.add(kind, event.name, event.variables, headers=headers, retries=5, due_at=due_at)

    def call_requested(self, event: events.CallRequested) -> None:
        self._later(lambda work: work.runtime.start_called(self._locked, event))

    def call_withdrawn(self, event: events.CallWithdrawn) -> None:
        self._later(lambda work: work.runtime.cancel_called(self._locked, event.token_id))

    def error_escaped(self, event: events.ErrorEscaped) -> None:
        self._go_on_with_caller(
            "throw_error",
            {"code": event.code, "message": event.message, "variables": event.variables},
            lambda execution, token: execution.throw_error(
                token, event.code, event.variables, message=event.message, incident=False
            ),
        )

    def escalation_escaped(self, event: events.EscalationEscaped) -> None:
        self._go_on_with_caller(
            "throw_escalation",
            {"code": event.code, "variables": event.variables},
            lambda execution, token: execution.throw_escalation(token, event.code, event.variables),
        )

    def incident_raised(self, event: events.IncidentRaised) -> None:
        row = {
            "id": str(uuid7()),
            "instance_id": self._locked.id,
            "root_id": self._locked.row["root_id"],
            "created_at": self._work.now,
        }
        told = ("token_id", "element_id", "code", "message", "message_zh")
        self._pending.add_incident(row | {name: getattr(event, name) for name in told})

    def incident_resolved(self, event: events.IncidentResolved) -> None:
        self._resolve(event.token_id, "retried")

    def _resolve(self, token_id: str | None, how: str) -> None:
        work = self._work
        self._pending.resolve_incidents(self._locked.id, token_id, by=work.actor, at=work.now, how=how)

    def instance_ended(self, event: events.InstanceEnded) -> None:
        self._locked.row.update(state=event.state, ended_at=self._work.now)
        self._resolve(None, "ended")
        if event.state != "cancelled":
            self._go_on_with_caller(
                "complete_call",
                {"variables": event.variables},
                lambda execution, token: execution.complete(token, event.variables),
            )

    def _go_on_with_caller(
        self, command: str, data: Mapping[str, Any], act: Callable[[Execution, str], object]
    ) -> None:
        parent_id, token_id = self._locked.row["parent_id"], self._locked.row["parent_token_id"]
        if parent_id is None:
            return
        said = {"called_instance_id": self._locked.id, "token_id": token_id, **data}

        def go_on(work: UnitOfWork) -> None:
            caller = work.instances.member(parent_id)
            if caller.row["state"] == "active":
                step(work, caller, command, said, lambda execution: act(execution, token_id))

        self._later(go_on)

    def _later(self, follow_up: FollowUp) -> None:
        _FOLLOW_UPS.of(self._work.transaction).queue.append(follow_up)


_HANDLERS: dict[type[events.Event], Callable[[_Writer, Any], None]] = {
    events.TaskOpened: _Writer.task_opened,
    events.TaskAnswered: _Writer.task_answered,
    events.TaskRebound: _Writer.task_rebound,
    events.TaskClosed: _Writer.task_closed,
    events.JobRequested: _Writer.job_requested,
    events.JobWithdrawn: _Writer.job_withdrawn,
    events.TimerSet: _Writer.timer_set,
    events.TimerWithdrawn: _Writer.timer_withdrawn,
    events.MessageAwaited: _Writer.message_awaited,
    events.SignalAwaited: _Writer.signal_awaited,
    events.SubscriptionWithdrawn: _Writer.subscription_withdrawn,
    events.MessageThrown: _Writer.message_thrown,
    events.SignalThrown: _Writer.signal_thrown,
    events.CallRequested: _Writer.call_requested,
    events.CallWithdrawn: _Writer.call_withdrawn,
    events.ErrorEscaped: _Writer.error_escaped,
    events.EscalationEscaped: _Writer.escalation_escaped,
    events.IncidentRaised: _Writer.incident_raised,
    events.IncidentResolved: _Writer.incident_resolved,
    events.InstanceEnded: _Writer.instance_ended,
}
