"""Jobs: what workers do. A job runs in the transaction that takes it away: it happens once or not at all."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from uuid_utils import uuid7

from engine import codec
from engine.cases import Case
from engine.correlation import DEFAULT_TIME_TO_LIVE_SECONDS
from engine.errors import EngineError, HandlerFailed, InvalidState, NotFound
from engine.events import IncidentRaised
from engine.pending import DEFER, DEFER_HORIZON, deferral
from engine.rows import to_json
from engine.spiff import Execution, Schedule
from engine.stepping import step, tell
from engine.values import InstanceId, Job, JobId

if TYPE_CHECKING:
    from engine.core import Engine, Work

logger = logging.getLogger(__name__)

BACK_OFF_SECONDS = (1, 10, 60, 600, 3_600, 21_600)
"""Waits before the retries; the last one again and again."""

_TAKE = "SELECT * FROM engine_job WHERE id = %s AND state = 'ready' FOR UPDATE"
_FIND = "SELECT * FROM engine_job WHERE id = %s"
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
_REVIVE = """
UPDATE engine_job SET state = 'ready', retries_left = %s, due_at = %s, deferred = true WHERE id = %s
"""
_SUSPEND = "UPDATE engine_job SET state = 'suspended' WHERE root_id = %s AND state = 'ready'"
_RESUME = """
WITH resumed AS (UPDATE engine_job SET state = 'ready', deferred = false
                 WHERE root_id = %s AND state = 'suspended' RETURNING id)
DELETE FROM procrastinate_jobs p USING resumed WHERE p.queueing_lock = resumed.id AND p.status = 'todo'
"""
_UNDEFERRED = """
SELECT id, root_id, due_at FROM engine_job j
WHERE j.state = 'ready' AND ((NOT j.deferred AND j.due_at <= %s) OR j.due_at <= %s)
  AND NOT EXISTS (SELECT 1 FROM procrastinate_jobs p WHERE p.queueing_lock = j.id AND p.status = 'todo')
ORDER BY j.due_at LIMIT 1000 FOR UPDATE OF j SKIP LOCKED
"""
_MARK_DEFERRED = "UPDATE engine_job SET deferred = true WHERE id = ANY(%s) AND NOT deferred"
_RESOLVE = """
UPDATE engine_incident SET resolved_at = %s, resolved_by = %s, resolution = %s
WHERE job_id = %s AND resolved_at IS NULL
"""


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


class Jobs:
    """Commands and queries on jobs."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def get(self, job_id: str) -> Job:
        """Return a job that has not been done. Raises NotFound."""
        self._work.transaction.flush()
        row = self._work.connection.exec_driver_sql(_FIND, (job_id,)).mappings().first()
        if row is None:
            raise NotFound(f"Expected job {job_id}, but there is none: it may be done.")
        return job_value(row)

    def list(self, *, instance_id: str | None = None, state: str | None = None) -> tuple[Job, ...]:
        """Return jobs that have not been done, by due date."""
        self._work.transaction.flush()
        statement = """
        SELECT * FROM engine_job WHERE (%(instance)s::text IS NULL OR instance_id = %(instance)s)
          AND (%(state)s::text IS NULL OR state = %(state)s) ORDER BY due_at, id
        """
        rows = self._work.connection.exec_driver_sql(statement, {"instance": instance_id, "state": state})
        return tuple(job_value(row) for row in rows.mappings())

    def defer(
        self,
        job_type: str,
        variables: Mapping[str, Any] | None = None,
        *,
        run_at: datetime | None = None,
        retries: int = 3,
    ) -> JobId:
        """Have the handler of `job_type` run after this transaction, not before `run_at`, for no instance."""
        return self.add("background", job_type, variables or {}, headers={}, retries=retries, due_at=run_at)

    def add(
        self,
        kind: str,
        job_type: str,
        variables: Mapping[str, Any],
        *,
        headers: Mapping[str, Any],
        retries: int,
        due_at: datetime | None = None,
        case: Case | None = None,
    ) -> JobId:
        """Add a job of a case, or one that belongs to none."""
        work = self._work
        job_id = JobId(str(uuid7()))
        work.pending.add_job(
            {
                "id": job_id,
                "kind": kind,
                "job_type": job_type,
                "instance_id": case and case.id,
                "root_id": case and case.row["root_id"],
                "token_id": None,
                "variables": codec.encode_all(variables),
                "headers": dict(headers),
                "state": "suspended" if case and case.row["suspended"] else "ready",
                "retries_left": max(retries, 1),
                "attempts": 0,
                "due_at": due_at or work.now,
                "created_by": work.actor,
                "created_at": work.now,
            }
        )
        return job_id

    def retry(self, job_id: str, *, retries: int = 1) -> None:
        """Run a failed job again; resolves its incident. Raises: NotFound; InvalidState: not failed."""
        job = self.get(job_id)
        if job.state != "failed":
            raise InvalidState(f"Expected a failed job, but it is {job.state}.", job_id=job_id)
        work = self._work
        if job.instance_id is not None:
            work.cases.lock(job.instance_id)
        work.connection.exec_driver_sql(_REVIVE, (max(retries, 1), work.now, job_id))
        work.connection.exec_driver_sql(_RESOLVE, (work.now, work.actor, "retried", job_id))
        work.connection.exec_driver_sql(DEFER, (to_json([{"id": job_id}]),))

    def set_suspended(self, root_id: str, *, suspended: bool) -> None:
        """Suspend or resume the jobs of a case."""
        work = self._work
        work.connection.exec_driver_sql(_SUSPEND if suspended else _RESUME, (root_id,))
        if not suspended:
            defer_due(work)


def run_job(engine: Engine, job_id: str, *, now: datetime | None = None) -> bool:
    """Do one job, all in one transaction; False if there is nothing to do (any more).

    What a handler that raises had begun is void. A BpmnError goes to the process, in a transaction of its
    own; any other exception costs a retry, and the last one makes an incident.
    """
    try:
        try:
            with engine.begin(actor="system", now=now) as work:
                return _attempt(work, job_id)
        except BpmnError as error:
            with engine.begin(actor="system", now=now) as work:
                _throw(work, job_id, error)
            return True
    except Exception as error:
        logger.warning("job failed", extra={"job_id": job_id}, exc_info=error)
        with engine.begin(actor="system", now=now) as work:
            _fail(work, job_id, error)
        return True


def run_due(engine: Engine, now: datetime) -> int:
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


def defer_due(work: Work) -> int:
    """Hand jobs that become due soon, or that the queue has lost, to Procrastinate; return how many."""
    rows = work.connection.exec_driver_sql(
        _UNDEFERRED, (work.now + DEFER_HORIZON, work.now - timedelta(minutes=1))
    ).mappings()
    deferrals = [deferral(dict(row), work.now) for row in rows]
    if deferrals:
        work.connection.exec_driver_sql(DEFER, (to_json(deferrals),))
        work.connection.exec_driver_sql(_MARK_DEFERRED, ([row["id"] for row in deferrals],))
    return len(deferrals)


def forget_expired(work: Work) -> int:
    """Drop buffered messages whose time is over; return how many."""
    return work.connection.exec_driver_sql(
        "DELETE FROM engine_message WHERE expires_at <= %s", (work.now,)
    ).rowcount


def _take(work: Work, job_id: str) -> Mapping[Any, Any] | None:
    """Lock the case, then the job; what has been done or withdrawn meanwhile is not there any more."""
    work.cases.lock_by_job(job_id)
    return work.connection.exec_driver_sql(_TAKE, (job_id,)).mappings().first()


def _attempt(work: Work, job_id: str) -> bool:
    row = _take(work, job_id)
    if row is None:
        return False
    work.pending.delete_job(job_id)
    _RUN[row["kind"]](work, row)
    return True


def _run_service(work: Work, row: Mapping[Any, Any]) -> None:
    token_id = row["token_id"]
    result = dict(_handle(work, row) or {})
    said = {"job_id": row["id"], "token_id": token_id, "job_type": row["job_type"], "variables": result}
    case = work.cases.member(row["instance_id"])
    step(work, case, "complete_job", said, lambda run: run.complete(token_id, result))


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
    step(work, work.cases.member(row["instance_id"]), "throw_error", said, throw)


def _run_background(work: Work, row: Mapping[Any, Any]) -> None:
    _handle(work, row)


def _run_timer(work: Work, row: Mapping[Any, Any]) -> None:
    case = work.cases.member(row["instance_id"])
    data = {"token_id": row["token_id"], "due_at": row["due_at"]}
    step(work, case, "fire_timer", data, lambda run: run.fire(row["token_id"]))


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
    case = work.cases.member(row["instance_id"])
    variables = codec.decode_all(row["variables"])
    work.messages.receive_signal(case, row["headers"]["token_id"], row["job_type"], variables)


def _run_start(work: Work, row: Mapping[Any, Any]) -> None:
    """Start a process whose time has come, and wait for the next time."""
    definition = work.repository.get(row["definition_id"])
    work.repository.schedule_next_start(definition, row["element_id"], Schedule.from_row(row["headers"]))
    work.runtime.start_definition(definition, row["job_type"], {}, start_element_id=row["element_id"])


_RUN: Mapping[str, Callable[[Work, Mapping[Any, Any]], None]] = {
    "service": _run_service,
    "background": _run_background,
    "timer": _run_timer,
    "message": _run_message,
    "signal": _run_signal,
    "delivery": _run_delivery,
    "start": _run_start,
}


def _handle(work: Work, row: Mapping[Any, Any]) -> Mapping[str, Any] | None:
    handler = work.engine.handlers.get(row["job_type"])
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
        work.connection.exec_driver_sql(DEFER, (to_json([{"id": job_id, "scheduled_at": due_at}]),))
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
        case = work.cases.member(row["instance_id"])
        raised = IncidentRaised(row["token_id"], row["element_id"], "job_failed", text)
        data = {"job_id": job_id, "job_type": row["job_type"], "token_id": row["token_id"]}
        tell(work, case, "job_failed", data, (raised,), {})


def job_value(row: Mapping[Any, Any]) -> Job:
    """Return the value of a job row."""
    values = {name: row[name] for name in Job.__slots__}
    return Job(**{**values, "variables": codec.to_python(values["variables"])})
