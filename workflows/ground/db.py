"""The declarative base of all domain tables: naming convention, common columns, identifiers."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any

from sqlalchemy import ColumnElement, DateTime, MetaData, Numeric, Text, any_, literal
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import DeclarativeBase, InstrumentedAttribute, mapped_column
from uuid_utils import uuid7

NAMING_CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


def new_id() -> str:
    """Return a fresh identifier: UUID version 7 (RFC 9562) as text; ids of a process sort by age."""
    return str(uuid7())


def among(column: InstrumentedAttribute[Any], ids: Collection[str]) -> ColumnElement[bool]:
    """Return whether `column` is one of `ids`, sent as one array.

    `in_` writes a placeholder for each into the text of the statement, anew every time: for 500 watchers that
    costs more than the rows.
    """
    return column == any_(literal(list(ids), ARRAY(Text)))


TextId = Annotated[str, mapped_column(Text, primary_key=True, default=new_id)]
"""Primary key column of a domain table."""

Amount = Annotated[Decimal, mapped_column(Numeric(18, 2))]
"""Money in yuan with two places."""


class Base(DeclarativeBase):
    """Root of every domain table; Python types decide column types (times are aware UTC)."""

    metadata = MetaData(naming_convention=NAMING_CONVENTION)
    type_annotation_map = {  # noqa: RUF012  # SQLAlchemy reads it from the class
        str: Text,
        datetime: DateTime(timezone=True),
        dict[str, Any]: JSONB,
        list[Any]: JSONB,
        list[str]: JSONB,
    }


def psycopg_url(database_url: str) -> str:
    """Return `database_url` in the form that SQLAlchemy needs for psycopg 3."""
    for prefix in ("postgresql://", "postgres://"):
        if database_url.startswith(prefix):
            return "postgresql+psycopg://" + database_url.removeprefix(prefix)
    return database_url
