"""What `tongban serve` does before and around serving: database, schema, children."""

from __future__ import annotations

import fcntl
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import NoReturn

from engine import server_process
from engine.server import LocalServer, ensure_server
from web.serving import lifeline, supervisor
from web.serving.copies import CopiedProcess, run_in_copy
from web.serving.lock import sole_server
from web.serving.supervisor import Child, Supervisor
from workflows.ground.settings import Settings


@dataclass(frozen=True, slots=True)
class Serving:
    """Where and how to serve."""

    host: str
    port: int
    processes: int | None
    behind_proxy: bool

    @property
    def address(self) -> str:
        """The address to open on this machine."""
        return supervisor.address_of(self.host, self.port)


@contextmanager
def with_database(settings: Settings) -> Iterator[Settings]:
    """Yield `settings` that name a database: the given one, or the one over the data directory.

    Whoever is the last to use that one stops it, whoever has started it.
    """
    if settings.database_url is not None:
        yield settings
        return
    with _used(settings.data_dir) as (server, _users):
        yield replace(settings, database_url=server.url)


@contextmanager
def _used(data_dir: Path) -> Iterator[tuple[LocalServer, int]]:
    """Yield the running server over `data_dir` and the descriptor of the file that its users lock.

    Afterwards the server is stopped if nobody else uses it.
    """
    data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (data_dir / "postgres.users").open("a") as users:
        fcntl.flock(users, fcntl.LOCK_SH)
        server = ensure_server(data_dir)
        try:
            yield server, users.fileno()
        finally:
            with suppress(BlockingIOError):
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                server.stop()


def environment_of(settings: Settings, reading: int) -> dict[str, str]:
    """Return the environment that gives a child process the same installation and its lifeline's end."""
    assert settings.database_url is not None
    return {
        **os.environ,
        "DATABASE_URL": settings.database_url,
        "TONGBAN_DATA_DIR": str(settings.data_dir),
        "TONGBAN_BASE_URL": settings.base_url,
        "TONGBAN_DEMONSTRATION": "true" if settings.demonstration else "false",
        lifeline.VARIABLE: str(reading),
    }


@dataclass(frozen=True, slots=True)
class ServedParts:
    """What web node and worker do, over what they need and is loaded."""

    run_node: Callable[[], object]
    run_worker: Callable[[], object]


def serve(
    settings: Settings,
    serving: Serving,
    *,
    prepare: Callable[[Settings], None],
    load: Callable[[Settings, Serving], ServedParts],
) -> NoReturn:
    """Serve until told to stop: database, then `prepare`, then web node and worker under supervision.

    Node and worker begin as copies of this process with what `load` returns, which leaves no thread and no
    connection behind. Then this process becomes their supervisor, which has nothing of it.
    Raises: AlreadyServing: another process serves this data directory; SystemExit: it cannot be prepared, and
        `prepare` has said why.
    """
    with sole_server(settings.data_dir, serving.address) as lock, ExitStack() as uses:
        children: list[Child] = []
        complete = settings
        users: int | None = None
        if settings.database_url is None:
            server, users = uses.enter_context(_used(settings.data_dir))
            complete = replace(settings, database_url=server.url)
            children.append(_database(settings.data_dir, server))
        reading, writing = os.pipe()
        copies = Copies(environment_of(complete, reading), reading)
        if status := copies.begin("prepare", partial(_prepare, prepare, complete)).wait():
            raise SystemExit(status)
        children += children_of(serving, load(complete, serving), copies)
        one = Supervisor(children, lifeline=reading, users=users, host=serving.host, port=serving.port)
        held = (lock, reading, writing) if users is None else (lock, reading, writing, users)
        supervisor.become(one, copies.environment, keep=held)


@dataclass(frozen=True, slots=True)
class Copies:
    """Makes copies of this process that have an environment and hold the reading end of its lifeline."""

    environment: dict[str, str]
    reading: int

    def begin(self, name: str, run: Callable[[], object]) -> CopiedProcess:
        """Return a copy that does `run`."""

        def in_environment() -> None:
            os.environ.update(self.environment)
            run()

        return run_in_copy(in_environment, name=name, keep=self.reading)


def _prepare(prepare: Callable[[Settings], None], settings: Settings) -> None:
    """Prepare in a copy: what it loads and composes is gone afterwards, and it ends with this process."""
    lifeline.hold()
    prepare(settings)


def _database(data_dir: Path, server: LocalServer) -> Child:
    """Return the database as one more child, which already runs."""
    again = [sys.executable, "-P", server_process.__file__, str(data_dir)]
    return Child("database", again, server.process.pid, is_foundation=True)


def children_of(serving: Serving, parts: ServedParts, copies: Copies) -> list[Child]:
    """Return the processes of one installation on this machine, which run from now on."""
    node = ["node", "--host", serving.host, "--port", str(serving.port)]
    if serving.processes:
        node += ["--processes", str(serving.processes)]
    if serving.behind_proxy:
        node.append("--behind-proxy")
    ours = [sys.executable, "-m", "web"]
    return [
        Child("web", [*ours, *node], copies.begin("node", parts.run_node).pid),
        Child("worker", [*ours, "worker"], copies.begin("worker", parts.run_worker).pid),
    ]
