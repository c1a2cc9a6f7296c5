"""One transaction: opened once, joined by whoever nests, committed in exactly one place."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any, Generic, LiteralString, TypeVar

import psycopg
from psycopg.rows import dict_row
from sqlalchemy import Connection, event
from sqlalchemy import Engine as Database
from sqlalchemy.orm import Session

from engine.errors import InvalidState
from engine.storable_text import refuse

T = TypeVar("T")


class Slot(Generic[T]):
    """A place for one typed thing that a transaction carries, such as the people whom it concerns.

    Made once, at the top of the module that owns the thing; the slot itself is the key, so no two can meet.
    """

    def __init__(self, make: Callable[[], T]) -> None:
        """Make a slot whose thing is `make()` when a transaction first asks for it."""
        self._make = make

    def of(self, transaction: Transaction) -> T:
        """Return the transaction's thing, making it on first use."""
        if self not in transaction.carried:
            transaction.carried[self] = self._make()
        thing: T = transaction.carried[self]
        return thing

    def put(self, transaction: Transaction, thing: T) -> None:
        """Let the transaction carry `thing` from now on."""
        transaction.carried[self] = thing

    @contextmanager
    def carrying(self, transaction: Transaction, thing: T) -> Iterator[None]:
        """Let the transaction carry `thing` inside the block, and afterwards what it carried before."""
        before = self.of(transaction)
        self.put(transaction, thing)
        try:
            yield
        finally:
            self.put(transaction, before)

    def drop(self, transaction: Transaction) -> None:
        """Let the transaction carry nothing here; it is made anew on next use."""
        transaction.carried.pop(self, None)


_Row = TypeVar("_Row")
_ANSWERS: Slot[dict[Hashable, Any]] = Slot(dict)


class Transaction:
    """An open database transaction with what has yet to be written in it.

    `before_commit` runs once, last, on the way to the commit: what is written there holds its locks shortest.
    `only_reads`: it shows something and changes none of it, so what was read once stays true to its end.
    """

    def __init__(self, connection: Connection, now: datetime) -> None:
        self.connection = connection
        self.now = now
        self.only_reads = False
        self.doomed: BaseException | None = None
        self.carried: dict[Slot[Any], Any] = {}
        self.flushers: list[Callable[[], None]] = []
        self.before_commit: list[Callable[[], None]] = []
        self.after_commit: list[Callable[[], None]] = []
        self._session: Session | None = None
        driver = connection.connection.driver_connection
        assert driver is not None
        self._tuples: psycopg.Cursor[tuple[Any, ...]] = driver.cursor()
        self._dicts: psycopg.Cursor[dict[str, Any]] = driver.cursor(row_factory=dict_row)

    @property
    def session(self) -> Session:
        """The session of this transaction, made on first use. Its `commit` only flushes."""
        if self._session is None:
            self._session = Session(
                self.connection, expire_on_commit=False, join_transaction_mode="rollback_only"
            )
            if self.only_reads:
                _keep_what_it_loads(self._session)
        return self._session

    def run(self, statement: LiteralString, parameters: Sequence[Any] = ()) -> None:
        """Run a statement without a result, straight on the driver: what every step does goes this way."""
        _execute(self._tuples, statement, parameters)

    def row(self, statement: LiteralString, parameters: Sequence[Any] = ()) -> dict[str, Any] | None:
        """Run a query straight on the driver and return its first row by column, or None."""
        return _execute(self._dicts, statement, parameters).fetchone()

    def rows(self, statement: LiteralString, parameters: Sequence[Any] = ()) -> list[dict[str, Any]]:
        """Run a query straight on the driver and return its rows by column."""
        return _execute(self._dicts, statement, parameters).fetchall()

    def rows_once(self, statement: LiteralString, parameters: Sequence[Any] = ()) -> list[dict[str, Any]]:
        """Return what `rows` does; a transaction that only reads asks each question once."""
        return self.once((statement, repr(parameters)), lambda: self.rows(statement, parameters))

    def row_once(self, statement: LiteralString, parameters: Sequence[Any] = ()) -> dict[str, Any] | None:
        """Return what `row` does; a transaction that only reads asks each question once."""
        return self.once((statement, repr(parameters), "row"), lambda: self.row(statement, parameters))

    def once(self, question: Hashable, answer: Callable[[], T]) -> T:
        """Return `answer()`, which nobody changes; a transaction that only reads asks each question once."""
        if not self.only_reads:
            return answer()
        answers = _ANSWERS.of(self)
        if question not in answers:
            answers[question] = answer()
        told: T = answers[question]
        return told

    def write_session(self) -> None:
        """Write what the session has pending."""
        if self._session is not None:
            self._session.flush()

    def close(self) -> None:
        """Let go of cursors and session."""
        self._tuples.close()
        self._dicts.close()
        if self._session is not None:
            self._session.close()

    def flush(self) -> None:
        """Write what is pending, so that a query in this transaction sees it."""
        for flusher in self.flushers:
            flusher()


def _keep_what_it_loads(session: Session) -> None:
    """Let a session hold on to its rows: by itself it forgets those that nobody holds, and asks again."""
    kept: list[object] = []
    event.listen(session, "loaded_as_persistent", lambda _, row: kept.append(row))


def _execute(
    cursor: psycopg.Cursor[_Row], statement: LiteralString, parameters: Sequence[Any]
) -> psycopg.Cursor[_Row]:
    """Execute a statement. Raises InvalidArgument: the database cannot hold a parameter."""
    try:
        return cursor.execute(statement, parameters)
    except (psycopg.Error, UnicodeEncodeError) as error:
        refuse(error, parameters)
        raise


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
        with self._database.connect() as connection, connection.begin():
            transaction = Transaction(connection, now())
            token = self._current.set(transaction)
            try:
                yield transaction
                self._finish(transaction)
            finally:
                self._current.reset(token)
                transaction.close()
        for callback in transaction.after_commit:
            callback()

    @staticmethod
    def _finish(transaction: Transaction) -> None:
        """Flush everything; leaving the block in `begin` commits, the one place in the engine that does."""
        if transaction.doomed is not None:
            raise InvalidState(
                "Expected to commit, but a part of this transaction failed and its failure was swallowed."
            ) from transaction.doomed
        transaction.write_session()
        for callback in transaction.before_commit:
            callback()
