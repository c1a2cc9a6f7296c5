"""A child's tie to the process that started it.

A supervisor that is killed outright (SIGKILL, out of memory) cannot stop its children. They would keep the
port, and the next start would fail. So each child holds the reading end of a pipe of which the supervisor
holds the other: when that closes, for whatever reason, the child stops itself.
"""

from __future__ import annotations

import os
import signal
import threading
import time

LAST_SECONDS = 5.0
"""How long a child may take to stop once its supervisor is gone."""
VARIABLE = "TONGBAN_LIFELINE"


def hold(environment: os._Environ[str] = os.environ) -> None:
    """Stop this process with SIGTERM as soon as the supervisor is gone; does nothing without a supervisor."""
    descriptor = environment.pop(VARIABLE, None)
    if descriptor is None:
        return
    number = int(descriptor)
    os.set_inheritable(number, False)
    threading.Thread(target=_watch, args=(number, os.getpid()), name="lifeline", daemon=True).start()


def _watch(descriptor: int, process_id: int) -> None:
    while os.read(descriptor, 64):
        pass
    os.kill(process_id, signal.SIGTERM)
    # What is begun may need minutes, and the next supervisor needs the port: every command is a transaction.
    time.sleep(LAST_SECONDS)
    os.kill(process_id, signal.SIGKILL)
