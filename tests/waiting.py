"""Waiting for what another process does: the only place of the tests that looks at a clock of the machine."""

from __future__ import annotations

import time
from collections.abc import Callable

PATIENCE_SECONDS = 60.0
"""Spent only by a test that fails: no test says how fast something must be."""
POLL_SECONDS = 0.02
"""How often a server of a test looks whether it shall stop: by itself Werkzeug does twice a second."""


def until(condition: Callable[[], object], why: Callable[[], object] = lambda: "") -> None:
    """Return once `condition` holds; after long patience fail with what `why` tells."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, f"waited in vain {why()}"
        time.sleep(0.05)
