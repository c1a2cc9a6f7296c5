"""What a step did, in the order in which it happened: the execution core tells, everybody else listens.

Facts, not commands: the runtime turns them into rows (tasks, jobs, timers, subscriptions), `workflows`
keeps its own
read models by them, the history stores them. Token ids are unique within an instance for its whole life.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

InstanceEnd = Literal["completed", "terminated", "cancelled"]


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to one instance."""


@dataclass(frozen=True, slots=True)
class ElementEntered(Event):
    """A token reached an element."""

    element_id: str
    token_id: str


@dataclass(frozen=True, slots=True)
class ElementLeft(Event):
    """An element finished and let its token go on."""

    element_id: str
    token_id: str


@dataclass(frozen=True, slots=True)
class ElementCancelled(Event):
    """An element was stopped before it finished (boundary event, terminate, completion condition, cancel)."""

    element_id: str
    token_id: str


@dataclass(frozen=True, slots=True)
class JoinPassed(Event):
    """A join let its tokens go on as one. `arrivals`: by flow, the branches in which each had come."""

    element_id: str
    token_id: str
    arrivals: Mapping[str, list[list[str]]]


@dataclass(frozen=True, slots=True)
class FlowTaken(Event):
    """A sequence flow was taken.

    `value` is what its condition gave from `inputs` (None without a condition).
    """

    flow_id: str
    condition: str | None = None
    value: Any = None
    inputs: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FlowRefused(Event):
    """A condition was asked and said no; kept so that a case can be explained."""

    flow_id: str
    condition: str
    value: Any
    inputs: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class TaskOpened(Event):
    """Work for a person. `loop_index` counts from 1 in a multi-instance; times are aware UTC.

    `evaluated` tells how the assignee and each binding with an expression was found: {what: {"expression",
    "value", "inputs"}}. `position`: see `engine.spiff.positions`. `signs_for`: the token of the task that
    this one was added to as a signature.
    """

    token_id: str
    element_id: str
    name: str
    assignee: str | None
    candidate_groups: tuple[str, ...]
    candidate_users: tuple[str, ...]
    due_at: datetime | None
    follow_up_at: datetime | None
    priority: int
    form_id: str | None
    loop_index: int | None
    scope: str
    evaluated: Mapping[str, Mapping[str, Any]]
    position: str = ""
    signs_for: str | None = None


@dataclass(frozen=True, slots=True)
class TaskAnswered(Event):
    """A task that the outside answered before it opened, with `variables`, in the name of `by`."""

    opened: TaskOpened
    by: str
    reason: str
    variables: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class TaskRebound(Event):
    """An open task was taken to another version: it is now bound as `opened` says; who claimed it stays."""

    opened: TaskOpened


@dataclass(frozen=True, slots=True)
class TaskClosed(Event):
    """`reason` is "completed", "cancelled", or "waiting": it opens again after the signatures added to it."""

    token_id: str
    element_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class JobRequested(Event):
    """Work for a handler; the token waits for `complete` or `throw_error`."""

    token_id: str
    element_id: str
    job_type: str
    retries: int
    headers: Mapping[str, str]
    variables: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class JobWithdrawn(Event):
    """The job's token was cancelled; the handler must not run any more."""

    token_id: str
    element_id: str


@dataclass(frozen=True, slots=True)
class TimerSet(Event):
    """Call `fire(token_id)` at `due_at`. The same token is set again when a cycle goes on."""

    token_id: str
    element_id: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class TimerWithdrawn(Event):
    """The timer is not awaited any more."""

    token_id: str
    element_id: str


@dataclass(frozen=True, slots=True)
class MessageAwaited(Event):
    """Call `deliver(token_id, variables)` for one message of this name and key.

    `repeats`: the subscription stays open after a delivery.
    """

    token_id: str
    element_id: str
    name: str
    correlation_key: str
    repeats: bool = False


@dataclass(frozen=True, slots=True)
class SignalAwaited(Event):
    """Call `deliver(token_id, variables)` for each signal of this name that another instance throws."""

    token_id: str
    element_id: str
    name: str
    repeats: bool = False


@dataclass(frozen=True, slots=True)
class SubscriptionWithdrawn(Event):
    """The message or signal is not awaited any more (it came, or its element was cancelled)."""

    token_id: str
    element_id: str


@dataclass(frozen=True, slots=True)
class MessageThrown(Event):
    """To be correlated to exactly one waiting instance, to start one, or to be buffered."""

    name: str
    correlation_key: str
    variables: Mapping[str, Any]
    element_id: str | None = None


@dataclass(frozen=True, slots=True)
class SignalThrown(Event):
    """To be delivered to every *other* instance; this instance's own catchers have had it already."""

    name: str
    variables: Mapping[str, Any]
    element_id: str | None = None


@dataclass(frozen=True, slots=True)
class CallRequested(Event):
    """Start `process_id` as an instance of its own (`called=True`); `complete` the token when it ends.

    `binding` is "latest", "deployment" or "versionTag".
    """

    token_id: str
    element_id: str
    process_id: str
    binding: str
    variables: Mapping[str, Any]
    version_tag: str | None = None
    position: str = ""


@dataclass(frozen=True, slots=True)
class CallWithdrawn(Event):
    """The call activity was cancelled: cancel the called instance."""

    token_id: str
    element_id: str


@dataclass(frozen=True, slots=True)
class DecisionEvaluated(Event):
    """A business rule task asked a decision."""

    token_id: str
    element_id: str
    decision_id: str
    result: Any
    trace: Any


@dataclass(frozen=True, slots=True)
class VariablesSet(Event):
    """Variables of a scope got new values; `scope` is the token id that owns it."""

    scope: str
    variables: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ErrorEscaped(Event):
    """A called instance threw an error that it does not catch: `throw_error` on the caller's token."""

    token_id: str
    element_id: str
    code: str
    message: str
    variables: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class EscalationEscaped(Event):
    """An escalation that nobody in this instance catches.

    `throw_escalation` on the caller's token, if any.
    """

    element_id: str
    code: str
    variables: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class IncidentRaised(Event):
    """The token cannot go on until somebody mends the cause and calls `retry(token_id)`."""

    token_id: str
    element_id: str
    code: str
    message: str
    params: Mapping[str, Any] = field(default_factory=dict)
    message_zh: str | None = None


@dataclass(frozen=True, slots=True)
class IncidentResolved(Event):
    """The token with an incident was retried or cancelled."""

    token_id: str
    element_id: str


@dataclass(frozen=True, slots=True)
class InstanceEnded(Event):
    """No token is left. `variables` are those of the root scope."""

    state: InstanceEnd
    variables: Mapping[str, Any]
