"""Alembic's entry: `workflows.migrate` hands a connection in; the command line reads DATABASE_URL."""

from __future__ import annotations

import os

from alembic import context
from sqlalchemy import Connection, create_engine

from workflows.ground.db import psycopg_url
from workflows.migrations import VERSION_TABLE
from workflows.models import Base


def include_name(name: str | None, type_: str, _parents: object) -> bool:
    """Leave the tables of the engine and of Procrastinate to their own histories."""
    return type_ != "table" or name is None or not name.startswith(("engine_", "procrastinate_"))


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        version_table=VERSION_TABLE,
        include_name=include_name,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    url = context.config.attributes.get("database_url") or psycopg_url(os.environ["DATABASE_URL"])
    with create_engine(url).connect() as own:
        run(own)
