"""Keeps the processes of an installation running until it is told to stop, and holds nothing else.

`tongban serve` loads everything to make its first processes as copies of itself; what it loaded would then
stay for as long as the installation runs, for a loop that waits. So it becomes this module at last: `become`
replaces the program of the process and keeps its number, its children and its locks. Only the standard
library is imported here, and of that little: some 5 MB are left.
"""

from __future__ import annotations

import fcntl
import json
import os
import signal
import socket
import subprocess
import sys
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any, NoReturn

STATE = "TONGBAN_SUPERVISED"
"""The variable in which the processes are handed over."""
STOP_SECONDS = 30.0
LONGEST_PAUSE_SECONDS = 5.0
STEADY_SECONDS = 60.0
POLL_SECONDS = 0.2
READY_SECONDS = 60.0
ANSWER_SECONDS = 2.0
STOPPING = (signal.SIGTERM, signal.SIGINT)


class Child:
    """A process to keep running; each quick failure doubles the pause before the next start.

    `pid` is that of the process that runs already, 0: none. `command` starts it anew. The others need a
    foundation: it is stopped after them, by an interrupt.
    """

    def __init__(
        self, name: str, command: Sequence[str], pid: int = 0, *, is_foundation: bool = False
    ) -> None:
        self.name = name
        self.command = list(command)
        self.pid = pid
        self.is_foundation = is_foundation
        self.failures = 0
        self.started_at = time.monotonic()
        self.start_again_at = 0.0

    @property
    def pause_seconds(self) -> float:
        """How long to wait before the next start."""
        return min(LONGEST_PAUSE_SECONDS, 0.5 * 2.0**self.failures)

    def ended(self) -> int | None:
        """Return with what it ended, None as long as it runs; negative: by which signal, or nobody knows."""
        try:
            ended, status = os.waitpid(self.pid, os.WNOHANG)
        except ChildProcessError:  # a database that somebody else has started
            return None if _is_alive(self.pid) else -1
        return os.waitstatus_to_exitcode(status) if ended else None

    def send(self, number: signal.Signals) -> None:
        """Send it a signal if it runs."""
        try:
            os.kill(self.pid, number)
        except ProcessLookupError:
            return

    def stop(self) -> None:
        """Ask it to stop."""
        self.send(signal.SIGINT if self.is_foundation else signal.SIGTERM)

    def kill(self) -> None:
        """Stop it at once; a database recovers with its next start."""
        self.send(signal.SIGQUIT if self.is_foundation else signal.SIGKILL)


class Supervisor:
    """Starts `children` again when they die, says when somebody answers at `host` and `port`, and stops them.

    `lifeline` is the reading end of a pipe whose other end only this process holds. `users` is the
    descriptor of the file that everybody has locked who uses the database.
    """

    def __init__(
        self, children: Sequence[Child], *, lifeline: int, users: int | None, host: str, port: int
    ) -> None:
        self.children = list(children)
        self.lifeline = lifeline
        self.users = users
        self.host = host
        self.port = port
        self.is_stopping = False

    def run(self) -> None:
        """Look after the children until SIGTERM or SIGINT; returns when all have stopped."""
        for number in STOPPING:
            signal.signal(number, self._stop_soon)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPPING)
        announced, deadline = False, time.monotonic() + READY_SECONDS
        try:
            while not self.is_stopping:
                for child in self.children:
                    self.tend(child, time.monotonic())
                if not announced:
                    announced = self._announce(is_late=time.monotonic() > deadline)
                time.sleep(POLL_SECONDS)
        finally:
            self.stop_all()

    def _stop_soon(self, _number: int, _frame: object) -> None:
        self.is_stopping = True

    def tend(self, child: Child, now: float) -> None:
        """Note that a child has died, or start it again once its pause is over."""
        if not child.pid:
            if now >= child.start_again_at:
                self._start(child, now)
            return
        status = child.ended()
        if status is None:
            if child.failures and now - child.started_at > STEADY_SECONDS:
                child.failures = 0
            return
        child.pid = 0
        child.start_again_at = now + child.pause_seconds
        log("child_died", child=child.name, status=status, again_in_seconds=child.pause_seconds)
        child.failures += 1

    def _start(self, child: Child, now: float) -> None:
        child.started_at = now
        try:
            started = subprocess.Popen(  # noqa: S603 - our own command
                child.command,
                pass_fds=(self.lifeline,),
                start_new_session=True,  # Ctrl-C reaches the supervisor only, which stops all in order
            )
        except OSError as error:  # no memory for a process: later there may be
            log("child_not_started", child=child.name, cause=str(error))
            child.start_again_at = now + child.pause_seconds
            child.failures += 1
            return
        child.pid = started.pid
        started.returncode = 0  # it is waited for here, by its number

    def stop_all(self) -> None:
        """Stop those that need a foundation, then the foundation if nobody else uses it."""
        stop(child for child in self.children if not child.is_foundation)
        if self.users is None:
            return
        try:
            fcntl.flock(self.users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return  # whoever is the last stops it
        stop(child for child in self.children if child.is_foundation)

    def _announce(self, *, is_late: bool) -> bool:
        """Say where to go as soon as somebody answers there; return whether all is said."""
        address = address_of(self.host, self.port)
        if answers(self.host, self.port):
            print(f"\n  Tongban 通办 is ready:  {address}\n\n  Stop with Ctrl-C.\n", flush=True)
        elif is_late:
            print(f"Nobody answers at {address} yet; see the messages above.", file=sys.stderr, flush=True)
        else:
            return False
        return True


def stop(children: Iterable[Child]) -> None:
    """Stop children, at the same time, and those at once that do not."""
    running = [child for child in children if child.pid]
    for child in running:
        child.stop()
    deadline = time.monotonic() + STOP_SECONDS
    while running and time.monotonic() < deadline:
        running = [child for child in running if child.ended() is None]
        time.sleep(POLL_SECONDS / 4)
    for child in running:
        child.kill()
        while child.ended() is None:
            time.sleep(POLL_SECONDS / 4)


def reachable(host: str) -> str:
    """Return where this machine reaches who listens at `host`."""
    return "127.0.0.1" if host in {"0.0.0.0", "::"} else host  # noqa: S104 - not a bind


def address_of(host: str, port: int) -> str:
    """Return the address to open on this machine."""
    return f"http://{place_of(reachable(host), port)}"


def place_of(host: str, port: int) -> str:
    """Return host and port as addresses have them: in brackets what has colons itself."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def answers(host: str, port: int) -> bool:
    """Tell whether an installation there is ready."""
    try:
        with socket.create_connection((reachable(host), port), timeout=ANSWER_SECONDS) as connection:
            connection.sendall(b"GET /readyz HTTP/1.0\r\n\r\n")
            with connection.makefile("rb") as answer:
                return b" 200 " in answer.readline(100)
    except OSError:
        return False


def log(event: str, **fields: Any) -> None:
    """Write a warning as the other processes do where nobody watches: a line of JSON."""
    seconds, nanoseconds = divmod(time.time_ns(), 1_000_000_000)
    moment = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds)) + f".{nanoseconds // 1000:06d}Z"
    said = {**fields, "event": event, "level": "warning", "timestamp": moment}
    print(json.dumps(said, ensure_ascii=False), file=sys.stderr, flush=True)


def _is_alive(pid: int) -> bool:
    """Tell whether a process runs: one that has ended may wait for who started it to ask."""
    try:
        os.kill(pid, 0)
        with open(f"/proc/{pid}/stat", "rb") as state:  # noqa: PTH123 - pathlib takes a megabyte
            return state.read().rpartition(b")")[2].split()[0] != b"Z"
    except ProcessLookupError:
        return False
    except OSError:
        return True


def become(supervisor: Supervisor, environment: Mapping[str, str], *, keep: Sequence[int]) -> NoReturn:
    """Replace the program of this process by the supervisor's, which goes on with its children.

    `environment` is that of children to be started; descriptors of `keep`, which hold its locks, stay open.
    """
    signal.pthread_sigmask(signal.SIG_BLOCK, STOPPING)  # one that comes in between is answered afterwards
    state = {
        "children": [
            [child.name, child.command, child.pid, child.is_foundation] for child in supervisor.children
        ],
        "lifeline": supervisor.lifeline,
        "users": supervisor.users,
        "host": supervisor.host,
        "port": supervisor.port,
    }
    for descriptor in keep:
        os.set_inheritable(descriptor, True)
    sys.stdout.flush()
    sys.stderr.flush()
    command = [sys.executable, "-I", "-S", __file__, address_of(supervisor.host, supervisor.port)]
    os.execve(sys.executable, command, {**environment, STATE: json.dumps(state)})  # noqa: S606 - our own


def main() -> None:
    """Supervise what `become` has handed over."""
    state = json.loads(os.environ.pop(STATE))
    children = [
        Child(name, command, pid, is_foundation=is_foundation)
        for name, command, pid, is_foundation in state.pop("children")
    ]
    Supervisor(children, **state).run()
    print("Stopped.", flush=True)


if __name__ == "__main__":
    main()
