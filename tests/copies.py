"""Copies of prepared databases, lent to one test after the other.

To copy a database takes a third of a second, most tests touch a dozen rows. So a copy that comes back is set
to what it held at first: exactly its rows and sequences. One that cannot be trusted is thrown away instead:
somebody is still connected, its schema or its statistics changed, it grew, or it has served for long.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg

from tests.databases import Connection, create_database, drop_database

LOANS = 60
"""Deleted rows stay in the files: after so many loans a new copy is quicker."""
GROWTH_BYTES = 16_000_000

# Others have ended their sessions, but the server notices that a moment later.
_ALONE = """DO $$ BEGIN
  FOR attempt IN 1..50 LOOP
    PERFORM pg_stat_clear_snapshot();
    IF NOT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database()
                   AND pid <> pg_backend_pid() AND backend_type = 'client backend') THEN RETURN; END IF;
    PERFORM pg_sleep(0.005);
  END LOOP;
  RAISE object_in_use;
END $$"""
_CATALOGS = (
    *("pg_attribute", "pg_attrdef", "pg_class", "pg_constraint", "pg_db_role_setting", "pg_description"),
    *(
        "pg_extension",
        "pg_index",
        "pg_namespace",
        "pg_policy",
        "pg_proc",
        "pg_rewrite",
        "pg_trigger",
        "pg_type",
    ),
)
# What changes in a catalogue is written anew or is gone; ANALYZE and VACUUM only change numbers.
_SCHEMA = " UNION ALL ".join(
    [f"SELECT count(*), max(xmin::text::bigint)::float FROM {name}" for name in _CATALOGS]
    + ["SELECT count(*), sum(reltuples) FROM pg_class"]
)
_TABLES = """SELECT c.oid::regclass::text, pg_relation_size(c.oid) FROM pg_class c
    WHERE relkind = 'r' AND c.oid >= 16384 AND pg_relation_size(c.oid) > 0"""
_COLUMNS = """SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute
    WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''"""
_SEQUENCES = (
    "SELECT format('%I.%I', schemaname, sequencename), coalesce(last_value, start_value),"
    " last_value IS NOT NULL FROM pg_sequences"
)
# An update moves a row, so where rows stand and who wrote them tells whether a table is as it was.
_ROWS = "SELECT '{0}', count(*), sum(hashtext(ctid::text || xmin::text)::bigint) FROM {0}"


class Copy:
    """A database with its first rows noted; `restore` brings them back."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.loans = 0
        self._connection: Connection = psycopg.connect(url, autocommit=True)
        self._can_restore = self._without_triggers()
        self._schema = self._all(_SCHEMA)
        self._sequences = self._all(_SEQUENCES)
        sizes = dict(self._all(_TABLES))
        self._bytes = sum(sizes.values())
        self._first = {table: self._rows_of(table) for table in sizes}
        self._marks = self._marks_of(self._first)

    def restore(self) -> bool:
        """Set rows and sequences to what they were. Returns False if the copy must not be used again."""
        if not self._can_restore:
            return False
        self.loans += 1
        try:
            self._connection.execute(_ALONE)
            sizes = dict(self._all(_TABLES))
            grown = sum(sizes.values()) - self._bytes
            if self.loans >= LOANS or grown > GROWTH_BYTES or self._all(_SCHEMA) != self._schema:
                return False
            with self._connection.transaction():
                self._restore_rows(list(sizes))
                self._restore_sequences()
        except psycopg.Error:
            return False
        return True

    def close(self) -> None:
        self._connection.close()

    def _without_triggers(self) -> bool:
        """Let rows be set whatever triggers and foreign keys say; False where the server refuses."""
        try:
            self._connection.execute("SET session_replication_role = replica")
        except psycopg.errors.InsufficientPrivilege:
            return False
        return True

    def _all(self, query: str, *values: object) -> list[Any]:
        return self._connection.execute(query, values or None).fetchall()  # type: ignore[call-overload,no-any-return]

    def _rows_of(self, table: str) -> tuple[str, bytes]:
        """Return which columns can be written, and the rows as COPY writes them."""
        (columns,) = self._all(_COLUMNS, table)[0]
        with self._connection.cursor().copy(f"COPY {table} ({columns}) TO STDOUT") as rows:  # type: ignore[call-overload]
            return columns, b"".join(bytes(block) for block in rows)

    def _marks_of(self, tables: Any) -> dict[str, Any]:
        query = " UNION ALL ".join(_ROWS.format(table) for table in tables)
        return {name: mark for name, *mark in self._all(query)} if query else {}

    def _restore_rows(self, tables: list[str]) -> None:
        marks = self._marks_of(self._first)
        changed = [table for table in self._first if marks[table] != self._marks[table]]
        emptied = [table for table in tables if table not in self._first] + changed
        self._connection.execute("; ".join(f"DELETE FROM {table}" for table in emptied) or "SELECT")  # type: ignore[call-overload]
        for table in changed:
            columns, rows = self._first[table]
            with self._connection.cursor().copy(f"COPY {table} ({columns}) FROM STDIN") as writing:  # type: ignore[call-overload]
                writing.write(rows)
        self._marks |= self._marks_of(changed)

    def _restore_sequences(self) -> None:
        for name, value, called in set(self._sequences) - set(self._all(_SEQUENCES)):
            self._connection.execute("SELECT setval(%s, %s, %s)", (name, value, called))


class Copies:
    """Lends copies of templates: each serves one test at a time, and many after another."""

    def __init__(self, server_url: str) -> None:
        self._server_url = server_url
        self._connection: Connection = psycopg.connect(server_url, autocommit=True)
        self._idle: dict[str, Copy] = {}

    @contextmanager
    def lent(self, template: str) -> Iterator[str]:
        """Lend a database with the schema and the rows of `template`; gives its address."""
        copy = self._idle.pop(template, None) or self._made(template)
        try:
            yield copy.url
        finally:
            if template not in self._idle and copy.restore():
                self._idle[template] = copy
            else:
                self._drop(copy)

    def close(self) -> None:
        """Drop every copy."""
        for copy in self._idle.values():
            self._drop(copy)
        self._connection.close()

    def _made(self, template: str) -> Copy:
        return Copy(create_database(self._connection, self._server_url, template))

    def _drop(self, copy: Copy) -> None:
        copy.close()
        drop_database(self._connection, copy.url)
