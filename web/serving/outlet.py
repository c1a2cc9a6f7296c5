"""Lets an answer out as fast as the other side takes it, without a thread that waits for that."""

from __future__ import annotations

import socket
from collections import deque

FULL_BYTES = 131_072
"""With so much waiting nothing more of an answer is made."""


class Outlet:
    """What gunicorn takes for the socket of an answer: what cannot be sent at once is kept until it can.

    `connection` is the real socket, for who takes it over (see `web.push.takeover`).
    """

    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection
        self.waiting_bytes = 0
        self._waiting: deque[memoryview] = deque()

    @property
    def is_full(self) -> bool:
        """Whether the other side has to take something before more is made."""
        return self.waiting_bytes >= FULL_BYTES

    def sendall(self, data: bytes) -> None:
        """Send `data`, or keep what cannot be sent yet. Raises: OSError: the other side is gone."""
        if not data:
            return
        self._waiting.append(memoryview(data))
        self.waiting_bytes += len(data)
        self.drain()

    def send(self, data: bytes) -> int:
        """Do as `sendall` does; return how much it was."""
        self.sendall(data)
        return len(data)

    def drain(self) -> int:
        """Send what can be sent of what waits; return how many bytes that was. Raises: OSError."""
        sent_bytes = 0
        while self._waiting:
            first = self._waiting[0]
            try:
                sent = self.connection.send(first)
            except BlockingIOError:
                break
            sent_bytes += sent
            if sent == len(first):
                self._waiting.popleft()
            else:
                self._waiting[0] = first[sent:]
        self.waiting_bytes -= sent_bytes
        return sent_bytes

    def setblocking(self, _flag: bool) -> None:
        """Stay as it is: it never blocks."""

    def gettimeout(self) -> float:
        """Return the time limit of a socket that never blocks."""
        return 0.0
