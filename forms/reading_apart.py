"""Reading what strangers sent in a process of its own, whose memory and time are bounded.

Memory and time go back to the machine when the process ends. It says that it has begun before it looks at
the file: what ends before that is a fault of the installation, and says nothing about the file.
"""

from __future__ import annotations

import resource
import shutil
import subprocess
import sys
import tempfile
from typing import BinaryIO

_BEGUN = b"begun\n"


class BoundReached(Exception):
    """The process needed more memory or time of its own than it may have."""


class MachineBusy(Exception):
    """The process was not done in time although it has not used its own up: others keep the machine busy."""


class ReaderBroken(Exception):
    """The process did not begin: a library is missing, or the machine starts no process."""


def read_apart(module: str, stream: BinaryIO, *arguments: str, seconds: float) -> bytes:
    """Return what `module`, run as a program with the file as its standard input, has to say about it.

    `seconds` that pass meanwhile: more than the process may use of its own (`begin`), which is what bounds
    a file; so whatever takes longer says nothing about the file.

    Raises: BoundReached; MachineBusy; ReaderBroken.
    """
    with tempfile.TemporaryFile() as given:
        stream.seek(0)
        shutil.copyfileobj(stream, given)
        given.seek(0)
        command = [sys.executable, "-m", module, *arguments]
        try:
            done = subprocess.run(  # noqa: S603  # our own program; the file is its standard input
                command, stdin=given, capture_output=True, timeout=seconds, check=False
            )
        except subprocess.TimeoutExpired:
            raise MachineBusy from None
    if not done.stdout.startswith(_BEGUN):
        said = done.stderr.decode("utf-8", "replace").strip().rpartition("\n")[2]
        raise ReaderBroken(f"Expected {module} to read a file, but it ended with {done.returncode}: {said}")
    if done.returncode != 0:
        raise BoundReached
    return done.stdout.removeprefix(_BEGUN)


def begin(*, memory_bytes: int, cpu_seconds: int) -> None:
    """Bound this process, and say that it has begun; the first thing such a program does."""
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds))
    sys.stdout.buffer.write(_BEGUN)
    sys.stdout.buffer.flush()
