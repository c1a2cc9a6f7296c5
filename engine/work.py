"""One `Work` a transaction: the parts of the engine put together, for whoever acts in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cached_property, partial
from typing import NoReturn, Protocol

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from engine import feel
from engine.correlation import Messages
from engine.definitions import Vocabulary
from engine.errors import InvalidState
from engine.events import TaskOpened
from engine.history import History
from engine.incidents import Incidents
from engine.instances import Instances, Step
from engine.jobs import Jobs
from engine.overview import Overview
from engine.packages import Package
from engine.pending import Pending
from engine.queues import Queues
from engine.repository import Repository
from engine.runtime import Runtime
from engine.spiff import Answer
from engine.tasks import Tasks
from engine.transaction import Slot, Transaction
from engine.unit_of_work import Answers
from engine.values import Instance

Listener = Callable[["Work", Step], None]
"""Called inside the transaction after each command, with what it did."""

TaskAnswers = Callable[["Work", Instance, TaskOpened], Answer | None]
"""Asked before each human task opens: what it is answered with at once, None to let it open.

Called in the middle of a step: it may read, also what listeners have written, but command nothing.
"""


def _unequipped() -> NoReturn:
    raise InvalidState("Expected a transaction of an engine, but no engine has opened this one.")


PENDING: Slot[Pending] = Slot(_unequipped)
INSTANCES: Slot[Instances] = Slot(_unequipped)


class Configuration(Protocol):
    """What an engine gives to the work done with it."""

    @property
    def functions(self) -> feel.Functions | None:
        """What FEEL may call beside its built-in functions."""

    @property
    def vocabulary(self) -> Vocabulary:
        """What packages may name."""

    @property
    def queues(self) -> Queues:
        """Which queue jobs wait in."""

    @property
    def listeners(self) -> Sequence[Listener]:
        """Who is told of each step."""

    @property
    def answer(self) -> TaskAnswers | None:
        """What may answer a task before it opens."""

    def package(self, transaction: Transaction, definition_id: str) -> Package:
        """Return the compiled package of a definition. Raises NotFound."""


class Work:
    """What one actor does in one transaction. Everything below it shares that transaction."""

    def __init__(self, engine: Configuration, transaction: Transaction, actor: str) -> None:
        self.engine = engine
        self.transaction = transaction
        self.actor = actor

    @property
    def session(self) -> Session:
        """The SQLAlchemy session of this transaction; domain rows are written through it."""
        return self.transaction.session

    @property
    def connection(self) -> Connection:
        """The connection of this transaction."""
        return self.transaction.connection

    @property
    def now(self) -> datetime:
        """The moment of this transaction, aware UTC; it stands still."""
        return self.transaction.now

    @cached_property
    def repository(self) -> Repository:
        """Definitions."""
        return Repository(self)

    @cached_property
    def runtime(self) -> Runtime:
        """Instances."""
        return Runtime(self)

    @cached_property
    def tasks(self) -> Tasks:
        """Human tasks."""
        return Tasks(self)

    @cached_property
    def jobs(self) -> Jobs:
        """What workers do."""
        return Jobs(self)

    @cached_property
    def messages(self) -> Messages:
        """Messages and signals."""
        return Messages(self)

    @cached_property
    def incidents(self) -> Incidents:
        """What needs a person."""
        return Incidents(self)

    @cached_property
    def history(self) -> History:
        """What happened."""
        return History(self)

    @cached_property
    def overview(self) -> Overview:
        """Many instances at once."""
        return Overview(self)

    @property
    def pending(self) -> Pending:
        """The rows that this transaction has yet to write."""
        return PENDING.of(self.transaction)

    @property
    def instances(self) -> Instances:
        """The instances that this transaction holds."""
        return INSTANCES.of(self.transaction)

    @property
    def functions(self) -> feel.Functions | None:
        """What FEEL may call beside its built-in functions."""
        return self.engine.functions

    @property
    def vocabulary(self) -> Vocabulary:
        """What packages may name."""
        return self.engine.vocabulary

    @property
    def queues(self) -> Queues:
        """Which queue jobs wait in."""
        return self.engine.queues

    @property
    def answers(self) -> Answers | None:
        """What answers tasks before they open, if anything does."""
        return None if self.engine.answer is None else partial(self.engine.answer, self)

    @property
    def listens(self) -> bool:
        """Whether anybody wants to be told of steps."""
        return bool(self.engine.listeners)

    def tell(self, step: Step) -> None:
        """Hand a step to the listeners."""
        for listener in self.engine.listeners:
            listener(self, step)

    def package(self, definition_id: str) -> Package:
        """Return the compiled package of a definition. Raises NotFound."""
        return self.engine.package(self.transaction, definition_id)
