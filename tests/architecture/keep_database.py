"""Keeps the rows of a database of today, for the tests of migrations of tomorrow.

    TEST_DATABASE_URL=postgresql://… python -m tests.architecture.keep_database kept/20261122.json.gz

One case waits for its applicant, one for its window, one is decided. `restore` brings the rows back at the
revisions at which they were written.
"""

from __future__ import annotations

import gzip
import json
import os
import sys
import tempfile
from pathlib import Path

import psycopg
from alembic import command
from sqlalchemy import MetaData, create_engine

from engine import db as engine_db
from tests.databases import databases
from tests.factories.people import staff
from tests.workflows.approvals.conftest import Cast, Story
from tests.workflows.conftest import FixedClock
from workflows import migrate
from workflows.approvals.tasks import assignment
from workflows.bootstrap import Platform
from workflows.ground.db import psycopg_url
from workflows.ground.settings import Settings
from workflows.migrations import configuration

VERSIONS = {"engine": "engine_migration", "domain": "tongban_migration"}
SEQUENCES = "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public' AND last_value > 0"


def live(url: str) -> None:
    """Let three applications go three ways."""
    platform = Platform(Settings(url, Path(tempfile.mkdtemp()), "kept"), clock=FixedClock())
    platform.prepare()
    window, elsewhere = staff(platform, "window:430100"), staff(platform, "window:430200")
    story = Story(platform, Cast(url, staff(platform, "operator"), window, window, elsewhere))
    for number, action in enumerate(("return", "approve", None), start=1):
        story.submit(story.applicant(), story.data(number))
        if action is None:
            continue
        (task,) = [item for item in story.to_do(window) if item.state == "open"]
        story.act(window, assignment.claim, task.task_id)
        story.decide(window, task.task_id, action, opinion="意见")
    platform.close()


def tables(url: str) -> list[str]:
    """Return the names of all tables, those that others refer to before those others."""
    database, metadata = create_engine(psycopg_url(url)), MetaData()
    metadata.reflect(database)
    database.dispose()
    return [table.name for table in metadata.sorted_tables]


def keep(url: str) -> bytes:
    """Return revisions, rows (as COPY writes them) and sequences."""
    with psycopg.connect(url) as connection:
        revisions = {
            history: connection.execute(f"SELECT version_num FROM {table}").fetchall()[0][0]
            for history, table in VERSIONS.items()
        }
        rows = {}
        for table in tables(url):
            if table not in VERSIONS.values():
                with connection.cursor().copy(f"COPY {table} TO STDOUT") as copy:
                    rows[table] = b"".join(bytes(part) for part in copy).decode()
        sequences = dict(connection.execute(SEQUENCES).fetchall())
    kept = {"revisions": revisions, "rows": rows, "sequences": sequences}
    return gzip.compress(json.dumps(kept, ensure_ascii=False).encode(), mtime=0)


def restore(url: str, content: bytes) -> None:
    """Make the tables as they were then, with the rows."""
    kept = json.loads(gzip.decompress(content))
    engine_db.migrate(url, kept["revisions"]["engine"])
    config, database = configuration(url), create_engine(psycopg_url(url))
    with database.begin() as config.attributes["connection"]:
        command.upgrade(config, kept["revisions"]["domain"])
    database.dispose()
    with psycopg.connect(url) as connection:
        names = [name for name in tables(url) if name in kept["rows"]]
        for table in names:  # the rows have been through the triggers once
            connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        connection.execute(f"TRUNCATE {', '.join(names)}")
        for table in names:
            with connection.cursor().copy(f"COPY {table} FROM STDIN") as copy:
                copy.write(kept["rows"][table])
        for table in names:
            connection.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        for sequence, last in kept["sequences"].items():
            connection.execute("SELECT setval(%s, %s)", (sequence, last))


def main(target: Path) -> None:
    with databases(os.environ["TEST_DATABASE_URL"]) as create:
        url = create()
        migrate(url)
        live(url)
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(keep(url))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
