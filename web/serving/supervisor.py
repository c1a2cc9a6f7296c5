"""Keeps child processes running until it is told to stop."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import structlog

from web.serving import lifeline

log = structlog.get_logger("web.serving")

STOP_SECONDS = 30.0
LONGEST_PAUSE_SECONDS = 30.0
STEADY_SECONDS = 60.0
POLL_SECONDS = 0.2


@dataclass(slots=True)
class Child:
    """A command to keep running; each quick failure doubles the pause before the next start."""

    name: str
    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    failures: int = 0
    started_at: float = 0.0
    start_again_at: float = 0.0

    @property
    def pause_seconds(self) -> float:
        """How long to wait before the next start."""
        return min(LONGEST_PAUSE_SECONDS, 0.5 * 2.0**self.failures)


@dataclass(slots=True)
class Supervisor:
    """Starts `children` with `environment`, starts them again when they die, stops them together."""

    children: Sequence[Child]
    environment: Mapping[str, str]
    stopping: threading.Event = field(default_factory=threading.Event)
    _pipe: tuple[int, int] = field(default_factory=os.pipe)

    def run(self) -> None:
        """Look after the children until SIGTERM or SIGINT; returns when all have stopped."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda _number, _frame: self.stopping.set())
        try:
            while not self.stopping.is_set():
                for child in self.children:
                    self._tend(child)
                self.stopping.wait(POLL_SECONDS)
        finally:
            self._stop_all()

    def _tend(self, child: Child) -> None:
        now = time.monotonic()
        if child.process is None:
            if now >= child.start_again_at:
                self._start(child, now)
            return
        status = child.process.poll()
        if status is None:
            if child.failures and now - child.started_at > STEADY_SECONDS:
                child.failures = 0
            return
        child.process = None
        child.start_again_at = now + child.pause_seconds
        log.warning("child_died", child=child.name, status=status, again_in_seconds=child.pause_seconds)
        child.failures += 1

    def _start(self, child: Child, now: float) -> None:
        reading = self._pipe[0]
        child.process = subprocess.Popen(  # noqa: S603 - our own command
            list(child.command),
            env={**self.environment, lifeline.VARIABLE: str(reading)},
            pass_fds=(reading,),
            start_new_session=True,  # Ctrl-C reaches the supervisor only, which stops all in order
        )
        child.started_at = now

    def _stop_all(self) -> None:
        running = [child.process for child in self.children if child.process is not None]
        for process in running:
            process.terminate()
        deadline = time.monotonic() + STOP_SECONDS
        for process in running:
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        for descriptor in self._pipe:
            os.close(descriptor)
