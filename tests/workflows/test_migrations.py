from __future__ import annotations

import subprocess
import sys

import psycopg
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

from engine.db import connection_string
from workflows import migrate
from workflows.ground.db import psycopg_url
from workflows.migrations import VERSION_TABLE, configuration
from workflows.models import Base


def test_the_migrations_make_exactly_the_tables_of_the_models(database_url: str) -> None:
    database = create_engine(psycopg_url(database_url))

    def own(name: str | None, type_: str, _parents: object) -> bool:
        return type_ != "table" or name is None or not name.startswith(("engine_", "procrastinate_"))

    with database.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"version_table": VERSION_TABLE, "include_name": own, "compare_type": True}
        )
        assert compare_metadata(context, Base.metadata) == []
    database.dispose()


def test_there_is_one_head() -> None:
    assert len(ScriptDirectory.from_config(configuration("postgresql://x/y")).get_heads()) == 1


def columns_of(database_url: str) -> list[tuple[str, ...]]:
    """Return every column with its table, type and default, and the revision that the database is at."""
    with psycopg.connect(connection_string(database_url)) as connection:
        columns = connection.execute(
            "SELECT table_schema, table_name, column_name, data_type, column_default"
            " FROM information_schema.columns WHERE table_schema NOT IN ('pg_catalog', 'information_schema')"
            " ORDER BY 1, 2, 3"
        ).fetchall()
        return [*columns, *connection.execute(f"SELECT version_num FROM {VERSION_TABLE}").fetchall()]


def test_migrating_again_changes_nothing(database_url: str) -> None:
    before = columns_of(database_url)
    assert len(before) > 500
    migrate(database_url)
    assert columns_of(database_url) == before


def test_a_process_knows_every_table_that_others_refer_to() -> None:
    """A foreign key to a table that a node has not read would fail at the first write."""
    asks = (
        "import workflows.bootstrap; from workflows.ground.db import Base; len(Base.metadata.sorted_tables)"
    )
    subprocess.run([sys.executable, "-c", asks], check=True)
