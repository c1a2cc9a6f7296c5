"""The pool's cursors describe what they bring to whoever looks, and only then."""

from __future__ import annotations

import psycopg
import pytest
import sqlalchemy as sa

from engine import terse_cursor


def test_columns_are_described_until_the_next_result(engine):
    with engine.database.connect() as connection:
        cursor = connection.connection.cursor()
        cursor.execute("SELECT 1 AS one, 'b' AS other")
        described = cursor.description
        assert [column.name for column in described] == ["one", "other"]
        assert described[1].type_code == 25
        assert len(described[:1]) == 1
        cursor.execute("CREATE TEMPORARY TABLE nothing ()")
        assert cursor.description is None
        with pytest.raises(psycopg.InterfaceError):
            described[0]
        assert cursor.execute("SELECT FROM nothing").description == []


def test_a_statement_that_has_run_before_describes_nothing(engine, monkeypatch):
    names = sa.table("pg_class", sa.column("relname"), sa.column("oid"))
    ask = sa.select(names.c.relname, names.c.oid).limit(1)

    def refuse(*_):
        pytest.fail("A column was described, though nobody reads it.")

    with engine.database.connect() as connection:
        connection.execute(ask).all()
        monkeypatch.setattr(terse_cursor.psycopg, "Column", refuse)
        assert connection.execute(ask).mappings().one()["relname"]
