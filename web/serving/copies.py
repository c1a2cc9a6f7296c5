"""Copies of this process: what is loaded already is shared between all of them, and stands in memory once.

A hundred megabytes of modules are the larger part of what a node or a worker at rest takes. A copy is made
before any thread runs: a thread is not copied, and what it holds would stay held for ever.
"""

from __future__ import annotations

import gc
import os
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import click

from web.serving.allocator import give_back

_FIRST_OWN = 3
"""Descriptors from here on are this process's own: its locks, its pipes."""
_POLL_SECONDS = 0.05


@dataclass(slots=True)
class CopiedProcess:
    """A process that is a copy of this one."""

    pid: int
    _status: int | None = None

    def poll(self) -> int | None:
        """Return with what it ended, None as long as it runs; negative: by which signal."""
        if self._status is None:
            ended, status = os.waitpid(self.pid, os.WNOHANG)
            if ended:
                self._status = os.waitstatus_to_exitcode(status)
        return self._status

    def wait(self, timeout: float | None = None) -> int:
        """Return with what it ended. Raises: subprocess.TimeoutExpired."""
        deadline = None if timeout is None else time.monotonic() + timeout
        while (status := self.poll()) is None:
            if deadline is not None and time.monotonic() > deadline:
                raise subprocess.TimeoutExpired("copy", timeout or 0.0)
            time.sleep(_POLL_SECONDS)
        return status


def run_in_copy(run: Callable[[], object], *, name: str, keep: int) -> CopiedProcess:
    """Return a copy of this process that does `run` and ends; Ctrl-C does not reach it.

    `name` tells it from others in lists of processes, where its command line is that of this process.
    It has no descriptor of this process but those of input and output, and `keep`: locks that it held as well
    would outlive this process.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    gc.collect()
    gc.freeze()  # looked through, pages would be written to, and be shared no longer
    give_back()
    pid = os.fork()
    if pid:
        return CopiedProcess(pid)
    status = 1
    try:
        status = _ended(run, name, keep)
    finally:
        os._exit(status)  # nothing of the frames below runs here


def _ended(run: Callable[[], object], name: str, keep: int) -> int:
    """Do `run` in the copy and return with what it ends."""
    with suppress(OSError):
        Path("/proc/self/comm").write_text(f"tongban-{name}")
    try:
        os.setsid()
        os.closerange(_FIRST_OWN, keep)
        os.closerange(keep + 1, os.sysconf("SC_OPEN_MAX"))
        run()
    except SystemExit as leave:
        return leave.code if isinstance(leave.code, int) else (0 if leave.code is None else 1)
    except click.ClickException as refused:
        refused.show()
        return refused.exit_code
    except KeyboardInterrupt:
        return 128 + signal.SIGINT
    except BaseException:  # noqa: BLE001 - as the interpreter does where nobody catches
        traceback.print_exc()
        return 1
    finally:
        with suppress(OSError, ValueError):
            sys.stdout.flush()
            sys.stderr.flush()
    return 0
