"""One transaction: opened once, joined by whoever nests, committed in exactly one place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any

from sqlalchemy import Connection
from sqlalchemy import Engine as Database
from sqlalchemy.orm import Session

from engine.errors import InvalidState


class Transaction:
    """An open database transaction with what has yet to be written in it.

    `before_commit` runs once, last, on the way to the commit: what is written there holds its locks shortest.
    """

    def __init__(self, session: Session, now: datetime) -> None:
        self.session = session
        self.now = now
        self.doomed: BaseException | None = None
        self.resources: dict[str, Any] = {}
        self.flushers: list[Callable[[], None]] = []
        self.before_commit: list[Callable[[], None]] = []
        self.after_commit: list[Callable[[], None]] = []
        self._connection: Connection | None = None

    @property
    def connection(self) -> Connection:
        """The connection on which everything of this transaction runs."""
        if self._connection is None:
            self._connection = self.session.connection()
        return self._connection

    def flush(self) -> None:
        """Write what is pending, so that a query in this transaction sees it."""
        for flusher in self.flushers:
            flusher()


class Transactions:
    """Opens transactions on one database; a transaction opened inside another one joins it."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._current: ContextVar[Transaction | None] = ContextVar(
            f"engine_transaction_{id(self)}", default=None
        )

    @property
    def current(self) -> Transaction | None:
        """The transaction of this context, if one is open."""
        return self._current.get()

    @contextmanager
    def begin(self, now: Callable[[], datetime]) -> Iterator[Transaction]:
        """Open a transaction, or join the open one. Only the outermost commits.

        A joined block that fails dooms the whole: its half of the work may already be written.
        """
        outer = self._current.get()
        if outer is not None:
            try:
                yield outer
            except BaseException as error:
                outer.doomed = outer.doomed or error
                raise
            return
        with Session(self._database, expire_on_commit=False) as session:
            transaction = Transaction(session, now())
            token = self._current.set(transaction)
            try:
                yield transaction
                self._finish(transaction)
            finally:
                self._current.reset(token)
        for callback in transaction.after_commit:
            callback()

    @staticmethod
    def _finish(transaction: Transaction) -> None:
        """Flush and commit: the one place in the engine that does."""
        if transaction.doomed is not None:
            raise InvalidState(
                "Expected to commit, but a part of this transaction failed and its failure was swallowed."
            ) from transaction.doomed
        transaction.session.flush()
        for callback in transaction.before_commit:
            callback()
        transaction.session.commit()
