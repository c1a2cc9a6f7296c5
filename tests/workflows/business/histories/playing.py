"""How a step of a history is played: done, broken off before its commit, done by two at once, or again."""

from __future__ import annotations

import os
import signal
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.exc import OperationalError

from tests.factories.people import Applicant
from workflows.bootstrap import Platform
from workflows.ground.errors import WorkflowsError
from workflows.ground.work import Work

PEOPLE = 3
LATER = timedelta(days=300)
"""Beyond the end of every voucher."""
NUMBERS = count()
Again = Callable[[Work], object]


class PowerCutError(Exception):
    pass


@dataclass(kw_only=True)
class Played:
    """A history that goes on: steps are methods by the name of their kind, `_twice` how two do it at once."""

    platform: Platform
    people: list[Applicant]
    last: Again | None = None
    """Does the last step again, with the key that it had."""

    def play(self, form: str, kind: str, number: int, fen: int) -> None:
        """Do one step; what breaks off leaves nothing, and what is done twice at once counts once."""
        step: Callable[[Work, int, int], Callable[[], None]] = getattr(self, f"_{kind}")
        twice = getattr(self, f"_{kind}_twice", None)
        if form in {"crash", "killed"}:
            with pytest.raises((PowerCutError, OperationalError)):
                self._cut(step, number, fen, killed=form == "killed")
        elif form == "sigkill":
            self._die(step, number, fen)
        elif form == "retry":
            self._again()
        elif form == "twice" and twice is not None:
            twice(number, fen)
        else:
            with self.platform.begin(self.actor(number), **self._at(kind)) as work:
                change = step(work, number, fen)
            change()
            if form == "twice" and kind == "expire":
                self.play("do", kind, number, fen)

    def _again(self) -> None:
        if self.last is not None:
            with self.platform.begin() as work:
                self.last(work)

    def _cut(self, step: Any, number: int, fen: int, *, killed: bool) -> None:
        with self.platform.begin(self.actor(number), **self._at(step.__name__.removeprefix("_"))) as work:
            step(work, number, fen)
            if killed:
                work.connection.exec_driver_sql("SELECT pg_terminate_backend(pg_backend_pid())")
            raise PowerCutError

    def _die(self, step: Any, number: int, fen: int) -> None:
        """Let a process with connections of its own do the step and be killed before it commits."""
        at, clock = self._at(step.__name__.removeprefix("_")), self.platform.clock
        pid = os.fork()
        if not pid:
            try:
                self.platform = Platform(self.platform.settings, clock=clock)
                with self.platform.begin(self.actor(number), **at) as work:
                    step(work, number, fen)
                    os.kill(os.getpid(), signal.SIGKILL)
            except Exception:  # noqa: BLE001  shown here; the exit code tells that nobody was killed
                traceback.print_exc()
            finally:
                os._exit(1)
        assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == -signal.SIGKILL

    def at_once(self, number: int, act: Callable[[Work, int], Any]) -> list[Any]:
        """Let two do something in transactions of their own; return what each got, or how it was refused."""

        def one(of: int) -> Any:
            try:
                with self.platform.begin(self.actor(number)) as work:
                    return act(work, of)
            except WorkflowsError as refusal:
                return refusal

        with ThreadPoolExecutor(2) as pool:
            return list(pool.map(one, range(2)))

    def actor(self, number: int) -> str:
        return self.people[number % PEOPLE].user_id

    def _at(self, kind: str) -> dict[str, Any]:
        return {"now": self.platform.clock() + LATER} if kind == "expire" else {}


def die_before(platform: Platform, commit: int, act: Callable[[Platform], object]) -> bool:
    """Let a process of its own act, and be killed before its n-th commit; return whether it was."""
    clock = platform.clock
    pid = os.fork()
    if not pid:
        left, code = [commit], 1

        def kill(_connection: object) -> None:
            left[0] -= 1
            if not left[0]:
                os.kill(os.getpid(), signal.SIGKILL)

        try:
            platform = Platform(platform.settings, clock=clock)
            event.listen(Engine, "commit", kill)
            act(platform)
            code = 0
        except Exception:  # noqa: BLE001  shown here; the exit code tells
            traceback.print_exc()
        finally:
            os._exit(code)
    ended = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    assert ended in {0, -signal.SIGKILL}
    return ended != 0


def nothing() -> None:
    pass
