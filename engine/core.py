"""The engine's front door: one engine a process, one `Work` a transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cached_property

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from engine import db
from engine.repository import Repository
from engine.transaction import Transaction, Transactions

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """Return the present moment, aware, in UTC."""
    return datetime.now(UTC)


class Work:
    """What one actor does in one transaction. Everything below it shares that transaction."""

    def __init__(self, engine: Engine, transaction: Transaction, actor: str) -> None:
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


class Engine:
    """Executes the processes that are deployed in one database. Thread-safe; makes nothing until asked."""

    def __init__(self, database_url: str, *, clock: Clock = utc_now, pool_size: int = 10) -> None:
        self.database_url = database_url
        self.clock = clock
        self.database = db.connect(database_url, pool_size=pool_size)
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
            yield Work(self, transaction, str(actor))

    def close(self) -> None:
        """Give all connections back."""
        self.database.dispose()
