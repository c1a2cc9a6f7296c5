"""The engine's front door: one engine a process, one `Work` a transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from types import MappingProxyType
from typing import Protocol

from engine import db, feel
from engine.counts import Audiences
from engine.definitions import Vocabulary
from engine.errors import InvalidState
from engine.instances import Instances
from engine.job_handlers import Handler
from engine.job_runs import run_due
from engine.kept_executions import KeptExecutions
from engine.packages import Package, Packages
from engine.pending import Pending
from engine.periodic import Periodic
from engine.queues import Queue, Queues
from engine.repository import read_files
from engine.transaction import Transaction, Transactions
from engine.work import INSTANCES, PENDING, Listener, TaskAnswers, Work
from engine.worker import Worker

Clock = Callable[[], datetime]
Observer = Callable[[Transaction], None]
"""Called after each commit, with the transaction that was committed: read what it carried, no more."""


class Directory(Protocol):
    """What the engine may ask about people and groups; used by the checks at deploy."""

    def group_exists(self, group: str) -> bool:
        """Tell whether tasks may be addressed to `group`."""


def utc_now() -> datetime:
    """Return the present moment, aware, in UTC."""
    return datetime.now(UTC)


class Engine:
    """Executes the processes that are deployed in one database. Thread-safe; makes nothing until asked."""

    def __init__(
        self,
        database_url: str,
        *,
        handlers: Mapping[str, Handler] = MappingProxyType({}),
        queues: Mapping[str, Queue] = MappingProxyType({}),
        periodic: Sequence[Periodic] = (),
        functions: feel.Functions | None = None,
        directory: Directory | None = None,
        clock: Clock = utc_now,
        listeners: Sequence[Listener] = (),
        on_commit: Observer | None = None,
        vocabulary: Vocabulary | None = None,
        answer: TaskAnswers | None = None,
        pool_size: int = 10,
    ) -> None:
        """Prepare an engine on `database_url`; connects on first use.

        `handlers` do the jobs, by type; `queues` names the queue of those that are no steps of cases, and
        `periodic` what workers begin by the clock; `functions` are callable from FEEL; `listeners` are called
        inside each transaction with what a command did, `on_commit` after each; `vocabulary` is what packages
        may name (else what `functions` and `directory` say); `answer` may answer a task before it opens.
        """
        self.database_url = database_url
        self.handlers = handlers
        self.queues, self.periodic = Queues(queues), tuple(periodic)
        self.functions = functions
        self.directory = directory
        self.clock = clock
        self.listeners = tuple(listeners)
        self.on_commit = on_commit
        self.answer = answer
        self.vocabulary = vocabulary or Vocabulary(
            group_exists=None if directory is None else directory.group_exists,
            functions=frozenset(functions or ()),
        )
        self.database = db.connect(database_url, pool_size=pool_size)
        self.packages, self.executions = Packages(), KeptExecutions()
        self._audiences = Audiences()
        self._transactions = Transactions(self.database)

    def migrate(self) -> None:
        """Bring the tables of the engine and of its job queue up to date."""
        db.migrate(self.database_url)

    @contextmanager
    def begin(self, actor: str = "system", *, now: datetime | None = None) -> Iterator[Work]:
        """Open a transaction or join the one open in this context; commit at the end of the outermost.

        Raises InvalidState: a part that joined has failed and the failure was swallowed.
        """
        with self._transactions.begin(self.clock if now is None else lambda: now) as transaction:
            if PENDING not in transaction.carried:
                self._equip(transaction)
            yield Work(self, transaction, str(actor))

    def _equip(self, transaction: Transaction) -> None:
        PENDING.put(transaction, Pending(transaction, self._audiences, self.queues))
        instances = Instances(
            transaction, lambda definition_id: self.package(transaction, definition_id), self.executions
        )
        INSTANCES.put(transaction, instances)
        transaction.after_commit.append(instances.keep_executions)
        if self.on_commit is not None:
            transaction.after_commit.append(partial(self.on_commit, transaction))

    def package(self, transaction: Transaction, definition_id: str) -> Package:
        """Return the compiled package of a definition. Raises NotFound."""
        return self.packages.get(definition_id, lambda: read_files(transaction.connection, definition_id))

    def run_due_jobs(self, now: datetime | None = None) -> int:
        """Do all jobs and timers that are due at `now`, and what they cause; return how many were done.

        Raises InvalidState: inside an open transaction.
        """
        if self._transactions.current is not None:
            raise InvalidState("Expected no open transaction, but jobs need one each.")
        return run_due(self, self.clock() if now is None else now)

    def worker(self, *, concurrency: int | None = None, name: str = "tongban") -> Worker:
        """Return a worker; `run()` it in a process or thread of its own.

        `concurrency` is how many steps of cases it takes at once; other queues keep the slots they declare.
        """
        return Worker(self, concurrency=concurrency, name=name)

    def close(self) -> None:
        """Give all connections back."""
        self.database.dispose()
