"""One `serve` for each data directory."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class AlreadyServing(RuntimeError):
    """Another process serves this data directory; the message says which one and where it answers."""


@contextmanager
def sole_server(data_dir: Path, address: str) -> Iterator[int]:
    """Hold the data directory while serving at `address`; yield the descriptor that holds it.

    The lock is the kernel's, so a killed process never leaves one behind. Raises: AlreadyServing.
    """
    path = data_dir / "serving.lock"
    with path.open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyServing(_who(path, data_dir)) from None
        file.seek(0)
        file.truncate()
        json.dump({"pid": os.getpid(), "address": address}, file)
        file.flush()
        yield file.fileno()


def _who(path: Path, data_dir: Path) -> str:
    try:
        holder = json.loads(path.read_text("utf-8"))
    except ValueError:
        return f"Another process is just starting on the data directory {data_dir}."
    return f"Already serving {data_dir} at {holder['address']} (process {holder['pid']})."
