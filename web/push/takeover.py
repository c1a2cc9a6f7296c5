"""Keeps the connection of an answered stream open without keeping the server's thread.

The application answers `/events` like any page, with one event. Under gunicorn this middleware then takes the
connection: it keeps the socket, leaves the server a dead one in its place, which the server closes as it
closes that of any browser that has gone, and lets one thread of the process write to all of them. Under other
servers the short answer stands, and the browser asks again after a minute.
"""

from __future__ import annotations

import os
import random
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable
from email.utils import formatdate
from functools import partial
from typing import Any

from web.push.counting import Counting
from web.push.frames import retry_frame
from web.push.streams import Streams
from web.push.watching import Watcher, Watchers
from workflows.bootstrap import Platform

WATCHER = "tongban.watcher"
"""Under this key of the request's environment the application leaves the watcher that it has let in."""
_SERVERS_OWN = frozenset({"content-length", "connection", "transfer-encoding", "date"})

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class Takeover:
    """A WSGI application around another one. Its threads begin with the first stream, so after a fork."""

    def __init__(self, application: Application, platform: Platform) -> None:
        self._application = application
        self._platform = platform
        self._watchers = Watchers()
        self._starting = threading.Lock()
        self._streams: Streams | None = None
        self._counting: Counting | None = None

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer a request; one that ends in a watcher goes on as a stream."""
        if "gunicorn.socket" not in environ:
            return self._application(environ, start_response)
        begun: list[Any] = []

        def begin(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Callable[..., Any]:
            begun[:] = [status, headers]
            if WATCHER in environ:
                return lambda _: None
            write: Callable[..., Any] = start_response(status, headers, exc_info)
            return write

        answer = self._application(environ, begin)
        watcher: Watcher | None = environ.get(WATCHER)
        if watcher is None:
            return answer
        body = _whole(answer)
        if self._keep(watcher, environ, begun[0], begun[1], body):
            # the browser is no longer at the server's end; it notices as soon as it writes this
            start_response("200 OK", [("Content-Length", "0"), ("Connection", "close")])
            return []
        start_response(*begun)
        return [body]

    def close(self) -> None:
        """End all streams; the browsers come back by themselves."""
        for part in (self._counting, self._streams):
            if part is not None:
                part.close()

    def _keep(
        self,
        watcher: Watcher,
        environ: dict[str, Any],
        status: str,
        headers: list[tuple[str, str]],
        body: bytes,
    ) -> bool:
        connection = getattr(environ["gunicorn.socket"], "connection", None)
        if not isinstance(connection, socket.socket) or isinstance(connection, ssl.SSLSocket):
            return False
        plain = environ["REQUEST_METHOD"] == "GET" and environ.get("HTTP_VERSION") != "2"
        if not (plain and status.startswith("200 ") and self._watchers.admit(watcher, time.monotonic())):
            return False
        try:
            kept = steal(connection)
        except OSError:  # no descriptor is left
            self._watchers.leave(watcher)
            return False
        # spread: when a process stops, all of its browsers come back
        first = head(status, headers) + body + retry_frame(random.randint(1_000, 4_000))  # noqa: S311
        watcher.stream = self._start().open(kept, first, partial(self._watchers.leave, watcher))
        return True

    def _start(self) -> Streams:
        with self._starting:
            if self._streams is None:
                self._streams = Streams()
                self._counting = Counting(self._platform, self._watchers, self._streams)
            return self._streams


def _whole(answer: Iterable[bytes]) -> bytes:
    try:
        return b"".join(answer)
    finally:
        if hasattr(answer, "close"):
            answer.close()


def steal(connection: socket.socket) -> socket.socket:
    """Return the connection under a new descriptor, and leave the old one at the end of a dead one."""
    kept = connection.dup()
    try:
        dead, other = socket.socketpair()
    except OSError:
        kept.close()
        raise
    other.close()
    os.dup2(dead.fileno(), connection.fileno(), inheritable=False)
    dead.close()
    return kept


def head(status: str, headers: Iterable[tuple[str, str]]) -> bytes:
    """Return the head of a response that ends with its connection."""
    lines = [f"HTTP/1.1 {status}", f"Date: {formatdate(usegmt=True)}", "Connection: close"]
    lines += [f"{name}: {value}" for name, value in headers if name.lower() not in _SERVERS_OWN]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")
