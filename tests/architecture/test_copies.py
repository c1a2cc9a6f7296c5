"""A database that another test has used is as new: no test sees what ran before it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest

from tests.copies import Copies
from tests.databases import Connection, CreateDatabase

SCHEMA = """
CREATE TABLE parent (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL,
    size int GENERATED ALWAYS AS (length(name)) STORED);
CREATE TABLE child (id int PRIMARY KEY, parent_id bigint NOT NULL REFERENCES parent);
CREATE TABLE kept (note text);
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'kept for ever'; END $$;
CREATE TRIGGER kept_for_ever BEFORE UPDATE OR DELETE ON kept EXECUTE FUNCTION refuse();
INSERT INTO parent (name) VALUES ('one'), ('two'), (E'tab\\t, line\\n, 通办');
INSERT INTO child VALUES (1, 1);
"""


@pytest.fixture
def template(session_databases: CreateDatabase) -> str:
    address = session_databases()
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(SCHEMA)
    return address


@pytest.fixture
def lending(server_url: str) -> Iterator[Copies]:
    copies = Copies(server_url)
    yield copies
    copies.close()


@contextmanager
def connected(lending: Copies, template: str) -> Iterator[tuple[str, Connection]]:
    with lending.lent(template) as address, psycopg.connect(address, autocommit=True) as connection:
        yield address, connection


def contents(connection: Connection) -> list[Any]:
    tables = ("parent", "child", "kept", "pg_sequences")
    return [connection.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall() for table in tables]  # type: ignore[call-overload]


@pytest.mark.parametrize(
    "deed",
    [
        "SELECT 1",
        "INSERT INTO parent (name) VALUES ('four')",
        "UPDATE parent SET name = 'changed' WHERE id = 2",
        "UPDATE parent SET name = name",
        "DELETE FROM parent WHERE id = 2",
        "DELETE FROM child; DELETE FROM parent",
        "INSERT INTO child VALUES (2, 2)",
        "INSERT INTO kept VALUES ('what a trigger keeps')",
        "SELECT nextval('parent_id_seq')",
        "SELECT setval('parent_id_seq', 77)",
    ],
)
def test_the_next_test_finds_what_the_template_held(lending: Copies, template: str, deed: str) -> None:
    rounds = []
    for _ in range(3):
        with connected(lending, template) as (address, connection):
            rounds.append((address, contents(connection)))
            for statement in deed.split("; "):
                connection.execute(statement)  # type: ignore[call-overload]
    assert rounds[1:] == [rounds[0], rounds[0]]


@pytest.mark.parametrize(
    "deed",
    [
        "CREATE TABLE another (n int)",
        "ALTER TABLE parent ADD COLUMN colour text",
        "ALTER TABLE parent ALTER COLUMN name DROP NOT NULL",
        "ALTER TABLE child DROP CONSTRAINT child_parent_id_fkey",
        "ALTER TABLE kept DISABLE TRIGGER kept_for_ever",
        "DROP TRIGGER kept_for_ever ON kept",
        "CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
        "CREATE INDEX ON parent (name)",
        "ANALYZE parent",
        "INSERT INTO kept SELECT repeat('x', 1000) FROM generate_series(1, 20000)",
    ],
)
def test_a_database_that_rows_alone_do_not_mend_is_thrown_away(
    lending: Copies, template: str, deed: str
) -> None:
    with connected(lending, template) as (first, connection):
        before = contents(connection)
        connection.execute(deed)  # type: ignore[call-overload]
    with connected(lending, template) as (second, connection):
        assert second != first
        assert contents(connection) == before


def test_what_somebody_is_still_connected_to_is_not_lent_again(lending: Copies, template: str) -> None:
    with lending.lent(template) as first:
        left_open = psycopg.connect(first)
    with lending.lent(template) as second:
        assert second != first
    with pytest.raises(psycopg.OperationalError):
        left_open.execute("SELECT 1")
    left_open.close()


def test_two_at_a_time_do_not_share(lending: Copies, template: str) -> None:
    with lending.lent(template) as first, lending.lent(template) as second:
        assert first != second
