"""What `tongban serve` does before and around serving: database, schema, children."""

from __future__ import annotations

import fcntl
import os
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from threading import Event, Thread

import click

from engine.server import LocalServer, ensure_server
from web.serving.lock import sole_server
from web.serving.supervisor import Child, Supervisor, command, copied
from workflows.ground.settings import Settings

READY_SECONDS = 60.0


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
        shown = "127.0.0.1" if self.host in {"0.0.0.0", "::"} else self.host  # noqa: S104 - not a bind
        return f"http://{shown}:{self.port}"


@contextmanager
def with_database(settings: Settings) -> Iterator[Settings]:
    """Yield `settings` that name a database: the given one, or the one over the data directory.

    Whoever is the last to use that one stops it, whoever has started it.
    """
    if settings.database_url is not None:
        yield settings
        return
    with _used(settings.data_dir) as server:
        yield replace(settings, database_url=server.url)


@contextmanager
def _used(data_dir: Path) -> Iterator[LocalServer]:
    """Yield the running server over `data_dir`, and stop it if nobody else uses it afterwards."""
    data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (data_dir / "postgres.users").open("a") as users:
        fcntl.flock(users, fcntl.LOCK_SH)
        server = ensure_server(data_dir)
        try:
            yield server
        finally:
            with suppress(BlockingIOError):
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                server.stop()


def environment_of(settings: Settings) -> dict[str, str]:
    """Return the environment that gives a child process the same installation."""
    assert settings.database_url is not None
    return {
        **os.environ,
        "DATABASE_URL": settings.database_url,
        "TONGBAN_DATA_DIR": str(settings.data_dir),
        "TONGBAN_BASE_URL": settings.base_url,
        "TONGBAN_DEMONSTRATION": "true" if settings.demonstration else "false",
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
) -> None:
    """Serve until told to stop: database, then `prepare`, then web node and worker under supervision.

    Node and worker begin as copies of this process with what `load` returns, which leaves no thread and no
    connection behind.
    Raises: AlreadyServing: another process serves this data directory; SystemExit: it cannot be prepared, and
        `prepare` has said why.
    """
    with sole_server(settings.data_dir, serving.address), ExitStack() as uses:
        children: list[Child] = []
        complete = settings
        if settings.database_url is None:
            server = uses.enter_context(_used(settings.data_dir))
            complete = replace(settings, database_url=server.url)
            children.append(_database(server))
        assert complete.database_url is not None
        supervisor = Supervisor(children, environment_of(complete))
        if status := supervisor.prepare(partial(prepare, complete)):
            raise SystemExit(status)
        children += children_of(serving, load(complete, serving))
        supervisor.begin()
        greeter = Thread(target=_announce, args=(serving, supervisor.stopping), daemon=True)
        greeter.start()
        supervisor.run()
        greeter.join(1)
    click.echo("Stopped.")


def _database(server: LocalServer) -> Child:
    """Return the database as one more child, which already runs."""
    return Child("database", lambda *_: server.restart(), server.process, is_foundation=True)


def children_of(serving: Serving, parts: ServedParts) -> list[Child]:
    """Return the processes of one installation on this machine."""
    node = ["node", "--host", serving.host, "--port", str(serving.port)]
    if serving.processes:
        node += ["--processes", str(serving.processes)]
    if serving.behind_proxy:
        node.append("--behind-proxy")
    ours = [sys.executable, "-m", "web"]
    return [
        Child("web", command(*ours, *node), first=copied("node", parts.run_node)),
        Child("worker", command(*ours, "worker"), first=copied("worker", parts.run_worker)),
    ]


def _announce(serving: Serving, stopping: Event) -> None:
    """Say where to go, as soon as somebody answers there."""
    deadline = time.monotonic() + READY_SECONDS
    while not stopping.wait(0.2):
        if _answers(f"{serving.address}/readyz"):
            click.echo(f"\n  Tongban 通办 is ready:  {serving.address}\n")
            click.echo("  Stop with Ctrl-C.\n")
            return
        if time.monotonic() > deadline:
            click.echo(f"Nobody answers at {serving.address} yet; see the messages above.", err=True)
            return


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=2) as answer:  # noqa: S310 - our own address
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
