"""Jobs: what workers do. A job runs in the transaction that takes it away: it happens once or not at all."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from uuid_utils import uuid7

from engine import codec
from engine.errors import InvalidState, NotFound
from engine.instances import LockedInstance
from engine.pending import DEFER_HORIZON, hand_over
from engine.unit_of_work import UnitOfWork
from engine.values import Job, JobId

logger = logging.getLogger(__name__)

_FIND = "SELECT * FROM engine_job WHERE id = %s"
_STATE = "SELECT state FROM engine_job WHERE id = %s"
_REVIVE = """
UPDATE engine_job SET state = 'ready', retries_left = %s, due_at = %s, deferred = true WHERE id = %s
RETURNING id, kind, job_type, root_id, due_at
"""
_HURRY = """
WITH hurried AS (UPDATE engine_job SET due_at = %s, deferred = true
                 WHERE id = %s AND state = 'ready' RETURNING id, kind, job_type, root_id, due_at),
unqueued AS (DELETE FROM procrastinate_jobs p USING hurried
             WHERE p.queueing_lock = hurried.id AND p.status = 'todo')
SELECT * FROM hurried
"""
_SUSPEND = "UPDATE engine_job SET state = 'suspended' WHERE root_id = %s AND state = 'ready'"
_RESUME = """
WITH resumed AS (UPDATE engine_job SET state = 'ready', deferred = false
                 WHERE root_id = %s AND state = 'suspended' RETURNING id)
DELETE FROM procrastinate_jobs p USING resumed WHERE p.queueing_lock = resumed.id AND p.status = 'todo'
"""
_UNDEFERRED = """
SELECT id, kind, job_type, root_id, due_at FROM engine_job j
WHERE j.state = 'ready' AND ((NOT j.deferred AND j.due_at <= %s) OR j.due_at <= %s)
  AND NOT EXISTS (SELECT 1 FROM procrastinate_jobs p WHERE p.queueing_lock = j.id AND p.status = 'todo')
ORDER BY j.due_at LIMIT 1000 FOR UPDATE OF j SKIP LOCKED
"""
_MARK_DEFERRED = "UPDATE engine_job SET deferred = true WHERE id = ANY(%s) AND NOT deferred"
_RESOLVE = """
UPDATE engine_incident SET resolved_at = %s, resolved_by = %s, resolution = %s
WHERE job_id = %s AND resolved_at IS NULL
"""


class Jobs:
    """Commands and queries on jobs."""

    def __init__(self, work: UnitOfWork) -> None:
        self._work = work

    def get(self, job_id: str) -> Job:
        """Return a job that has not been done. Raises NotFound."""
        self._work.transaction.flush()
        row = self._work.connection.exec_driver_sql(_FIND, (job_id,)).mappings().first()
        if row is None:
            raise NotFound(f"Expected job {job_id}, but there is none: it may be done.")
        return job_value(row)

    def list(
        self,
        *,
        instance_id: str | None = None,
        state: str | None = None,
        ids: Sequence[str] | None = None,
    ) -> tuple[Job, ...]:
        """Return jobs that have not been done, by due date; with `ids` only those of them."""
        self._work.transaction.flush()
        statement = """
        SELECT * FROM engine_job WHERE (%(instance)s::text IS NULL OR instance_id = %(instance)s)
          AND (%(state)s::text IS NULL OR state = %(state)s)
          AND (%(ids)s::text[] IS NULL OR id = ANY(%(ids)s::text[])) ORDER BY due_at, id
        """
        given = {"instance": instance_id, "state": state, "ids": None if ids is None else [*ids]}
        rows = self._work.connection.exec_driver_sql(statement, given)
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

    def begin_periodic(self, job_type: str) -> bool:
        """Have a periodic job run now; False if its last run has not ended. A failed one is tried again."""
        job_id = f"periodic:{job_type}"
        state = self._work.connection.exec_driver_sql(_STATE, (job_id,)).scalar()
        if state is None:
            self.add("background", job_type, {}, headers={}, retries=3, job_id=job_id)
        elif state == "failed":
            self.retry(job_id)
        return state != "ready"

    def add(
        self,
        kind: str,
        job_type: str,
        variables: Mapping[str, Any],
        *,
        headers: Mapping[str, Any],
        retries: int,
        due_at: datetime | None = None,
        instance: LockedInstance | None = None,
        job_id: str | None = None,
    ) -> JobId:
        """Add a job of a case, or one that belongs to none."""
        work = self._work
        added = JobId(job_id or str(uuid7()))
        work.pending.add_job(
            {
                "id": added,
                "kind": kind,
                "job_type": job_type,
                "instance_id": instance and instance.id,
                "root_id": instance and instance.row["root_id"],
                "token_id": None,
                "variables": codec.encode_all(variables),
                "headers": dict(headers),
                "state": "suspended" if instance and instance.row["suspended"] else "ready",
                "retries_left": max(retries, 1),
                "attempts": 0,
                "due_at": due_at or work.now,
                "created_by": work.actor,
                "created_at": work.now,
            }
        )
        return added

    def retry(self, job_id: str, *, retries: int = 1) -> None:
        """Run a failed job again; resolves its incident. Raises: NotFound; InvalidState: not failed."""
        job = self.get(job_id)
        if job.state != "failed":
            raise InvalidState(f"Expected a failed job, but it is {job.state}.", job_id=job_id)
        work = self._work
        if job.instance_id is not None:
            work.instances.lock(job.instance_id)
        revived = (
            work.connection.exec_driver_sql(_REVIVE, (max(retries, 1), work.now, job_id)).mappings().all()
        )
        work.connection.exec_driver_sql(_RESOLVE, (work.now, work.actor, "retried", job_id))
        hand_over(work.connection, revived, work.queues, work.now)

    def hurry(self, job_id: str) -> bool:
        """Have a job that waits for its time done now; False if it does not wait (any more)."""
        job = self.get(job_id)
        work = self._work
        if job.instance_id is not None:
            work.instances.lock(job.instance_id)
        hurried = work.connection.exec_driver_sql(_HURRY, (work.now, job_id)).mappings().all()
        hand_over(work.connection, hurried, work.queues, work.now)
        return bool(hurried)

    def set_suspended(self, root_id: str, *, suspended: bool) -> None:
        """Suspend or resume the jobs of a case."""
        work = self._work
        work.connection.exec_driver_sql(_SUSPEND if suspended else _RESUME, (root_id,))
        if not suspended:
            defer_due(work)


def defer_due(work: UnitOfWork) -> int:
    """Hand jobs that become due soon, or that the queue has lost, to Procrastinate; return how many."""
    due_until, lost_since = work.now + DEFER_HORIZON, work.now - timedelta(minutes=1)
    jobs = work.connection.exec_driver_sql(_UNDEFERRED, (due_until, lost_since)).mappings().all()
    if jobs:
        hand_over(work.connection, jobs, work.queues, work.now)
        work.connection.exec_driver_sql(_MARK_DEFERRED, ([job["id"] for job in jobs],))
    return len(jobs)


def forget_expired(work: UnitOfWork) -> int:
    """Drop buffered messages whose time is over; return how many."""
    return work.connection.exec_driver_sql(
        "DELETE FROM engine_message WHERE expires_at <= %s", (work.now,)
    ).rowcount


def job_value(row: Mapping[Any, Any]) -> Job:
    """Return the value of a job row."""
    values = {name: row[name] for name in Job.__slots__}
    return Job(**{**values, "variables": codec.to_python(values["variables"])})
