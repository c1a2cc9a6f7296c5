"""Ports for servers that a test starts: none twice in one run, none that outgoing connections take."""

from __future__ import annotations

import os
import socket
from itertools import count

FIRST = 20_000
PER_WORKER = 1_000
"""Below 32,768, where Linux takes the ports of outgoing connections from: one probed there may be gone."""

_next = count()


def free_port() -> int:
    """Return a port of 127.0.0.1 that nothing listens on, and that this run has not handed out before."""
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    # Another run beside this one starts elsewhere in the same thousand.
    start = os.getppid() % PER_WORKER
    while True:
        port = FIRST + worker % 10 * PER_WORKER + (start + next(_next)) % PER_WORKER
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
