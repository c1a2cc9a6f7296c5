"""Keeps child processes running until it is told to stop."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import structlog

from web.serving import lifeline
from web.serving.copies import run_in_copy

log = structlog.get_logger("web.serving")

STOP_SECONDS = 30.0
LONGEST_PAUSE_SECONDS = 5.0
STEADY_SECONDS = 60.0
POLL_SECONDS = 0.2


class Process(Protocol):
    """What the supervisor has to do with a process of a child."""

    pid: int

    def poll(self) -> int | None:
        """Return None as long as it runs."""

    def terminate(self) -> None:
        """Ask it to stop."""

    def kill(self) -> None:
        """Stop it at once."""

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end. Raises subprocess.TimeoutExpired."""


Start = Callable[[Mapping[str, str], int], Process]


@dataclass(slots=True)
class Child:
    """A process to keep running; each quick failure doubles the pause before the next start.

    `start` gets the environment and the descriptor of the lifeline. With `process` one that already runs
    is looked after. `first` does the same as `start` for the first process alone: while no thread runs yet it
    may be a copy of this one.
    """

    name: str
    start: Start
    process: Process | None = None
    first: Start | None = None
    is_foundation: bool = False
    """The others need it: it is stopped after them."""
    failures: int = 0
    started_at: float = 0.0
    start_again_at: float = 0.0

    @property
    def pause_seconds(self) -> float:
        """How long to wait before the next start."""
        return min(LONGEST_PAUSE_SECONDS, 0.5 * 2.0**self.failures)


def command(*arguments: str) -> Start:
    """Return what starts a child that is a command of ours."""

    def start(environment: Mapping[str, str], reading: int) -> Process:
        return subprocess.Popen(  # noqa: S603 - our own command
            list(arguments),
            env={**environment, lifeline.VARIABLE: str(reading)},
            pass_fds=(reading,),
            start_new_session=True,  # Ctrl-C reaches the supervisor only, which stops all in order
        )

    return start


def copied(name: str, run: Callable[[], object]) -> Start:
    """Return what starts a child that does `run` as a copy of this process."""

    def start(environment: Mapping[str, str], reading: int) -> Process:
        def in_environment() -> None:
            os.environ.update({**environment, lifeline.VARIABLE: str(reading)})
            run()

        return run_in_copy(in_environment, name=name, keep=reading)

    return start


def _stop(children: Iterable[Child]) -> None:
    running = [child.process for child in children if child.process is not None]
    for process in running:
        process.terminate()
    deadline = time.monotonic() + STOP_SECONDS
    for process in running:
        try:
            process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@dataclass(slots=True)
class Supervisor:
    """Starts `children` with `environment`, starts them again when they die, and stops them."""

    children: Sequence[Child]
    environment: Mapping[str, str]
    stopping: threading.Event = field(default_factory=threading.Event)
    _pipe: tuple[int, int] = field(default_factory=os.pipe)

    def prepare(self, run: Callable[[], object]) -> int:
        """Do `run` in a copy of this process, and return with what it ended: 0 is well.

        What it loads and composes is gone afterwards. It ends with this process, as the children do.
        """

        def held() -> None:
            lifeline.hold()
            run()

        return copied("prepare", held)(self.environment, self._pipe[0]).wait()

    def begin(self) -> None:
        """Start the first process of each child; to be called before any thread is started."""
        for child in self.children:
            if child.process is None and child.first is not None:
                child.started_at = time.monotonic()
                child.process = child.first(self.environment, self._pipe[0])

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
        child.started_at = now
        try:
            child.process = child.start(self.environment, self._pipe[0])
        except OSError as error:  # no room for a log, no memory for a process: later there may be
            log.warning("child_not_started", child=child.name, cause=str(error))
            child.start_again_at = now + child.pause_seconds
            child.failures += 1

    def _stop_all(self) -> None:
        """Stop those that need a foundation, then the foundation."""
        for foundation in (False, True):
            _stop([child for child in self.children if child.is_foundation is foundation])
        for descriptor in self._pipe:
            os.close(descriptor)
