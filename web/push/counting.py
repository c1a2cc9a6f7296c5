"""Counts again when something has changed, for all whom it concerns at once, and tells their browsers."""

from __future__ import annotations

import json
import threading
import time
from contextlib import suppress
from typing import Any

import psycopg
import structlog
from sqlalchemy.exc import SQLAlchemyError

from engine.db import connection_string
from web.push import metrics
from web.push.frames import ENDED, numbers_frame
from web.push.streams import Streams
from web.push.watching import Watcher, Watchers
from workflows.approvals.inbox.live_counts import CountsRequest, numbers
from workflows.bootstrap import Platform
from workflows.business.demands.tender_queries import revisions
from workflows.ground.announcer import CHANNEL

ROUND_SECONDS = 0.25
"""Between two rounds at least so long: a round is dear by its statements, not by its watchers."""
TICK_SECONDS = 1.0
RETRY_SECONDS = 2.0
MOST_AT_ONCE = 1_000

log = structlog.get_logger("web.push")


class Counting:
    """One thread of the process: hears of changes, counts, hands what is new to the streams."""

    def __init__(self, platform: Platform, watchers: Watchers, streams: Streams) -> None:
        self._platform = platform
        self._watchers = watchers
        self._streams = streams
        self._stopping = threading.Event()
        self._next_round = 0.0
        self._thread = threading.Thread(target=self._run, name="push-counting", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop after the round that is under way."""
        self._stopping.set()
        self._thread.join(5)

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                with self._listening() as connection:
                    self._watchers.touch_all(time.monotonic())
                    while not self._stopping.is_set():
                        self._hear(connection)
                        self._tell_rooms()
                        self._round()
            except (psycopg.Error, SQLAlchemyError) as error:
                log.warning("push_without_database", cause=type(error).__name__)
                self._stopping.wait(RETRY_SECONDS)
            except Exception:
                log.exception("push_failed")
                self._stopping.wait(RETRY_SECONDS)

    def _listening(self) -> psycopg.Connection[Any]:
        address = connection_string(self._platform.engine.database_url)
        connection = psycopg.connect(address, autocommit=True, application_name="tongban push")
        connection.execute(f"LISTEN {CHANNEL}")
        return connection

    def _hear(self, connection: psycopg.Connection[Any]) -> None:
        """Wait for changes until the next watcher is due, and mark whom they concern."""
        heard = list(connection.notifies(timeout=self._patience(), stop_after=1))
        if heard:
            heard += connection.notifies(timeout=0)
        members: set[str] = set()
        for notice in heard:
            with suppress(ValueError):  # somebody else's notification
                members.update(json.loads(notice.payload))
        self._watchers.touch(members, time.monotonic())

    def _patience(self) -> float:
        due_at = self._watchers.next_due()
        left = TICK_SECONDS if due_at is None else max(due_at, self._next_round) - time.monotonic()
        return min(max(left, 0.0), TICK_SECONDS)

    def _tell_rooms(self) -> None:
        """Tell whose page shows a room that has changed, at once: one statement, however many they are."""
        behind = self._watchers.behind()
        if not behind:
            return
        with self._platform.begin() as work:
            rooms = revisions(work, {watcher.room for watcher in behind})
        for watcher in behind:
            if self._watchers.renewed(watcher, rooms.get(watcher.room)):
                self._send(watcher)

    def _round(self) -> None:
        """Count for all who are due, then leave others time to gather, while rooms are still heard of."""
        if time.monotonic() < self._next_round:
            return
        due = self._watchers.due(time.monotonic(), MOST_AT_ONCE)
        if due:
            self._tell(due)
            self._next_round = time.monotonic() + ROUND_SECONDS

    def _tell(self, due: list[tuple[Watcher, CountsRequest]]) -> None:
        with self._platform.begin() as work:
            counts = numbers(work, [asked for _, asked in due])
            rooms = revisions(work, {watcher.room for watcher, _ in due if watcher.room})
        metrics.ROUNDS.inc()
        metrics.RECOUNTS.inc(len(due))
        for (watcher, _), counted in zip(due, counts, strict=True):
            assert watcher.stream is not None
            if counted is None:
                self._streams.end(watcher.stream, ENDED)
            elif self._watchers.counted(watcher, counted, rooms.get(watcher.room)):
                self._send(watcher)

    def _send(self, watcher: Watcher) -> None:
        assert watcher.stream is not None
        metrics.EVENTS.inc()
        self._streams.send(watcher.stream, numbers_frame(watcher.user_id, watcher.told, watcher.revision))
