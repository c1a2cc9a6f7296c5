"""Doing a job: all of it in one transaction, or nothing of it.

What a handler that raises had begun is void. A BpmnError goes to the process, in a transaction of its own;
any other exception costs a retry, after a wait, and the last one makes an incident. A handler that asks
somebody outside has three parts: what to ask and what to do with the answer have a transaction each, and
between them nothing is held; the job is leased to its worker meanwhile.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol, cast

from engine import codec, job_outcomes
from engine.correlation import DEFAULT_TIME_TO_LIVE_SECONDS
from engine.errors import HandlerFailed
from engine.job_handlers import Ask, BpmnError, Handler, JobContext, Outcome, OutsideHandler
from engine.spiff import Schedule
from engine.stepping import step
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


CLOCKS_DIFFER = timedelta(seconds=1)
"""A job that is due on one machine may be due so much later on another."""

_DUE = """
SELECT id FROM engine_job WHERE state = 'ready' AND due_at <= %s AND NOT id = ANY(%s)
ORDER BY due_at, id LIMIT 1
"""


def run_job(engine: JobEngine, job_id: str, *, now: datetime | None = None) -> bool:
    """Do one job; False if there is nothing to do (any more, or yet).

    What a handler that raises had begun is void. A BpmnError goes to the process, in a transaction of its
    own; any other exception costs a retry, and the last one makes an incident.
    """
    try:
        try:
            with engine.begin(actor="system", now=now) as work:
                result = _attempt(work, job_id, engine.handlers)
            if isinstance(result, _Leased):
                answer = result.handler.call(result.request)
                with engine.begin(actor="system", now=now) as work:
                    _take_answer(work, job_id, result, answer)
        except BpmnError as error:
            with engine.begin(actor="system", now=now) as work:
                _end(work, job_id, error)
            return True
    except Exception as error:
        logger.warning("job failed", extra={"job_id": job_id}, exc_info=error)
        with engine.begin(actor="system", now=now) as work:
            _end(work, job_id, error)
        return True
    return bool(result)


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


@dataclass(frozen=True, slots=True)
class _Leased:
    """A job that waits for an answer from outside, and what it asks."""

    handler: OutsideHandler
    request: Any


def _attempt(work: Work, job_id: str, handlers: Handlers) -> bool | _Leased:
    row = job_outcomes.take(work, job_id)
    if row is None:
        return False
    if row["kind"] in _RUN:
        work.pending.delete_job(job_id)
        _RUN[row["kind"]](work, row)
        return True
    handler = handlers.get(row["job_type"])
    if handler is None:
        raise HandlerFailed(f"Expected a handler for jobs of type {row['job_type']}, but there is none.")
    if hasattr(handler, "call"):
        return _begin_outside(work, row, cast("OutsideHandler", handler))
    job_outcomes.settle(work, row, handler(_context(work, row)))
    return True


def _begin_outside(work: Work, row: Mapping[Any, Any], handler: OutsideHandler) -> bool | _Leased:
    """Let the handler say what to ask, and keep the job for this worker as long as asking may take."""
    if row["due_at"] > work.now + CLOCKS_DIFFER:
        return False  # another worker asks, or the answer is waited for
    asked: Ask | Outcome = handler.read(_context(work, row))
    if not isinstance(asked, Ask):
        job_outcomes.settle(work, row, asked)
        return True
    job_outcomes.put_off(work, row, work.now + timedelta(seconds=handler.lease_seconds))
    return _Leased(handler, asked.request)


def _take_answer(work: Work, job_id: str, leased: _Leased, answer: Any) -> None:
    """Go on with an answer, unless the job was withdrawn or suspended, or another answer came first."""
    row = job_outcomes.take(work, job_id)
    if row is None:
        logger.warning("answer came too late", extra={"job_id": job_id})
        return
    job_outcomes.settle(work, row, leased.handler.take(_context(work, row), answer))


def _end(work: Work, job_id: str, error: Exception) -> None:
    """Note how an attempt ended whose own transaction is void."""
    row = job_outcomes.take(work, job_id)
    if row is None:
        return
    if isinstance(error, BpmnError):
        job_outcomes.settle(work, row, error)
    else:
        job_outcomes.fail(work, row, f"{type(error).__name__}: {error}")


def _context(work: Work, row: Mapping[Any, Any]) -> JobContext:
    return JobContext(
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


def _run_timer(work: Work, row: Mapping[Any, Any]) -> None:
    locked = work.instances.member(row["instance_id"])
    data = {"token_id": row["token_id"], "due_at": row["due_at"]}
    step(work, locked, "fire_timer", data, lambda run: run.fire(row["token_id"]))


def _run_message(work: Work, row: Mapping[Any, Any]) -> None:
    work.messages.correlate(
        row["job_type"],
        row["headers"]["correlation_key"] or "",
        codec.decode_all(row["variables"]),
        DEFAULT_TIME_TO_LIVE_SECONDS,
    )


def _run_signal(work: Work, row: Mapping[Any, Any]) -> None:
    variables = codec.decode_all(row["variables"])
    work.messages.signal(row["job_type"], variables, thrower=row["headers"]["thrower"])


def _run_delivery(work: Work, row: Mapping[Any, Any]) -> None:
    locked = work.instances.member(row["instance_id"])
    variables = codec.decode_all(row["variables"])
    work.messages.receive_signal(locked, row["headers"]["token_id"], row["job_type"], variables)


def _run_start(work: Work, row: Mapping[Any, Any]) -> None:
    """Start a process whose time has come, and wait for the next time."""
    definition = work.repository.get(row["definition_id"])
    work.repository.schedule_next_start(definition, row["element_id"], Schedule.from_row(row["headers"]))
    work.runtime.start_definition(definition, row["job_type"], {}, start_element_id=row["element_id"])


_RUN: Mapping[str, Callable[[Work, Mapping[Any, Any]], None]] = {
    "timer": _run_timer,
    "message": _run_message,
    "signal": _run_signal,
    "delivery": _run_delivery,
    "start": _run_start,
}
