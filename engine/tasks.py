"""Human tasks: found, claimed, decided."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from uuid_utils import uuid7

from engine import codec, task_events
from engine.cases import Case
from engine.counts import audience_id, members_of
from engine.errors import Conflict, InvalidState, NotFound
from engine.events import Event, TaskOpened
from engine.queries import TaskQuery, task_value
from engine.stepping import step, tell
from engine.values import Task, TaskId, TokenId

if TYPE_CHECKING:
    from engine.core import Work

_GET = "SELECT t.*, a.members FROM engine_task t JOIN engine_audience a ON a.id = t.audience_id "
_BY_ID = _GET + "WHERE t.id = %s"
_BY_TOKENS = _GET + "WHERE t.instance_id = %s AND t.token_id = ANY(%s) AND t.closed_at IS NULL"


class Tasks:
    """Commands and queries on human tasks. Commands wait for the lock of the task's case."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._rows: dict[str, dict[str, Any]] = work.transaction.resources.setdefault("task_rows", {})

    def query(self) -> TaskQuery:
        """Start a query. Without a state it finds tasks that are open or claimed."""
        return TaskQuery(self._work)

    def get(self, task_id: str) -> Task:
        """Return a task in any state. Raises NotFound."""
        self._work.transaction.flush()
        row = self._work.connection.exec_driver_sql(_BY_ID, (task_id,)).mappings().first()
        if row is None:
            raise NotFound(f"Expected task {task_id}, but there is none.")
        return task_value(row)

    def claim(self, task_id: str, *, assignee: str | None = None, revision: int | None = None) -> Task:
        """Reserve an open task for `assignee` (the actor without one); claiming again changes nothing.

        Raises: NotFound; Conflict: somebody else has it, it is closed, or it is not what you saw.
        """
        case, row = self._active(task_id, revision)
        wanted = assignee or self._work.actor
        if row["assignee"] == wanted:
            return task_value(row)
        if row["assignee"] is not None:
            raise _taken(row)
        return self._assign(case, row, "claim_task", wanted)

    def release(self, task_id: str, *, revision: int | None = None) -> Task:
        """Give a claimed task back to its candidates. Raises: NotFound; Conflict."""
        case, row = self._active(task_id, revision)
        return task_value(row) if row["assignee"] is None else self._assign(case, row, "release_task", None)

    def assign(self, task_id: str, assignee: str, *, revision: int | None = None) -> Task:
        """Hand an active task to `assignee`, whoever has it. Raises: NotFound; Conflict."""
        case, row = self._active(task_id, revision)
        return self._assign(case, row, "assign_task", assignee)

    def complete(
        self,
        task_id: str,
        *,
        variables: Mapping[str, Any] | None = None,
        revision: int | None = None,
        comment: str | None = None,
    ) -> None:
        """Finish a task with `variables` and let its case go on. An open task counts as claimed by the actor.

        `revision` is the one that the actor saw.
        Raises: NotFound; InvalidState: the instance is suspended; Conflict: somebody was first (`details` say
        who and when), it is somebody else's, or it has changed.
        """
        case, row = self._active(task_id, revision)
        actor = self._work.actor
        if row["assignee"] not in {None, actor}:
            raise _taken(row)
        if row["assignee"] is None:
            self._change(row, "claimed", assignee=actor, claimed_at=self._work.now)
        row["comment"] = comment
        given = dict(variables or {})
        data = {"task_id": task_id, "token_id": row["token_id"], "variables": given, "comment": comment}
        step(self._work, case, "complete_task", data, lambda run: run.complete(row["token_id"], given))

    def open(self, case: Case, event: TaskOpened) -> Task:
        """Add the row of a task that the core has opened; a task with an assignee is born claimed."""
        work, row = self._work, case.row
        members = members_of(event.candidate_groups, event.candidate_users)
        number = audience_id(members)
        work.pending.wanted_audiences[number] = members
        task = {
            "id": str(uuid7()),
            "instance_id": row["id"],
            "root_id": row["root_id"],
            "definition_id": row["definition_id"],
            "process_id": row["process_id"],
            "element_id": event.element_id,
            "token_id": event.token_id,
            "scope": event.scope,
            "loop_index": event.loop_index,
            "name": event.name,
            "form_id": event.form_id,
            "state": "open" if event.assignee is None else "claimed",
            "assignee": event.assignee,
            "audience_id": number,
            "priority": event.priority,
            "due_at": event.due_at,
            "follow_up_at": event.follow_up_at,
            "business_key": row["business_key"],
            "region": row["region"],
            "created_at": work.now,
            "claimed_at": None if event.assignee is None else work.now,
            "closed_at": None,
            "closed_by": None,
            "close_reason": None,
            "comment": None,
            "revision": 1,
            "evaluated": _explained(event.evaluated),
            "members": list(members),
        }
        self._rows[task["id"]] = task
        work.pending.tasks[task["id"]] = task
        work.pending.counts.move(number, row["process_id"], None, task["state"])
        return task_value(task)

    def rebind(self, case: Case, event: TaskOpened) -> Task:
        """Bind an active task anew, as another version of the definition says; its claim stays."""
        work = self._work
        self.load_tokens(case, [event.token_id])
        row = next(row for row in self._of(case) if row["token_id"] == event.token_id)
        members = members_of(event.candidate_groups, event.candidate_users)
        number = audience_id(members)
        work.pending.wanted_audiences[number] = members
        work.pending.counts.move(row["audience_id"], row["process_id"], row["state"], None)
        work.pending.counts.move(number, case.row["process_id"], None, row["state"])
        row.update(
            definition_id=case.row["definition_id"],
            process_id=case.row["process_id"],
            element_id=event.element_id,
            scope=event.scope,
            loop_index=event.loop_index,
            name=event.name,
            form_id=event.form_id,
            audience_id=number,
            members=list(members),
            priority=event.priority,
            due_at=event.due_at,
            follow_up_at=event.follow_up_at,
            evaluated=_explained(event.evaluated),
        )
        return self._change(row, row["state"])

    def load_tokens(self, case: Case, token_ids: Iterable[str]) -> None:
        """Read the active tasks of these tokens that this transaction has not seen."""
        missing = sorted(set(token_ids) - {row["token_id"] for row in self._of(case)})
        if missing:
            found = self._work.connection.exec_driver_sql(_BY_TOKENS, (case.id, missing)).mappings()
            self._rows.update({row["id"]: dict(row) for row in found})

    def close(self, case: Case, token_id: str, reason: str) -> Task:
        """Close the active task of a token; `reason` is "completed" or "cancelled"."""
        row = next(row for row in self._of(case) if row["token_id"] == token_id)
        return self._change(
            row, reason, closed_at=self._work.now, closed_by=self._work.actor, close_reason=reason
        )

    def _of(self, case: Case) -> Iterable[dict[str, Any]]:
        return (row for row in self._rows.values() if row["instance_id"] == case.id and not row["closed_at"])

    def _active(self, task_id: str, revision: int | None) -> tuple[Case, dict[str, Any]]:
        """Lock the task's case, read the task as it is then, refuse what is not to be decided any more."""
        row = self._rows.get(task_id)
        if row is None:
            self._work.cases.lock_by_task(task_id)
            row = self._work.transaction.row(_BY_ID, (task_id,))
            assert row is not None
            self._rows[task_id] = row
        if row["closed_at"] is not None:
            raise _closed(row)
        if revision is not None and revision != row["revision"]:
            raise _changed(row, revision)
        case = self._work.cases.member(row["instance_id"])
        if case.row["suspended"]:
            raise InvalidState("Expected a running instance, but it is suspended.", instance_id=case.id)
        return case, row

    def _assign(self, case: Case, row: dict[str, Any], command: str, assignee: str | None) -> Task:
        before = row["assignee"]
        claimed_at = None if assignee is None else self._work.now
        state = "open" if assignee is None else "claimed"
        task = self._change(row, state, assignee=assignee, claimed_at=claimed_at)
        event: Event = task_events.TaskAssigned(task.token_id, task.element_id, task.id, assignee, before)
        data = {"task_id": task.id, "token_id": task.token_id, "assignee": assignee}
        tell(self._work, case, command, data, (event,), {TokenId(task.token_id): task})
        return task

    def _change(self, row: dict[str, Any], state: str, **values: Any) -> Task:
        pending = self._work.pending
        pending.counts.move(row["audience_id"], row["process_id"], row["state"], state)
        row.update(values, state=state, revision=row["revision"] + 1)
        pending.tasks[row["id"]] = row
        return task_value(row)


def _explained(evaluated: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    return {what: codec.encode(dict(how)) for what, how in evaluated.items()}


def _taken(row: Mapping[str, Any]) -> Conflict:
    by, at = row["assignee"], row["claimed_at"]
    message = f"Expected a task that nobody else has, but {by} claimed it at {at.isoformat()}."
    return Conflict(message, task_id=TaskId(row["id"]), reason="claimed", by=by, at=at)


def _closed(row: Mapping[str, Any]) -> Conflict:
    by, at = row["closed_by"], row["closed_at"]
    message = f"Expected an active task, but {by} {row['close_reason']} it at {at.isoformat()}."
    return Conflict(message, task_id=TaskId(row["id"]), reason=row["close_reason"], by=by, at=at)


def _changed(row: Mapping[str, Any], revision: int) -> Conflict:
    message = f"Expected revision {revision} of the task, but it is at {row['revision']}."
    return Conflict(
        message, task_id=TaskId(row["id"]), reason="changed", by=row["assignee"], at=row["claimed_at"]
    )
