"""Human tasks: found, claimed, decided."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Literal

from engine import returns, task_conflicts, task_events
from engine.counts import audience_id, members_of
from engine.errors import InvalidState, NotFound, Rejected
from engine.events import Event, TaskAnswered, TaskOpened
from engine.instances import LockedInstance
from engine.queries import TaskQuery, task_value
from engine.signatures import When, add_signers, drop_signer, signers
from engine.spiff import Signers
from engine.stepping import Hold, holding, noting, step, tell
from engine.task_rows import explained, new_row
from engine.task_variables import TaskVariables, variables_at
from engine.transaction import Slot
from engine.unit_of_work import UnitOfWork
from engine.values import EarlierStep, Task, TokenId

_GET = "SELECT t.*, a.members FROM engine_task t JOIN engine_audience a ON a.id = t.audience_id "
_BY_ID = _GET + "WHERE t.id = %s"
_BY_IDS = _GET + "WHERE t.id = ANY(%s)"
_BY_TOKENS = _GET + "WHERE t.instance_id = %s AND t.token_id = ANY(%s) AND t.closed_at IS NULL"

_ROWS: Slot[dict[str, dict[str, Any]]] = Slot(dict)


class Tasks:
    """Commands and queries on human tasks. Commands wait for the lock of the task's case.

    A command's `note` goes with its steps to the listeners.
    """

    def __init__(self, work: UnitOfWork) -> None:
        self._work = work
        self._rows = _ROWS.of(work.transaction)

    def query(self) -> TaskQuery:
        """Start a query. Without a state it finds tasks that are open or claimed."""
        return TaskQuery(self._work)

    def get(self, task_id: str) -> Task:
        """Return a task in any state. Raises NotFound."""
        return task_value(self._row(task_id))

    def get_all(self, task_ids: Iterable[str]) -> dict[str, Task]:
        """Return {id: task} of those that there are, in any state; one statement however many they are."""
        self._work.transaction.flush()
        rows = self._work.transaction.rows(_BY_IDS, (list(task_ids),))
        return {row["id"]: task_value(self._rows.get(row["id"], row)) for row in rows}

    def variables(self, task_id: str) -> TaskVariables:
        """Return what an expression at a task sees. Raises NotFound."""
        return variables_at(self._work, self._row(task_id))

    def claim(self, task_id: str, *, assignee: str | None = None, revision: int | None = None) -> Task:
        """Reserve an open task for `assignee` (the actor without one); claiming again changes nothing.

        Raises: NotFound; Conflict: somebody else has it, it is closed, or it is not what you saw.
        """
        locked, row = self._active(task_id, revision)
        wanted = assignee or self._work.actor
        if row["assignee"] == wanted:
            return task_value(row)
        if row["assignee"] is not None:
            raise task_conflicts.taken(row)
        return self._assign(locked, row, "claim_task", wanted)

    def release(self, task_id: str, *, revision: int | None = None) -> Task:
        """Give a claimed task back to its candidates. Raises: NotFound; Conflict."""
        locked, row = self._active(task_id, revision)
        return task_value(row) if row["assignee"] is None else self._assign(locked, row, "release_task", None)

    def assign(self, task_id: str, assignee: str, *, revision: int | None = None) -> Task:
        """Hand an active task to `assignee`, whoever has it. Raises: NotFound; Conflict."""
        locked, row = self._active(task_id, revision)
        return self._assign(locked, row, "assign_task", assignee)

    def complete(
        self,
        task_id: str,
        *,
        variables: Mapping[str, Any] | None = None,
        revision: int | None = None,
        comment: str | None = None,
        signatures: bool = True,
        local: Sequence[str] = (),
        note: object = None,
        hold_until: datetime | None = None,
    ) -> None:
        """Finish a task with `variables` and let its case go on. An open task counts as claimed by the actor.

        `revision` is the one that the actor saw. A task with signatures to follow waits for them, unless
        `signatures` is False: then nobody is asked. A signature that is completed is given. Variables named
        `local` stay in the run of a repeated subprocess in which the task is. Jobs, messages and signals that
        follow wait for `hold_until`, so that `take_back` can undo them.
        Raises: NotFound; InvalidState: the instance is suspended; Conflict: somebody was first (`details` say
        who and when), it is somebody else's, or it has changed.
        """
        locked, row = self._taken_up(task_id, revision, comment)
        given = dict(variables or {})
        token_id = row["token_id"]
        data = {"task_id": task_id, "token_id": token_id, "variables": given, "comment": comment}
        data |= ({} if signatures else {"signatures": False}) | ({"local": list(local)} if local else {})
        hold = None if hold_until is None else Hold(task_id, hold_until)
        with noting(self._work, note), holding(self._work, hold):
            step(
                self._work,
                locked,
                "complete_task",
                data,
                lambda run: run.complete(token_id, given, signatures=signatures, local=local),
            )

    def refuse_signature(self, task_id: str, *, comment: str | None = None, note: object = None) -> None:
        """Refuse a signature: the task that it was added to goes back to its person at once.

        Raises: NotFound; InvalidState: it is a task of the diagram; Conflict: as in `complete`.
        """
        locked, row = self._taken_up(task_id, None, comment)
        token_id = row["token_id"]
        data = {"task_id": task_id, "token_id": token_id, "comment": comment}
        with noting(self._work, note):
            step(self._work, locked, "refuse_signature", data, lambda run: run.refuse_signature(token_id))

    def add_signers(self, task_id: str, users: Sequence[str], *, when: When = "before") -> None:
        """Ask `users` to sign before the task's person decides (it closes until they have), or after.

        A refused signature, or the last one before, opens a new task for that person.
        Raises: NotFound; Conflict; InvalidArgument: all are asked already.
        """
        locked, row = self._active(task_id, None)
        add_signers(self._work, locked, row, users, when)

    def drop_signer(self, task_id: str, user: str) -> None:
        """Ask `user` for no signature any more. `task_id` is the task's, or that of one of its signatures.

        Raises: NotFound; Conflict; InvalidState: nobody asked them.
        """
        locked, row = self._active(task_id, None)
        drop_signer(self._work, locked, row["signs_for"] or row["token_id"], user)

    def signers(self, task_id: str) -> Signers:
        """Return the signatures of a task, or those beside a signature. Raises NotFound."""
        row = self._row(task_id)
        locked = self._work.instances.peek(row["instance_id"])
        return signers(self._work, locked, row["signs_for"] or row["token_id"])

    def earlier_steps(self, task_id: str) -> tuple[EarlierStep, ...]:
        """Return the steps that `return_to` can lead back to, the latest first. Raises NotFound."""
        row = self._row(task_id)
        return returns.earlier_steps(self._work, self._work.instances.peek(row["instance_id"]), row)

    def return_to(
        self,
        task_id: str,
        earlier_task_id: str,
        *,
        variables: Mapping[str, Any] | None = None,
        revision: int | None = None,
        comment: str | None = None,
        note: object = None,
    ) -> None:
        """Finish a task by going back to an earlier step of its case, also out of parallel branches.

        All that has come from that step stops; what runs beside it goes on. `Engine(answer=…)` may answer the
        tasks on the way again, so that what nobody changed need not be asked twice.
        Raises: NotFound; Conflict; InvalidState; InvalidArgument: the step runs beside this one.
        """
        earlier = self._row(earlier_task_id)
        locked, row = self._taken_up(task_id, revision, comment)
        with noting(self._work, note):
            returns.go_back(self._work, locked, row, earlier, variables or {})

    def take_back(self, task_id: str) -> Task:
        """Undo the actor's decision while nobody has touched what came of it; return the task, open again.

        Raises: NotFound; Conflict: somebody else decided; InvalidState: `details["reason"]` is "touched",
        "told", "left_scope", "ended" or "not_decided".
        """
        self._work.instances.lock_by_task(task_id)
        row = self._row(task_id)
        if row["closed_by"] != self._work.actor:
            raise task_conflicts.closed(row)
        locked = self._work.instances.member(row["instance_id"])
        known = set(self._rows)
        returns.take_back(self._work, locked, row)
        again = next(
            new
            for key, new in self._rows.items()
            if key not in known
            and (new["element_id"], new["signs_for"]) == (row["element_id"], row["signs_for"])
        )
        return task_value(again) if again["assignee"] else self.claim(again["id"])

    def take_back_refusal(self, task_id: str) -> Rejected | None:
        """Return why `take_back` would be refused now, None if it would be carried out. Raises NotFound."""
        row = self._row(task_id)
        if row["closed_by"] != self._work.actor:
            return InvalidState("Expected the actor's own decision, but it is not.", reason="not_decided")
        return returns.take_back_refusal(self._work, self._work.instances.peek(row["instance_id"]), row)

    def change(
        self,
        task_id: str,
        *,
        priority: int | None = None,
        due_at: datetime | Literal["same"] | None = "same",
        follow_up_at: datetime | Literal["same"] | None = "same",
        add_groups: Iterable[str] = (),
        add_users: Iterable[str] = (),
    ) -> Task:
        """Change priority, dates (aware UTC, None: none) or candidates. Raises: NotFound; Conflict."""
        locked, row = self._active(task_id, None)
        changed: dict[str, Any] = {} if priority is None else {"priority": priority}
        changed |= {} if due_at == "same" else {"due_at": due_at}
        changed |= {} if follow_up_at == "same" else {"follow_up_at": follow_up_at}
        added = set(members_of(add_groups, add_users)) - set(row["members"])
        if added:
            changed["members"] = sorted({*row["members"], *added})
            self._readdress(row, locked.row["process_id"], changed["members"])
        task = self._change(row, row["state"], **changed)
        event = task_events.TaskChanged(task.token_id, task.element_id, task.id, _said(changed))
        data = {"task_id": task.id, "token_id": task.token_id, "changed": _said(changed)}
        tell(self._work, locked, "change_task", data, (event,), {TokenId(task.token_id): task})
        return task

    def _readdress(self, row: dict[str, Any], process_id: str, members: Sequence[str]) -> None:
        """Give a task another audience, and the counts with it."""
        work = self._work
        number = audience_id(tuple(members))
        work.pending.wanted_audiences[number] = tuple(members)
        work.pending.counts.move(row["audience_id"], row["process_id"], row["state"], None)
        work.pending.counts.move(number, process_id, None, row["state"])
        row.update(audience_id=number, process_id=process_id, members=list(members))

    def _taken_up(
        self, task_id: str, revision: int | None, comment: str | None
    ) -> tuple[LockedInstance, dict[str, Any]]:
        """Return a task that the actor has or takes now. Raises: as `complete`."""
        locked, row = self._active(task_id, revision)
        actor = self._work.actor
        if row["assignee"] not in {None, actor}:
            raise task_conflicts.taken(row)
        if row["assignee"] is None:
            self._change(row, "claimed", assignee=actor, claimed_at=self._work.now)
        row["comment"] = comment
        return locked, row

    def open(self, locked: LockedInstance, event: TaskOpened) -> Task:
        """Add the row of a task that the core has opened; a task with an assignee is born claimed."""
        task = new_row(self._work, locked, event)
        self._rows[task["id"]] = task
        self._work.pending.tasks[task["id"]] = task
        self._work.pending.counts.move(task["audience_id"], task["process_id"], None, task["state"])
        return task_value(task)

    def answered(self, locked: LockedInstance, event: TaskAnswered) -> Task:
        """Add the row of a task that was answered before it opened: done at once, by `event.by`."""
        now = self._work.now
        task = new_row(self._work, locked, event.opened)
        task.update(state="completed", assignee=event.by, claimed_at=now, closed_at=now, closed_by=event.by)
        task.update(close_reason="answered", comment=event.reason)
        self._work.pending.tasks[task["id"]] = task
        return task_value(task)

    def rebind(self, locked: LockedInstance, event: TaskOpened) -> Task:
        """Bind an active task anew, as another version of the definition says; its claim stays."""
        self.load_tokens(locked, [event.token_id])
        row = next(row for row in self._of(locked) if row["token_id"] == event.token_id)
        members = members_of(event.candidate_groups, event.candidate_users)
        self._readdress(row, locked.row["process_id"], members)
        row.update(
            definition_id=locked.row["definition_id"],
            element_id=event.element_id,
            scope=event.scope,
            loop_index=event.loop_index,
            name=event.name,
            form_id=event.form_id,
            priority=event.priority,
            due_at=event.due_at,
            follow_up_at=event.follow_up_at,
            evaluated=explained(event.evaluated),
        )
        return self._change(row, row["state"])

    def load_tokens(self, locked: LockedInstance, token_ids: Iterable[str]) -> None:
        """Read the active tasks of these tokens that this transaction has not seen."""
        missing = sorted(set(token_ids) - {row["token_id"] for row in self._of(locked)})
        if missing:
            rows = self._work.connection.exec_driver_sql(_BY_TOKENS, (locked.id, missing)).mappings()
            self._rows.update({row["id"]: dict(row) for row in rows})

    def close(self, locked: LockedInstance, token_id: str, reason: str) -> Task:
        """Close the active task of a token; `reason` is "completed", "cancelled" or "waiting"."""
        row = next(row for row in self._of(locked) if row["token_id"] == token_id)
        return self._change(
            row,
            "completed" if reason == "completed" else "cancelled",
            closed_at=self._work.now,
            closed_by=self._work.actor,
            close_reason=reason,
        )

    def _row(self, task_id: str) -> dict[str, Any]:
        """Return the row of a task in any state, as this transaction sees it. Raises NotFound."""
        self._work.transaction.flush()
        row = self._rows.get(task_id) or self._work.transaction.row_once(_BY_ID, (task_id,))
        if row is None:
            raise NotFound(f"Expected task {task_id}, but there is none.")
        return row

    def _of(self, locked: LockedInstance) -> Iterable[dict[str, Any]]:
        return (
            row for row in self._rows.values() if row["instance_id"] == locked.id and not row["closed_at"]
        )

    def _active(self, task_id: str, revision: int | None) -> tuple[LockedInstance, dict[str, Any]]:
        """Lock the task's case, read the task as it is then, refuse what is not to be decided any more."""
        row = self._rows.get(task_id)
        if row is None:
            self._work.instances.lock_by_task(task_id)
            row = self._work.transaction.row(_BY_ID, (task_id,))
            assert row is not None
            self._rows[task_id] = row
        if row["closed_at"] is not None:
            raise task_conflicts.closed(row)
        if revision is not None and revision != row["revision"]:
            raise task_conflicts.changed(row, revision)
        locked = self._work.instances.member(row["instance_id"])
        if locked.row["suspended"]:
            raise InvalidState("Expected a running instance, but it is suspended.", instance_id=locked.id)
        return locked, row

    def _assign(
        self, locked: LockedInstance, row: dict[str, Any], command: str, assignee: str | None
    ) -> Task:
        before = row["assignee"]
        claimed_at = None if assignee is None else self._work.now
        state = "open" if assignee is None else "claimed"
        task = self._change(row, state, assignee=assignee, claimed_at=claimed_at)
        event: Event = task_events.TaskAssigned(task.token_id, task.element_id, task.id, assignee, before)
        data = {"task_id": task.id, "token_id": task.token_id, "assignee": assignee}
        tell(self._work, locked, command, data, (event,), {TokenId(task.token_id): task})
        return task

    def _change(self, row: dict[str, Any], state: str, **values: Any) -> Task:
        pending = self._work.pending
        pending.counts.move(row["audience_id"], row["process_id"], row["state"], state)
        row.update(values, state=state, revision=row["revision"] + 1)
        pending.tasks[row["id"]] = row
        return task_value(row)


def _said(changed: Mapping[str, Any]) -> dict[str, Any]:
    """Return changed values as history keeps them: times as ISO text."""
    return {
        name: value.isoformat() if isinstance(value, datetime) else value for name, value in changed.items()
    }
