"""One connection and what is going on on it: a request that comes in, an answer that goes out."""

from __future__ import annotations

import enum
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from gunicorn.config import Config

from web.serving.intake import Intake
from web.serving.outlet import Outlet
from web.serving.pace import HEAD_SECONDS, IDLE_SECONDS, Pace

LINGER_SECONDS = 2.0
LINGER_BYTES = 262_144


class Stage(enum.Enum):
    """Where an exchange is; the order is that in which one has to make room for others."""

    LINGERING = 0  # the last word is said; what still comes is heard out, or that word would not be read
    IDLE = 1  # kept open for a next request
    READING = 2
    WRITING = 3  # the answer is made, or as much of it as has room; the other side has to take it
    WORKING = 4  # a thread has it


class Exchange:
    """One connection. Only the stage `WORKING` belongs to a thread, all others to the loop of the process."""

    def __init__(
        self, cfg: Config, connection: socket.socket, client: Any, server: Any, spool_dir: Path
    ) -> None:
        """Begin with a connection that `server` (an address) has accepted from `client`."""
        connection.setblocking(False)
        self.connection = connection
        self.client = client
        self.server = server
        self.address = client[0] if isinstance(client, tuple) else ""
        self.outlet = Outlet(connection)
        self.watched = 0
        """Which events the loop looks for."""
        self.large_bytes = 0
        """What the body that comes in takes of the room for large ones."""
        self.answer: Any = None
        """What the application has returned, as long as it is not all made."""
        self.pieces: Iterator[bytes] = iter(())
        self.response: Any = None
        self.is_made = False
        self.stays_open = False
        self._cfg = cfg
        self._spool_dir = spool_dir
        self.intake = Intake(cfg, client, spool_dir)
        self.enter(Stage.READING)

    def enter(self, stage: Stage) -> None:
        """Begin a stage, with the time that it has."""
        now = time.monotonic()
        self.stage, self.pace = stage, Pace(now, now)

    def begin_next(self) -> bytes | None:
        """Get ready for the next request; return what has come of it, None if the connection has to end."""
        rest = self.intake.take_rest()
        self.intake.close()
        if rest is None:
            return None
        self.intake = Intake(self._cfg, self.client, self._spool_dir)
        self.response = None
        self.enter(Stage.IDLE)
        return rest

    def end_answer(self) -> None:
        """Let the application know that nobody asks for more of its answer."""
        answer, self.answer = self.answer, None
        if hasattr(answer, "close"):
            answer.close()

    def is_over(self, now: float) -> bool:
        """Tell whether the other side has had its time."""
        elapsed = now - self.pace.began_at
        match self.stage:
            case Stage.IDLE:
                return elapsed > IDLE_SECONDS
            case Stage.READING if self.intake.request is None:
                return elapsed > HEAD_SECONDS
            case Stage.READING | Stage.WRITING:
                return self.pace.is_too_slow(now)
            case Stage.LINGERING:
                return elapsed > LINGER_SECONDS or self.pace.moved_bytes > LINGER_BYTES
        return False

    def close(self) -> None:
        """Let go of everything."""
        self.intake.close()
        self.end_answer()
        self.connection.close()
