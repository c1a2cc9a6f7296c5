"""Places where drafts are played by a process of their own, on a database server of their own.

Nothing of the installation reaches such a process: neither its settings nor its database nor its secrets. A
place belongs to whoever holds its lock, which the process inherits; one that nobody holds is left by
somebody who was killed, and is swept away with its server by whoever begins the next, and by the clock.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from engine.server_process import cluster_in, locked

SLOTS = 3
"""Drafts that are played at once on a machine, scenarios and try-outs together."""
PACKAGE = "package"
_PASSED_ON = ("PATH", "LANG", "LC_ALL", "TZ", "LD_LIBRARY_PATH", "SYSTEMROOT")
_CODE = Path(__file__).parents[2]


class NoPlace(Exception):
    """Every slot is taken; somebody has to end first."""


@dataclass(frozen=True, slots=True)
class Playground:
    """A folder with the files of a draft in `package`; `lock` is the descriptor that keeps it."""

    path: Path
    lock: int

    def start(self, module: str) -> subprocess.Popen[bytes]:
        """Start a module that plays what lies here; it ends when its standard input does."""
        environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
        environment |= {"HOME": str(self.path), "TMPDIR": str(self.path), "PYTHONPATH": str(_CODE)}
        with (self.path / "log").open("wb") as log:
            return subprocess.Popen(  # noqa: S603 - our own command
                [sys.executable, "-m", module, str(self.path)],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                cwd=_CODE,
                env=environment,
                pass_fds=(self.lock,),
                start_new_session=True,
            )


def root_of(data_dir: Path) -> Path:
    """Return where the places of an installation lie: short, because sockets lie below, and nobody else's.

    Raises: PermissionError: the folder is somebody else's.
    """
    told = hashlib.sha256(str(data_dir.resolve()).encode()).hexdigest()[:8]
    root = Path(tempfile.gettempdir()) / f"tongban-play-{told}"
    root.mkdir(mode=0o700, exist_ok=True)
    of = root.lstat()
    if not stat.S_ISDIR(of.st_mode) or of.st_uid != os.geteuid():
        raise PermissionError(f"Expected {root} to be our own folder, but it is somebody else's.")
    return root


def folder_of(data_dir: Path, name: str) -> Path:
    """Return the folder of a place, whether there is one or not; `name` is an id of ours."""
    return root_of(data_dir) / name.replace("-", "")[-12:]


@contextmanager
def playground(data_dir: Path, name: str, files: Mapping[str, bytes]) -> Iterator[Playground]:
    """Yield a place with these files, and take it away with everything in it.

    Raises: NoPlace.
    """
    place = open_playground(data_dir, name, files)
    try:
        yield place
    finally:
        clear(place.path)
        os.close(place.lock)


def open_playground(
    data_dir: Path, name: str, files: Mapping[str, bytes], *, slots: int = SLOTS
) -> Playground:
    """Make a place with these files; who asked for it, or the process started there, has to clear it.

    Raises: NoPlace: `slots` places are taken.
    """
    root = root_of(data_dir)
    with locked(root / "slots.lock"):
        sweep(data_dir)
        if sum(one.is_dir() for one in root.iterdir()) >= slots:
            raise NoPlace
        path = folder_of(data_dir, name)
        lock = os.open(path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        path.mkdir(mode=0o700)
        (path / PACKAGE).mkdir()
    for file, content in files.items():
        (path / PACKAGE / file).write_bytes(content)
    return Playground(path, lock)


def sweep(data_dir: Path) -> int:
    """Take away what killed processes have left, servers and files; return how many places that were."""
    many = 0
    for path in [one for one in root_of(data_dir).iterdir() if one.is_dir()]:
        if not is_held(path):
            clear(path)
            many += 1
    return many


def is_held(path: Path) -> bool:
    """Tell whether somebody who lives still needs a place."""
    descriptor = os.open(path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    else:
        return False
    finally:
        os.close(descriptor)


def clear(path: Path) -> None:
    """Stop the servers that run below a place, and take its files away."""
    for below in path.glob("tongban-test-*"):
        if (below / "postgres").exists():
            running = cluster_in(below).find()
            if running is not None:
                running.kill()
                with suppress(subprocess.TimeoutExpired):
                    running.wait(10)
    shutil.rmtree(path, ignore_errors=True)
    path.with_suffix(".lock").unlink(missing_ok=True)
