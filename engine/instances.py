"""Instances inside a transaction: locked once, loaded once, stepped as often as commands ask."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, LiteralString

from engine import codec
from engine.errors import InvalidState, NotFound
from engine.events import Event
from engine.kept_executions import KeptExecutions
from engine.packages import Package
from engine.spiff import Environment, Execution
from engine.transaction import Transaction
from engine.values import Instance, InstanceId, Task, TokenId

STATE_VERSION = 1

_LOCK_ROOT_OF_INSTANCE = """
SELECT i.* FROM engine_instance i
WHERE i.id = (SELECT root_id FROM engine_instance WHERE id = %s) FOR UPDATE
"""
_LOCK_ROOT_OF_TASK = """
SELECT i.* FROM engine_instance i WHERE i.id = (SELECT root_id FROM engine_task WHERE id = %s) FOR UPDATE
"""
_LOCK_ROOT_OF_JOB = """
SELECT i.* FROM engine_instance i WHERE i.id = (SELECT root_id FROM engine_job WHERE id = %s) FOR UPDATE
"""
_READ = "SELECT i.* FROM engine_instance i WHERE i.id = %s"
_LOAD = """
SELECT (SELECT json_object_agg(s.row_id, s.data) FROM engine_state s WHERE s.instance_id = i.id)
         AS state,
       (SELECT json_agg(json_build_array(v.scope, v.name, v.value)) FROM engine_variable v
        WHERE v.instance_id = i.id) AS variables
FROM (SELECT %s::text AS id) i
"""

PackageOf = Callable[[str], Package]
"""Finds the compiled package of a definition id."""


@dataclass(frozen=True, slots=True)
class Step:
    """What one command did to one instance; listeners get it inside the transaction.

    `command` is its name (`start`, `complete_task`, …) and `data` its arguments; `tasks` are the human
    tasks that it touched, by token. `note` is what the caller of the command gave along for the listeners,
    also with the steps on other instances that the command causes; it is kept nowhere.
    """

    instance: Instance
    actor: str
    command: str
    data: Mapping[str, Any]
    events: Sequence[Event]
    tasks: Mapping[TokenId, Task]
    note: object = None


class LockedInstance:
    """One instance that this transaction has locked. `row` is its row with this transaction's changes."""

    def __init__(self, row: dict[str, Any], package: Callable[[], Package]) -> None:
        self.row = row
        self.revision: int = row["revision"]
        """The revision that the database has, whatever this transaction adds to it."""
        self._package = package
        self.execution: Execution | None = None

    @property
    def id(self) -> InstanceId:
        """The instance's id."""
        return InstanceId(self.row["id"])

    @property
    def package(self) -> Package:
        """The package that the instance runs on."""
        return self._package()

    def value(self) -> Instance:
        """Return what callers may see of it."""
        return instance_value(self.row)


class Instances:
    """The instances of one transaction."""

    def __init__(self, transaction: Transaction, package_of: PackageOf, kept: KeptExecutions) -> None:
        self._transaction = transaction
        self._package_of = package_of
        self._kept = kept
        self._held: dict[str, LockedInstance] = {}
        self._locked_roots: set[str] = set()

    def lock(self, instance_id: str) -> LockedInstance:
        """Wait for the lock of the instance's case; return the instance as it is then. Raises NotFound."""
        locked = self._held.get(instance_id)
        return self._lock_by(_LOCK_ROOT_OF_INSTANCE, instance_id, instance_id) if locked is None else locked

    def lock_by_task(self, task_id: str) -> None:
        """Wait for the lock of the case that a task belongs to. Raises NotFound."""
        self._lock_by(_LOCK_ROOT_OF_TASK, task_id, None)

    def lock_by_job(self, job_id: str) -> None:
        """Wait for the lock of the case that a job belongs to, if it belongs to one."""
        row = self._one(_LOCK_ROOT_OF_JOB, job_id)
        if row is not None:
            self._hold(row)

    def peek(self, instance_id: str) -> LockedInstance:
        """Return an instance to look at, without its lock; never step it. Raises NotFound."""
        held = self._held.get(instance_id)
        if held is not None:
            return held
        row = self._transaction.row_once(_READ, (instance_id,))
        if row is None:
            raise NotFound(f"Expected instance {instance_id}, but there is none.")
        return LockedInstance(row, lambda: self._package_of(row["definition_id"]))

    def add(self, row: dict[str, Any]) -> LockedInstance:
        """Take in an instance that this transaction makes."""
        locked = self._locked(row)
        self._locked_roots.add(row["root_id"])
        return locked

    def held(self) -> Iterable[LockedInstance]:
        """Return the instances of this transaction."""
        return self._held.values()

    def _lock_by(self, statement: LiteralString, key: str, instance_id: str | None) -> LockedInstance:
        row = self._one(statement, key)
        if row is None:
            what = "task" if instance_id is None else "instance"
            raise NotFound(f"Expected {what} {key}, but there is none.")
        root = self._hold(row)
        if instance_id is None or instance_id == row["id"]:
            return root
        return self.member(instance_id)

    def _hold(self, root: dict[str, Any]) -> LockedInstance:
        self._locked_roots.add(root["id"])
        return self._held.get(root["id"]) or self._locked(root)

    def member(self, instance_id: str) -> LockedInstance:
        """Return an instance whose case is locked already."""
        held = self._held.get(instance_id)
        if held is not None:
            return held
        row = self._one(_READ, instance_id)
        if row is None:
            raise NotFound(f"Expected instance {instance_id}, but there is none.")
        if row["root_id"] not in self._locked_roots:
            raise InvalidState(f"Expected the case of instance {instance_id} to be locked, but it is not.")
        return self._locked(row)

    def execution(self, locked: LockedInstance, env: Environment) -> Execution:
        """Return the instance's execution, which sees `env` from here on; loaded on first use."""
        if locked.execution is None and locked.id in self._held:
            locked.execution = self._kept.take(locked.id, locked.revision)
        if locked.execution is None:
            locked.execution = self._loaded(locked, env)
        else:
            locked.execution.at(env)
        return locked.execution

    def _loaded(self, locked: LockedInstance, env: Environment) -> Execution:
        row = self._transaction.row(_LOAD, (locked.id,))
        assert row is not None
        scopes: dict[str, dict[str, Any]] = {}
        for scope, name, value in row["variables"] or ():
            scopes.setdefault(scope, {})[name] = codec.decode(value)
        return Execution.load(locked.package.program, row["state"] or {}, scopes, env)

    def keep_executions(self) -> None:
        """Keep what this transaction has stepped, once it is committed, for the next one in this process."""
        for locked in self._held.values():
            if locked.execution is not None and locked.row["state"] == "active":
                self._kept.keep(locked.id, locked.row["revision"], locked.execution)

    def _one(self, statement: LiteralString, key: str) -> dict[str, Any] | None:
        return self._transaction.row(statement, (key,))

    def _locked(self, row: dict[str, Any]) -> LockedInstance:
        locked = LockedInstance(row, lambda: self._package_of(row["definition_id"]))
        self._held[row["id"]] = locked
        return locked


def instance_value(row: Mapping[Any, Any]) -> Instance:
    """Return the value of an instance row."""
    return Instance(*_INSTANCE_COLUMNS(row))


_INSTANCE_COLUMNS = itemgetter(*Instance.__slots__)
