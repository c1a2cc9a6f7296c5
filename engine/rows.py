"""Batch statements whose text never changes, however many rows they carry: PostgreSQL prepares each once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cache
from json import encoder
from typing import Any, LiteralString

from sqlalchemy import Table

from engine.storable_text import check_json
from engine.transaction import Transaction

Row = Mapping[str, Any]


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, (tuple, set, frozenset)):
        return list(value)
    raise TypeError(f"Expected a value that JSON can hold, but got {type(value).__name__}.")


# `JSONEncoder.encode` makes one of these for each value, which takes as long as to write a short one.
_write = encoder.c_make_encoder(  # type: ignore[attr-defined]
    None, _plain, encoder.encode_basestring, None, ":", ",", False, False, True
)


def to_json(value: Any) -> str:
    """Return `value` as compact JSON; times become ISO text.

    Raises InvalidArgument: a text in it cannot be stored. All that the engine writes goes this way.
    """
    return check_json("".join(_write(value, 0)))


@cache
def insert_statement(table: Table, conflict: LiteralString = "") -> LiteralString:
    """Return the statement that inserts all rows of one JSON parameter into `table`."""
    columns = ", ".join(column.name for column in table.columns)
    # json_populate_recordset makes SQL's NULL of JSON's null, which may be the value of a variable
    values = ", ".join(
        f"coalesce({column.name}, 'null')" if column.info.get("holds_null") else column.name
        for column in table.columns
    )
    statement: LiteralString = (  # the names come from our own tables
        f"INSERT INTO {table.name} ({columns}) SELECT {values} "  # noqa: S608
        f"FROM json_populate_recordset(NULL::{table.name}, %s::json) {conflict}"
    )
    return statement


@cache
def upsert_statement(table: Table) -> LiteralString:
    """Return the statement that inserts the rows of one JSON parameter, or updates those that exist."""
    keys: LiteralString = ", ".join(column.name for column in table.primary_key)
    changing = (c for c in table.columns if not c.primary_key and not c.info.get("fixed"))
    updates: LiteralString = ", ".join(f"{name} = excluded.{name}" for name in (c.name for c in changing))
    return insert_statement(table, f"ON CONFLICT ({keys}) DO UPDATE SET {updates}")


def insert(transaction: Transaction, table: Table, rows: Iterable[Row], conflict: LiteralString = "") -> None:
    """Insert `rows` with one statement. Every column of `table` that a row leaves out becomes NULL."""
    listed = list(rows)
    if listed:
        transaction.run(insert_statement(table, conflict), (to_json(listed),))
