"""Tells every node of the installation whose numbers changed: one PostgreSQL NOTIFY for many commits.

NOTIFY inside the transactions themselves would make all their commits queue for one lock of the database, so
one thread sends what has gathered on a connection of its own. What is lost (a crash, a database that is away)
heals: nodes count again every minute anyway.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Collection, Iterable, Iterator
from typing import Any

import psycopg
import structlog

from engine.db import connection_string
from engine.transaction import Transaction
from workflows.ground.concerned import noted_in

CHANNEL = "tongban_changes"
EVERY_SECONDS = 0.3
MOST_GATHERED = 20_000
RETRY_SECONDS = 2.0
PAYLOAD_BYTES = 7_000
"""PostgreSQL takes less than 8000 bytes in one notification."""

log = structlog.get_logger("workflows.watching")


class Announcer:
    """Gathers members of committed transactions and announces them, at most every `EVERY_SECONDS`.

    Its thread begins with the first change, so it survives a fork, and ends with `close` or the process.
    """

    def __init__(self, database_url: str) -> None:
        """Announce in the database `database_url`; connects when there is something to say."""
        self._address = connection_string(database_url)
        self._gathered: set[str] = set()
        self._something = threading.Condition()
        self._thread: threading.Thread | None = None
        self._closed = False

    def after_commit(self, transaction: Transaction) -> None:
        """Take over what a committed transaction noted; costs a lock and no more."""
        members = noted_in(transaction)
        if not members:
            return
        with self._something:
            if self._closed or len(self._gathered) > MOST_GATHERED:
                return
            self._gathered |= members
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="announcer", daemon=True)
                self._thread.start()
            self._something.notify()

    def close(self) -> None:
        """Say what is left and stop."""
        with self._something:
            self._closed = True
            self._something.notify()
            thread = self._thread
        if thread is not None:
            thread.join(RETRY_SECONDS + 1)

    def _run(self) -> None:
        connection: psycopg.Connection[Any] | None = None
        while (members := self._next()) is not None:
            try:
                if connection is None or connection.closed:
                    connection = psycopg.connect(
                        self._address, autocommit=True, application_name="tongban announcer"
                    )
                announce(connection, members)
            except psycopg.Error as error:
                log.warning("announcement_lost", members=len(members), cause=type(error).__name__)
                if connection is not None:
                    connection.close()
                self._pause(RETRY_SECONDS)
            else:
                self._pause(EVERY_SECONDS)
        if connection is not None:
            connection.close()

    def _next(self) -> set[str] | None:
        """Wait for something to say and take it; None when closed and all is said."""
        with self._something:
            while not self._gathered and not self._closed:
                self._something.wait()
            members, self._gathered = self._gathered, set()
            return members or None

    def _pause(self, seconds: float) -> None:
        """Let more gather, unless it is time to stop."""
        until = time.monotonic() + seconds
        with self._something:
            while not self._closed and (left := until - time.monotonic()) > 0:
                self._something.wait(left)


def announce(connection: psycopg.Connection[Any], members: Collection[str]) -> None:
    """Notify all listeners of `CHANNEL` of these members; the connection is in autocommit."""
    for payload in payloads(members):
        connection.execute("SELECT pg_notify(%s, %s)", (CHANNEL, payload))


def payloads(members: Iterable[str]) -> Iterator[str]:
    """Yield JSON lists of the members, each short enough for one notification."""
    part: list[str] = []
    size = 2
    for member in sorted(members):
        length = len(json.dumps(member)) + 2
        if part and size + length > PAYLOAD_BYTES:
            yield json.dumps(part)
            part, size = [], 2
        part.append(member)
        size += length
    if part:
        yield json.dumps(part)
