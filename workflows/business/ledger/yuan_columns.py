"""Amounts that a statement brings as yuan, for rows that go out as they are read."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import BigInteger, ColumnElement, Dialect, SQLColumnExpression, TypeDecorator, type_coerce

from workflows.business.ledger.money import to_yuan


class _Yuan(TypeDecorator[Decimal]):
    """Whole fen in the database, read as yuan."""

    impl = BigInteger
    cache_ok = True

    def process_result_value(self, value: int | None, _dialect: Dialect) -> Decimal | None:
        return None if value is None else to_yuan(value)


def in_yuan(fen: SQLColumnExpression[int] | SQLColumnExpression[int | None]) -> ColumnElement[Decimal]:
    """Return a column of whole fen as one that is read as yuan; None stays None."""
    return type_coerce(fen, _Yuan())
