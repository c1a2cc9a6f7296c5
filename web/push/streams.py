"""Open connections to browsers, all served by one thread of the process."""

from __future__ import annotations

import selectors
import socket
import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

import structlog

from web.push import metrics
from web.push.frames import BEAT

BEAT_SECONDS = 20.0
STUCK_SECONDS = 30.0
"""A browser that takes nothing for so long is given up."""
SEND_BUFFER_BYTES = 16_384
USER_TIMEOUT_MILLISECONDS = 60_000
MOST_HEARD_BYTES = 16_384
"""A browser has nothing to say on a stream; one that talks anyway is given up."""

log = structlog.get_logger("web.push")


@dataclass(slots=True, eq=False)
class Stream:
    """One connection. `latest` replaces what it has not begun to take: only the newest numbers matter."""

    connection: socket.socket
    on_closed: Callable[[], None]
    outgoing: bytes = b""
    latest: bytes = b""
    ending: bool = False
    wrote_at: float = field(default_factory=time.monotonic)
    heard_bytes: int = 0


class Streams:
    """Writes to any number of streams from one thread; all methods may be called from any other."""

    def __init__(self) -> None:
        self._selector = selectors.DefaultSelector()
        self._waking, self._wake = socket.socketpair()
        for end in (self._waking, self._wake):
            end.setblocking(False)
        self._selector.register(self._waking, selectors.EVENT_READ, None)
        self._orders: deque[Callable[[], None]] = deque()
        self._open: set[Stream] = set()
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="push-streams", daemon=True)
        self._thread.start()

    def open(self, connection: socket.socket, first: bytes, on_closed: Callable[[], None]) -> Stream:
        """Take a connection over and send `first`; `on_closed` is called once, when it is gone."""
        connection.setblocking(False)
        for option, value in (("TCP_NODELAY", 1), ("TCP_USER_TIMEOUT", USER_TIMEOUT_MILLISECONDS)):
            with suppress(OSError, AttributeError):  # no TCP, or not on this system
                connection.setsockopt(socket.IPPROTO_TCP, getattr(socket, option), value)
        with suppress(OSError):
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER_BYTES)
        stream = Stream(connection, on_closed, outgoing=first)
        self._order(lambda: self._begin(stream))
        return stream

    def send(self, stream: Stream, frame: bytes) -> None:
        """Send `frame`, or later the one that replaces it if the browser is slow."""
        self._order(lambda: self._put(stream, frame))

    def end(self, stream: Stream, frame: bytes) -> None:
        """Send a last `frame` and close."""
        self._order(lambda: self._put(stream, frame, ending=True))

    def close(self) -> None:
        """Close every stream and stop; the browsers come back by themselves, to whoever serves then."""
        self._order(self._stop)
        self._thread.join(5)

    def _order(self, order: Callable[[], None]) -> None:
        self._orders.append(order)
        with suppress(OSError):  # it is full, which wakes the thread as well; or all is over
            self._wake.send(b"\0")

    def _run(self) -> None:
        beat_at = time.monotonic() + BEAT_SECONDS / 4
        while not self._stopping:
            for key, events in self._selector.select(max(0.0, beat_at - time.monotonic())):
                if key.data is None:
                    self._obey()
                elif key.data in self._open:
                    self._serve(key.data, events)
            if time.monotonic() >= beat_at:
                self._beat(time.monotonic())
                beat_at = time.monotonic() + BEAT_SECONDS / 4
        self._waking.close()
        self._wake.close()
        self._selector.close()

    def _obey(self) -> None:
        with suppress(BlockingIOError):
            self._waking.recv(65_536)
        while self._orders:
            self._orders.popleft()()

    def _begin(self, stream: Stream) -> None:
        self._open.add(stream)
        metrics.WATCHERS.inc()
        self._selector.register(stream.connection, selectors.EVENT_READ, stream)
        self._write(stream)

    def _put(self, stream: Stream, frame: bytes, *, ending: bool = False) -> None:
        if stream in self._open:
            stream.latest, stream.ending = frame, stream.ending or ending
            self._write(stream)

    def _serve(self, stream: Stream, events: int) -> None:
        if events & selectors.EVENT_READ and not self._listen(stream):
            return
        if events & selectors.EVENT_WRITE:
            self._write(stream)

    def _listen(self, stream: Stream) -> bool:
        """Notice that the browser has gone; return whether it is still there."""
        try:
            heard = stream.connection.recv(4096)
        except BlockingIOError:
            return True
        except OSError:
            heard = b""
        stream.heard_bytes += len(heard)
        if heard and stream.heard_bytes <= MOST_HEARD_BYTES:
            return True
        self._drop(stream, "talked" if heard else "left")
        return False

    def _write(self, stream: Stream) -> None:
        try:
            while stream.outgoing or stream.latest:
                if not stream.outgoing:
                    stream.outgoing, stream.latest = stream.latest, b""
                sent = stream.connection.send(stream.outgoing)
                stream.outgoing = stream.outgoing[sent:]
                stream.wrote_at = time.monotonic()
        except BlockingIOError:
            self._selector.modify(stream.connection, selectors.EVENT_READ | selectors.EVENT_WRITE, stream)
            return
        except OSError:
            self._drop(stream, "left")
            return
        if stream.ending:
            self._drop(stream, "ended")
        else:
            self._selector.modify(stream.connection, selectors.EVENT_READ, stream)

    def _beat(self, now: float) -> None:
        for stream in list(self._open):
            if stream.outgoing and now - stream.wrote_at > STUCK_SECONDS:
                self._drop(stream, "stuck")
            elif not stream.outgoing and now - stream.wrote_at > BEAT_SECONDS:
                stream.outgoing = BEAT
                self._write(stream)

    def _drop(self, stream: Stream, reason: str) -> None:
        self._open.discard(stream)
        metrics.WATCHERS.dec()
        metrics.DROPPED.labels(reason).inc()
        with suppress(KeyError, ValueError):
            self._selector.unregister(stream.connection)
        with suppress(OSError):
            stream.connection.shutdown(socket.SHUT_WR)
        stream.connection.close()
        stream.on_closed()

    def _stop(self) -> None:
        self._stopping = True
        for stream in list(self._open):
            self._drop(stream, "stopped")
