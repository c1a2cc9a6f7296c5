"""Doing a job: all of it in one transaction, or nothing of it.

What a handler that raises had begun is void. A BpmnError goes to the process, in a transaction of its own;
any other exception costs a retry, after a wait, and the last one makes an incident.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Protocol

from uuid_utils import uuid7

from engine import codec
from engine.correlation import DEFAULT_TIME_TO_LIVE_SECONDS
from engine.errors import HandlerFailed
from engine.events import IncidentRaised
from engine.job_handlers import BpmnError, Handler, JobContext
from engine.pending import DEFER
from engine.rows import to_json
from engine.spiff import Execution, Schedule
from engine.stepping import step, tell
from engine.values import JobId
from engine.work import Work

logger = logging.getLogger(__name__)

Handlers = Mapping[str, Handler]


class JobEngine(Protocol):
    """What doing jobs needs of an engine: a transaction for each attempt, and the handlers."""

    @property
    def handlers(self) -> Mapping[str, Handler]:
        """What does the jobs, by type."""

    def begin(self, actor: str = ..., *, now: datetime | None = ...) -> AbstractContextManager[Work]:
        """Open a transaction."""


BACK_OFF_SECONDS = (1, 10, 60, 600, 3_600, 21_600)
"""Waits before the retries; the last one again and again."""

_TAKE = "SELECT * FROM engine_job WHERE id = %s AND state = 'ready' FOR UPDATE"
_UNQUEUE = "DELETE FROM procrastinate_jobs WHERE queueing_lock = %s AND status = 'todo'"
_DUE = """
SELECT id FROM engine_job WHERE state = 'ready' AND due_at <= %s AND NOT id = ANY(%s)
ORDER BY due_at, id LIMIT 1
"""
_FAIL = """
UPDATE engine_job SET retries_left = %s, attempts = attempts + 1, last_error = %s, state = %s, due_at = %s,
    deferred = %s
WHERE id = %s
"""


def run_job(engine: JobEngine, job_id: str, *, now: datetime | None = None) -> bool:
    """Do one job, all in one transaction; False if there is nothing to do (any more).

    What a handler that raises had begun is void. A BpmnError goes to the process, in a transaction of its
    own; any other exception costs a retry, and the last one makes an incident.
    """
    try:
        try:
            with engine.begin(actor="system", now=now) as work:
                return _attempt(work, job_id, engine.handlers)
        except BpmnError as error:
            with engine.begin(actor="system", now=now) as work:
                _throw(work, job_id, error)
            return True
    except Exception as error:
        logger.warning("job failed", extra={"job_id": job_id}, exc_info=error)
        with engine.begin(actor="system", now=now) as work:
            _fail(work, job_id, error)
        return True


def run_due(engine: JobEngine, now: datetime) -> int:
    """Do every job that is due at `now`, and those that they cause; return how many were done."""
    done, passed = 0, list[str]()
    while True:
        with engine.begin(actor="system", now=now) as work:
            job_id = work.connection.exec_driver_sql(_DUE, (now, passed)).scalar()
        if job_id is None:
            return done
        if run_job(engine, job_id, now=now):
            done += 1
        else:
            passed.append(job_id)  # somebody else was quicker


def _take(work: Work, job_id: str) -> Mapping[Any, Any] | None:
    """Lock the case, then the job; what has been done or withdrawn meanwhile is not there any more."""
    work.instances.lock_by_job(job_id)
    return work.connection.exec_driver_sql(_TAKE, (job_id,)).mappings().first()


def _attempt(work: Work, job_id: str, handlers: Handlers) -> bool:
    row = _take(work, job_id)
    if row is None:
        return False
    work.pending.delete_job(job_id)
    _RUN[row["kind"]](work, row, handlers)
    return True


def _run_service(work: Work, row: Mapping[Any, Any], handlers: Handlers) -> None:
    token_id = row["token_id"]
    result = dict(_handle(work, row, handlers) or {})
    said = {"job_id": row["id"], "token_id": token_id, "job_type": row["job_type"], "variables": result}
    locked = work.instances.member(row["instance_id"])
    step(work, locked, "complete_job", said, lambda run: run.complete(token_id, result))


def _throw(work: Work, job_id: str, error: BpmnError) -> None:
    """Tell the process what the handler has found. The job is done, one way or the other."""
    row = _take(work, job_id)
    if row is None:
        return
    if row["instance_id"] is None:
        raise HandlerFailed(f"Expected an instance to catch {error.code}, but the job has none.") from error
    work.pending.delete_job(job_id)
    throw = partial(
        Execution.throw_error,
        token_id=row["token_id"],
        code=error.code,
        variables=error.variables,
        message=error.message,
    )
    data = {"job_id": job_id, "token_id": row["token_id"], "job_type": row["job_type"], "code": error.code}
    said = {**data, "message": error.message, "variables": error.variables}
    step(work, work.instances.member(row["instance_id"]), "throw_error", said, throw)


def _run_background(work: Work, row: Mapping[Any, Any], handlers: Handlers) -> None:
    _handle(work, row, handlers)


def _run_timer(work: Work, row: Mapping[Any, Any], _: Handlers) -> None:
    locked = work.instances.member(row["instance_id"])
    data = {"token_id": row["token_id"], "due_at": row["due_at"]}
    step(work, locked, "fire_timer", data, lambda run: run.fire(row["token_id"]))


def _run_message(work: Work, row: Mapping[Any, Any], _: Handlers) -> None:
    work.messages.correlate(
        row["job_type"],
        row["headers"]["correlation_key"] or "",
        codec.decode_all(row["variables"]),
        DEFAULT_TIME_TO_LIVE_SECONDS,
    )


def _run_signal(work: Work, row: Mapping[Any, Any], _: Handlers) -> None:
    variables = codec.decode_all(row["variables"])
    work.messages.signal(row["job_type"], variables, thrower=row["headers"]["thrower"])


def _run_delivery(work: Work, row: Mapping[Any, Any], _: Handlers) -> None:
    locked = work.instances.member(row["instance_id"])
    variables = codec.decode_all(row["variables"])
    work.messages.receive_signal(locked, row["headers"]["token_id"], row["job_type"], variables)


def _run_start(work: Work, row: Mapping[Any, Any], _: Handlers) -> None:
    """Start a process whose time has come, and wait for the next time."""
    definition = work.repository.get(row["definition_id"])
    work.repository.schedule_next_start(definition, row["element_id"], Schedule.from_row(row["headers"]))
    work.runtime.start_definition(definition, row["job_type"], {}, start_element_id=row["element_id"])


_RUN: Mapping[str, Callable[[Work, Mapping[Any, Any], Handlers], None]] = {
    "service": _run_service,
    "background": _run_background,
    "timer": _run_timer,
    "message": _run_message,
    "signal": _run_signal,
    "delivery": _run_delivery,
    "start": _run_start,
}


def _handle(work: Work, row: Mapping[Any, Any], handlers: Handlers) -> Mapping[str, Any] | None:
    handler = handlers.get(row["job_type"])
    if handler is None:
        raise HandlerFailed(f"Expected a handler for jobs of type {row['job_type']}, but there is none.")
    return handler(
        JobContext(
            work=work,
            job_id=JobId(row["id"]),
            idempotency_key=row["id"],
            instance_id=row["instance_id"],
            business_key=row["business_key"],
            element_id=row["element_id"],
            job_type=row["job_type"],
            variables=codec.to_python(row["variables"]),
            headers=row["headers"],
            attempt=row["attempts"] + 1,
        )
    )


def _fail(work: Work, job_id: str, error: Exception) -> None:
    """Note a failed attempt: the next one later, or an incident."""
    row = _take(work, job_id)
    if row is None:
        return
    work.connection.exec_driver_sql(_UNQUEUE, (job_id,))
    left = row["retries_left"] - 1
    text = f"{type(error).__name__}: {error}"[:2_000]
    wait = BACK_OFF_SECONDS[min(row["attempts"], len(BACK_OFF_SECONDS) - 1)]
    due_at = work.now + timedelta(seconds=wait) if left else row["due_at"]
    state = "ready" if left else "failed"
    work.connection.exec_driver_sql(_FAIL, (left, text, state, due_at, bool(left), job_id))
    if left:
        queue = work.queues.name_for(row["kind"], row["job_type"])
        told = {"id": job_id, "queue": queue, "scheduled_at": due_at}
        work.connection.exec_driver_sql(DEFER, (to_json([told]),))
        return
    work.pending.add_incident(
        {
            "id": str(uuid7()),
            "instance_id": row["instance_id"],
            "root_id": row["root_id"],
            "job_id": job_id,
            "token_id": row["token_id"],
            "element_id": row["element_id"],
            "code": "job_failed",
            "message": text,
            "created_at": work.now,
        }
    )
    if row["instance_id"] is not None:
        locked = work.instances.member(row["instance_id"])
        raised = IncidentRaised(row["token_id"], row["element_id"], "job_failed", text)
        data = {"job_id": job_id, "job_type": row["job_type"], "token_id": row["token_id"]}
        tell(work, locked, "job_failed", data, (raised,), {})
