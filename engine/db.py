"""Addresses, connections and migrations of the engine's database."""

from __future__ import annotations

import select
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from procrastinate.schema import SchemaManager
from sqlalchemy.engine import make_url

from engine.errors import InvalidArgument
from engine.storable_text import refuse
from engine.terse_cursor import TerseCursor

if TYPE_CHECKING:
    from alembic.config import Config

CONNECT_SECONDS = 5
"""A server that is away is away: nobody waits for the system's minutes."""
IDLE_SECONDS = 600
"""What a rush has opened ends so long after: a connection at rest takes 5 MB of the server."""
VERSION_TABLE = "engine_migration"
MIGRATION_LOCK = 7_309_451_201
"""Advisory lock under which exactly one process migrates."""


def sqlalchemy_url(database_url: str) -> sa.URL:
    """Return `database_url` for psycopg 3. Raises InvalidArgument: it does not name a PostgreSQL database."""
    try:
        url = make_url(database_url)
    except sa.exc.ArgumentError as error:
        raise InvalidArgument("Expected a database address, but it cannot be parsed.") from error
    if url.get_backend_name() not in {"postgresql", "postgres"}:
        raise InvalidArgument(f"Expected a postgresql:// address, but got {url.drivername}://.")
    return url.set(drivername="postgresql+psycopg")


def connection_string(database_url: str) -> str:
    """Return `database_url` as libpq and psycopg read it."""
    return sqlalchemy_url(database_url).set(drivername="postgresql").render_as_string(hide_password=False)


def connect(database_url: str, *, pool_size: int = 10) -> sa.Engine:
    """Make a pool for `database_url`; connects on first use. Read committed, times in UTC."""
    database = sa.create_engine(
        sqlalchemy_url(database_url),
        pool_size=pool_size,
        max_overflow=pool_size,
        pool_use_lifo=True,  # few of them serve most requests, and what these have prepared is there
        hide_parameters=True,  # an error in a log must not tell what people typed, nor codes and links
        connect_args={
            "options": f"-c timezone=UTC -c idle_session_timeout={IDLE_SECONDS}s",
            "application_name": "tongban",
            "connect_timeout": CONNECT_SECONDS,
            "cursor_factory": TerseCursor,
        },
    )
    sa.event.listen(database, "checkout", _refuse_dead)
    sa.event.listen(database, "handle_error", _refuse_unstorable)
    return database


def end_idle(database: sa.Engine, seconds: int) -> None:
    """Have connections that `database` makes from now on end after so long without use."""

    @sa.event.listens_for(database, "do_connect")
    def _with_timeout(_dialect: Any, _record: Any, _positional: Any, options: dict[str, Any]) -> None:
        options["options"] += f" -c idle_session_timeout={seconds}s"


def _refuse_dead(connection: Any, *_: Any) -> None:
    """Let the pool replace a connection whose server has gone: an idle one has nothing to say but good-bye.

    Cheaper than asking the server each time: no round trip.
    """
    if connection.closed or select.select([connection.fileno()], [], [], 0)[0]:
        raise sa.exc.DisconnectionError("Expected a live connection, but the server has closed it.")


def _refuse_unstorable(context: Any) -> None:
    """Say in our words what of the parameters the database cannot hold. Raises InvalidArgument."""
    refuse(context.original_exception, context.parameters)


def migrate(database_url: str, revision: str = "head") -> None:
    """Bring the engine's tables, and Procrastinate's, to `revision`; many processes may call at once."""
    from alembic import command  # noqa: PLC0415 - only who migrates pays for it, in time and memory

    database = sa.create_engine(sqlalchemy_url(database_url), poolclass=sa.pool.NullPool)
    with database.begin() as connection:
        connection.execute(sa.text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATION_LOCK})
        _install_procrastinate(connection)
        config = alembic_config()
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def alembic_config() -> Config:
    """Return the configuration of the engine's migration history."""
    from alembic.config import Config  # noqa: PLC0415 - as above

    config = Config()
    config.set_main_option("script_location", str(Path(str(resources.files("engine"))) / "migrations"))
    return config


def _install_procrastinate(connection: sa.Connection) -> None:
    """Procrastinate ships its schema as one file; it is installed once, in the same transaction."""
    if connection.execute(sa.text("SELECT to_regclass('procrastinate_jobs')")).scalar() is not None:
        return
    driver = connection.connection.driver_connection
    assert driver is not None
    driver.execute(SchemaManager.get_schema(), prepare=False)
