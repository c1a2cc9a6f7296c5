"""The domain's migrations: one history, one head, dated names; the engine's run before."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import create_engine, text

from engine import Engine
from workflows.ground.db import psycopg_url

if TYPE_CHECKING:
    from alembic.config import Config

VERSION_TABLE = "tongban_migration"
LOCK_KEY = 0x746F6E67  # "tong": one migration at a time on a database


def configuration(database_url: str) -> Config:
    """Return Alembic's configuration for `database_url`, also without a pyproject.toml."""
    from alembic.config import Config  # noqa: PLC0415 - as below

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["database_url"] = psycopg_url(database_url)
    return config


def migrate(database_url: str) -> None:
    """Bring the database to the newest schema, the engine's tables first; waits for a concurrent run."""
    from alembic import command  # noqa: PLC0415 - only who migrates pays for it, in time and memory

    Engine(database_url).migrate()
    config = configuration(database_url)
    database = create_engine(config.attributes["database_url"])
    try:
        with database.connect() as connection, connection.begin():
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK_KEY})
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    finally:
        database.dispose()
