"""What handlers of jobs get, and how they tell the process that something went wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, TypeAlias

from engine.errors import EngineError
from engine.values import InstanceId, JobId
from engine.work import Work


class BpmnError(EngineError):
    """A handler found something that the process knows how to handle: an error boundary event takes it."""

    def __init__(self, code: str, message: str = "", variables: Mapping[str, Any] | None = None) -> None:
        """Keep what the error event gets."""
        super().__init__(message or code)
        self.code = code
        self.message = message
        self.variables = dict(variables or {})


@dataclass(frozen=True, slots=True)
class JobContext:
    """What a handler gets. `work` is the transaction in which the job's token goes on.

    `idempotency_key` stays the same over all attempts: give it to systems outside that cannot roll back.
    """

    work: Work
    job_id: JobId
    idempotency_key: str
    instance_id: InstanceId | None
    business_key: str | None
    element_id: str | None
    job_type: str
    variables: Mapping[str, Any]
    headers: Mapping[str, str]
    attempt: int


@dataclass(frozen=True, slots=True)
class Later:
    """The job is not done and has not failed: do it again at `until`. Costs none of its retries."""

    until: datetime


@dataclass(frozen=True, slots=True)
class Failed:
    """The attempt failed: costs a retry; `final`: more attempts would not help, an incident at once."""

    reason: str
    final: bool = False


@dataclass(frozen=True, slots=True)
class Ask:
    """What a handler wants asked outside, once its transaction has ended."""

    request: Any


Outcome: TypeAlias = Mapping[str, Any] | Later | Failed | BpmnError | None
"""How an attempt ended: with variables for the process, or not with success. All are values and not raised,
so that what the handler wrote is kept."""


class OutsideHandler(Protocol):
    """A handler that asks somebody outside, and holds neither transaction nor case while it waits.

    `lease_seconds` is longer than `call` can take: as long the job belongs to this worker; whoever finds it
    afterwards does it again with the same idempotency key.
    """

    @property
    def lease_seconds(self) -> float:
        """How long the job is left to the worker that has taken it."""

    def read(self, job: JobContext) -> Ask | Outcome:
        """Return what to ask, in a transaction of its own, or how the job ends without asking."""

    def call(self, request: Any) -> Any:
        """Ask, outside every transaction; return the answer, a failure of the other side included."""

    def take(self, job: JobContext, answer: Any) -> Outcome:
        """Return how the job ends, in the transaction that lets its token go on."""


SimpleHandler = Callable[[JobContext], Outcome]
"""A handler whose work is all in the transaction that lets its job's token go on."""

Handler: TypeAlias = SimpleHandler | OutsideHandler
