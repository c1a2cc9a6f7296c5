"""The rows that a transaction has yet to write: collected by commands, written in batches, once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, LiteralString

from sqlalchemy import Connection

from engine import models
from engine.counts import ADD_COUNTS, Audiences, Counts
from engine.queues import STEPS, Queues
from engine.rows import insert, insert_statement, to_json, upsert_statement
from engine.transaction import Transaction

DEFER_HORIZON = timedelta(hours=1)
"""Jobs due later are handed to Procrastinate by the scan: its fetch walks over everything that waits."""

TASK_NAME = "engine.run_job"

_NOTHING = "[]"

# One statement for all that a step usually changes: each of its parts has rows of its own (a token that goes
# away in a step is not saved by it), so that the order in which PostgreSQL runs them does not matter.
# Upserts and deletes by key, never joins with the parameters: while tables are young the planner would read
# them as a whole.
_SAVE = f"""
WITH saved_state AS (
    {upsert_statement(models.state)}
), dropped_state AS (
    DELETE FROM engine_state WHERE instance_id = %s AND row_id = ANY(%s)
), dropped_variables AS (
    DELETE FROM engine_variable WHERE instance_id = %s AND scope = ANY(%s)
), saved_variables AS (
    {upsert_statement(models.variable)}
), saved_instances AS (
    {upsert_statement(models.instance)}
), saved_tasks AS (
    {upsert_statement(models.task)}
), counted AS (
    {ADD_COUNTS}
)
{insert_statement(models.history)}
"""  # noqa: S608  names and constants of this room
_DROP_STATE = """
WITH dropped_state AS (DELETE FROM engine_state WHERE instance_id = %s AND row_id = ANY(%s))
DELETE FROM engine_variable WHERE instance_id = %s AND scope = ANY(%s)
"""
_WITHDRAW_JOBS = """
WITH gone AS (DELETE FROM engine_job WHERE instance_id = %s AND token_id = ANY(%s) RETURNING id)
DELETE FROM procrastinate_jobs p USING gone WHERE p.queueing_lock = gone.id AND p.status = 'todo'
"""
_DELETE_JOBS = """
WITH gone AS (DELETE FROM engine_job WHERE id = ANY(%s) RETURNING id)
DELETE FROM procrastinate_jobs p USING gone WHERE p.queueing_lock = gone.id AND p.status = 'todo'
"""
_DROP_SUBSCRIPTIONS = "DELETE FROM engine_subscription WHERE instance_id = %s AND token_id = ANY(%s)"
_RESOLVE_INCIDENTS = """
UPDATE engine_incident i
SET resolved_at = r.resolved_at, resolved_by = r.resolved_by, resolution = r.resolution
FROM json_populate_recordset(NULL::engine_incident, %s::json) r
WHERE i.instance_id = r.instance_id AND (r.token_id IS NULL OR i.token_id = r.token_id)
  AND i.resolved_at IS NULL
"""
_DEFER = f"""
SELECT procrastinate_defer_jobs_v1(array_agg(
    ROW(r.queue, '{TASK_NAME}', 0, r.lock, r.id, jsonb_build_object('job_id', r.id), r.scheduled_at)
    ::procrastinate_job_to_defer_v1))
FROM json_to_recordset(%s::json) AS r(id text, queue text, lock text, scheduled_at timestamptz)
"""  # noqa: S608  constants of this module

Token = tuple[str, str]
"""Instance id and token id."""


class Pending:
    """Buffered rows of one transaction. Within it, what is added and taken away again is never written."""

    def __init__(self, transaction: Transaction, audiences: Audiences, queues: Queues) -> None:
        self._transaction = transaction
        self._queues = queues
        self._audiences = audiences
        self.counts = Counts(transaction)
        self.wanted_audiences: dict[int, tuple[str, ...]] = {}
        self.instances: dict[str, dict[str, Any]] = {}
        self.history: list[str] = []
        self.tasks: dict[str, dict[str, Any]] = {}
        self._state: dict[Token, Any] = {}
        self._dropped_state: set[Token] = set()
        self._variables: dict[Token, dict[str, Any]] = {}
        self._jobs: dict[str, dict[str, Any]] = {}
        self._withdrawn: set[Token] = set()
        self._deleted_jobs: set[str] = set()
        self._subscriptions: dict[Token, dict[str, Any]] = {}
        self._dropped_subscriptions: set[Token] = set()
        self._incidents: dict[str, dict[str, Any]] = {}
        self.cases_with_incidents: set[str] = set()
        self._resolved: list[dict[str, Any]] = []
        transaction.flushers.append(self.flush)
        transaction.before_commit.append(lambda: self.flush(final=True))

    def save_state(self, instance_id: str, upserts: Mapping[str, Any], deletes: Iterable[str]) -> None:
        """Keep the changed state rows of an instance; a deleted row takes its scope's variables along."""
        for row_id, data in upserts.items():
            self._state[instance_id, row_id] = data
            self._dropped_state.discard((instance_id, row_id))
        for row_id in deletes:
            self._state.pop((instance_id, row_id), None)
            self._variables.pop((instance_id, row_id), None)
            self._dropped_state.add((instance_id, row_id))

    def save_variables(self, instance_id: str, changed: Mapping[str, Mapping[str, Any]]) -> None:
        """Keep changed variables: {scope: {name: JSON-able value}}."""
        for scope, values in changed.items():
            self._variables.setdefault((instance_id, scope), {}).update(values)

    def add_job(self, row: dict[str, Any]) -> None:
        """Add a job; it is handed to the queue when it is due soon."""
        self._jobs[row["id"]] = row

    def withdraw_job(self, instance_id: str, token_id: str) -> None:
        """Take away every job and timer of a token."""
        for job_id, row in list(self._jobs.items()):
            if (row["instance_id"], row["token_id"]) == (instance_id, token_id):
                del self._jobs[job_id]
        self._withdrawn.add((instance_id, token_id))

    def rebind_jobs(self, instance_id: str, definition_id: str) -> None:
        """Let the jobs and subscriptions of an instance belong to another definition."""
        self.flush()
        for table in ("engine_job", "engine_subscription"):
            statement: LiteralString = f"UPDATE {table} SET definition_id = %s WHERE instance_id = %s"  # noqa: S608
            self._transaction.run(statement, (definition_id, instance_id))

    def delete_job(self, job_id: str) -> None:
        """Take away one job."""
        if self._jobs.pop(job_id, None) is None:
            self._deleted_jobs.add(job_id)

    def add_subscription(self, row: dict[str, Any]) -> None:
        """Add what an instance's token waits for."""
        self._subscriptions[row["instance_id"], row["token_id"]] = row

    def drop_subscription(self, instance_id: str, token_id: str) -> None:
        """Take away what a token waits for."""
        self._subscriptions.pop((instance_id, token_id), None)
        self._dropped_subscriptions.add((instance_id, token_id))

    def add_incident(self, row: dict[str, Any]) -> None:
        """Add an open incident, and its case to those that met one in this transaction."""
        self._incidents[row["id"]] = row
        self.cases_with_incidents.add(row["root_id"])

    def resolve_incidents(
        self, instance_id: str, token_id: str | None, *, by: str, at: datetime, how: str
    ) -> None:
        """Resolve the open incidents of a token, or of the whole instance."""
        for row in self._incidents.values():
            if row["instance_id"] == instance_id and token_id in {None, row["token_id"]}:
                row.update(resolved_at=at, resolved_by=by, resolution=how)
        self._resolved.append(
            {
                "instance_id": instance_id,
                "token_id": token_id,
                "resolved_at": at,
                "resolved_by": by,
                "resolution": how,
            }
        )

    def flush(self, *, final: bool = False) -> None:
        """Write what is pending; the counts only at the end, so that their rows are locked for a moment."""
        self._audiences.store(self._transaction, _taken(self.wanted_audiences))
        self._save(counts=final)
        for dropped in _by_instance(self._dropped_subscriptions):
            self._transaction.run(_DROP_SUBSCRIPTIONS, dropped)
        insert(self._transaction, models.subscription, _taken(self._subscriptions).values())
        self._write_jobs()
        self._run(_RESOLVE_INCIDENTS, self._resolved)
        self._resolved = []
        insert(self._transaction, models.incident, _taken(self._incidents).values())

    def _save(self, *, counts: bool) -> None:
        """Write what a step usually changes, with one statement."""
        variables = [
            {"instance_id": instance_id, "scope": scope, "name": name, "value": value}
            for (instance_id, scope), values in _taken(self._variables).items()
            for name, value in values.items()
        ]
        parts: list[Any] = [
            _keyed(_taken(self._state)),
            variables,
            list(_taken(self.instances).values()),
            list(_taken(self.tasks).values()),
            self.counts.take() if counts else [],
        ]
        history, self.history = self.history, []
        dropped = _by_instance(self._dropped_state)
        if not (history or dropped or any(parts)):
            return
        state, *others = [to_json(part) if part else _NOTHING for part in parts]
        first, *rest = dropped or [("", [])]
        self._transaction.run(_SAVE, [state, *first, *first, *others, f"[{','.join(history)}]"])
        for more in rest:
            self._transaction.run(_DROP_STATE, [*more, *more])

    def _write_jobs(self) -> None:
        for withdrawn in _by_instance(self._withdrawn):
            self._transaction.run(_WITHDRAW_JOBS, withdrawn)
        if self._deleted_jobs:
            self._transaction.run(_DELETE_JOBS, (sorted(self._deleted_jobs),))
            self._deleted_jobs.clear()
        jobs = list(_taken(self._jobs).values())
        now = self._transaction.now
        for row in jobs:
            row["deferred"] = row["due_at"] <= now + DEFER_HORIZON and row["state"] == "ready"
        insert(self._transaction, models.job, jobs)
        hand_over(self._transaction.connection, [row for row in jobs if row["deferred"]], self._queues, now)

    def _run(self, statement: LiteralString, rows: list[dict[str, Any]]) -> None:
        if rows:
            self._transaction.run(statement, (to_json(rows),))


def hand_over(
    connection: Connection, jobs: Iterable[Mapping[Any, Any]], queues: Queues, now: datetime
) -> None:
    """Hand jobs (`id`, `kind`, `job_type`, `root_id`, `due_at`) to Procrastinate, each to its queue."""
    if told := [_deferral(job, queues, now) for job in jobs]:
        connection.exec_driver_sql(_DEFER, (to_json(told),))


def _deferral(row: Mapping[str, Any], queues: Queues, now: datetime) -> dict[str, Any]:
    """Return what Procrastinate is told of a job.

    A lock only for what may run at once: in Procrastinate a scheduled job blocks all later ones of its lock.
    None either for what waits in another queue than the steps: who is asked outside holds up no step.
    """
    told = {"id": row["id"], "queue": (queue := queues.name_for(row["kind"], row["job_type"]))}
    if row["due_at"] > now:
        return {**told, "scheduled_at": row["due_at"]}
    if queue != STEPS.name:
        return told
    return {**told, "lock": row["root_id"] and f"case:{row['root_id']}"}


def _taken(rows: dict[Any, Any]) -> dict[Any, Any]:
    taken = dict(rows)
    rows.clear()
    return taken


def _by_instance(tokens: set[Token]) -> list[tuple[str, list[str]]]:
    """Empty `tokens`; return the token ids of each instance."""
    by_instance: dict[str, list[str]] = {}
    for instance_id, token_id in sorted(tokens):
        by_instance.setdefault(instance_id, []).append(token_id)
    tokens.clear()
    return list(by_instance.items())


def _keyed(rows: Mapping[Token, Any]) -> list[dict[str, Any]]:
    return [{"instance_id": i, "row_id": r, "data": data} for (i, r), data in rows.items()]
