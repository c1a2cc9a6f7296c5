"""What handlers of jobs get, and how they tell the process that something went wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

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


Handler = Callable[[JobContext], Mapping[str, Any] | None]
