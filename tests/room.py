"""Where the databases of a run keep their files: in memory where there is room, as nothing of it has to last.

On a disk the system works twice as long: every copy of a database makes hundreds of files, and removes them.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from engine.server_process import cluster_in

MEMORY = Path("/dev/shm")
ROOM_BYTES = 3 * 1024**3
"""What the databases of one worker may take."""
PREFIX = "tongban-run-"


@contextmanager
def folder_of_a_run() -> Iterator[Path]:
    """Give a folder, and remove it in the end; first remove what killed runs have left in memory."""
    in_memory = _has_room()
    if in_memory:
        _remove_of_the_killed()
    directory = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-", dir=MEMORY if in_memory else None))
    try:
        yield directory
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def _has_room() -> bool:
    """Tell whether each worker of this run has room in memory for its databases: a container has little."""
    try:
        free = min(shutil.disk_usage(MEMORY).free, psutil.virtual_memory().available)
    except OSError:
        return False
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    return os.access(MEMORY, os.W_OK) and free > ROOM_BYTES * workers


def _remove_of_the_killed() -> None:
    for left in MEMORY.glob(f"{PREFIX}*"):
        number = left.name.removeprefix(PREFIX).partition("-")[0]
        if number.isdigit() and not psutil.pid_exists(int(number)) and left.stat().st_uid == os.getuid():
            if (running := cluster_in(left).find()) is not None:
                running.stop()
            shutil.rmtree(left, ignore_errors=True)
