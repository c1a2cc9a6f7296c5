"""The end of a conversation with somebody outside that takes too long."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, Protocol


class Connection(Protocol):
    """A client of the standard library; it has a socket while it is connected."""

    @property
    def sock(self) -> Any:
        """The socket, None before and after."""


@contextmanager
def cut_off_after(seconds: float, connection: Connection) -> Iterator[None]:
    """End the connection after so long: the time limit of a socket is one for each step."""

    def cut() -> None:
        if connection.sock is not None:
            with suppress(OSError):
                # not that of an SSL socket, which forgets its session under the thread that reads
                socket.socket.shutdown(connection.sock, socket.SHUT_RDWR)

    timer = threading.Timer(seconds, cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
