"""What `tongban serve` does before and around serving: database, schema, children."""

from __future__ import annotations

import os
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from threading import Event, Thread

import click

from engine.server import ensure_server
from web.serving.lock import sole_server
from web.serving.supervisor import Child, Supervisor
from workflows import migrate
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
    """Yield `settings` that name a database: the given one, or one started over the data directory.

    The one started here is stopped again at the end; one that already ran goes on.
    """
    if settings.database_url is not None:
        yield settings
        return
    running = (settings.data_dir / "postgres" / "postmaster.pid").exists()
    server = ensure_server(settings.data_dir)
    try:
        yield replace(settings, database_url=server.url)
    finally:
        if not running:
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


def share_metrics(settings: Settings, serving: Serving) -> None:
    """Let all processes of a node count into one empty folder; call it before counters exist."""
    folder = settings.data_dir / "run" / f"metrics-{serving.port}"
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.db"):
        old.unlink()
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)


def serve(settings: Settings, serving: Serving, *, prepare: Callable[[Settings], None]) -> None:
    """Serve until told to stop: database, migrations, `prepare`, then web node and worker under supervision.

    Raises: AlreadyServing: another process serves this data directory.
    """
    with sole_server(settings.data_dir, serving.address), with_database(settings) as complete:
        assert complete.database_url is not None
        migrate(complete.database_url)
        prepare(complete)
        supervisor = Supervisor(children_of(serving), environment_of(complete))
        greeter = Thread(target=_announce, args=(serving, supervisor.stopping), daemon=True)
        greeter.start()
        supervisor.run()
        greeter.join(1)
    click.echo("Stopped.")


def children_of(serving: Serving) -> list[Child]:
    """Return the processes of one installation on this machine."""
    command = [sys.executable, "-m", "web.cli"]
    node = [*command, "node", "--host", serving.host, "--port", str(serving.port)]
    if serving.processes:
        node += ["--processes", str(serving.processes)]
    if serving.behind_proxy:
        node.append("--behind-proxy")
    return [Child("web", node), Child("worker", [*command, "worker"])]


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
