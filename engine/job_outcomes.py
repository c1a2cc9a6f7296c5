"""What becomes of a job after an attempt: done, an error of its process, put off, retried, an incident."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from uuid_utils import uuid7

from engine.errors import HandlerFailed
from engine.events import IncidentRaised
from engine.job_handlers import BpmnError, Failed, Later, Outcome
from engine.pending import hand_over
from engine.spiff import Execution
from engine.stepping import step, tell
from engine.work import Work

BACK_OFF_SECONDS = (1, 10, 60, 600, 3_600, 21_600)
"""Waits before the retries; the last one again and again."""

_TAKE = "SELECT * FROM engine_job WHERE id = %s AND state = 'ready' FOR UPDATE"
_UNQUEUE = "DELETE FROM procrastinate_jobs WHERE queueing_lock = %s AND status = 'todo'"
_PUT_OFF = "UPDATE engine_job SET due_at = %s, deferred = true WHERE id = %s"
_FAIL = """
UPDATE engine_job SET retries_left = %s, attempts = attempts + 1, last_error = %s, state = %s, due_at = %s,
    deferred = %s
WHERE id = %s
"""


def take(work: Work, job_id: str) -> Mapping[Any, Any] | None:
    """Lock the case, then the job; what has been done or withdrawn meanwhile is not there any more."""
    work.instances.lock_by_job(job_id)
    return work.connection.exec_driver_sql(_TAKE, (job_id,)).mappings().first()


def settle(work: Work, row: Mapping[Any, Any], outcome: Outcome) -> None:
    """End an attempt as its handler says; a job that belongs to no case gives nothing to anybody."""
    if isinstance(outcome, Later):
        put_off(work, row, outcome.until)
    elif isinstance(outcome, Failed):
        fail(work, row, outcome.reason, final=outcome.final)
    elif isinstance(outcome, BpmnError):
        _throw(work, row, outcome)
    else:
        _complete(work, row, dict(outcome or {}))


def _complete(work: Work, row: Mapping[Any, Any], result: dict[str, Any]) -> None:
    work.pending.delete_job(row["id"])
    if row["kind"] != "service":
        return
    token_id = row["token_id"]
    said = {"job_id": row["id"], "token_id": token_id, "job_type": row["job_type"], "variables": result}
    locked = work.instances.member(row["instance_id"])
    step(work, locked, "complete_job", said, lambda run: run.complete(token_id, result))


def _throw(work: Work, row: Mapping[Any, Any], error: BpmnError) -> None:
    """Tell the process what the handler has found. The job is done, one way or the other."""
    if row["instance_id"] is None:
        raise HandlerFailed(f"Expected an instance to catch {error.code}, but the job has none.") from error
    work.pending.delete_job(row["id"])
    throw = partial(
        Execution.throw_error,
        token_id=row["token_id"],
        code=error.code,
        variables=error.variables,
        message=error.message,
    )
    data = {"job_id": row["id"], "token_id": row["token_id"], "job_type": row["job_type"], "code": error.code}
    said = {**data, "message": error.message, "variables": error.variables}
    step(work, work.instances.member(row["instance_id"]), "throw_error", said, throw)


def put_off(work: Work, row: Mapping[Any, Any], until: datetime) -> None:
    """Have a job done again at `until`, and not before; costs none of its retries."""
    work.connection.exec_driver_sql(_UNQUEUE, (row["id"],))
    work.connection.exec_driver_sql(_PUT_OFF, (until, row["id"]))
    hand_over(work.connection, [{**row, "due_at": until}], work.queues, work.now)


def fail(work: Work, row: Mapping[Any, Any], text: str, *, final: bool = False) -> None:
    """Note a failed attempt: the next one later, or an incident."""
    work.connection.exec_driver_sql(_UNQUEUE, (row["id"],))
    left, text = 0 if final else row["retries_left"] - 1, text[:2_000]
    wait = BACK_OFF_SECONDS[min(row["attempts"], len(BACK_OFF_SECONDS) - 1)]
    due_at = work.now + timedelta(seconds=wait) if left else row["due_at"]
    state = "ready" if left else "failed"
    work.connection.exec_driver_sql(_FAIL, (left, text, state, due_at, bool(left), row["id"]))
    if left:
        hand_over(work.connection, [{**row, "due_at": due_at}], work.queues, work.now)
    else:
        _raise_incident(work, row, text)


def _raise_incident(work: Work, row: Mapping[Any, Any], text: str) -> None:
    work.pending.add_incident(
        {
            "id": str(uuid7()),
            "instance_id": row["instance_id"],
            "root_id": row["root_id"],
            "job_id": row["id"],
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
        data = {"job_id": row["id"], "job_type": row["job_type"], "token_id": row["token_id"]}
        tell(work, locked, "job_failed", data, (raised,), {})
