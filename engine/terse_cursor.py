"""A cursor that describes its columns to whoever looks at them, and to nobody else."""

from __future__ import annotations

from collections.abc import Sequence
from typing import overload

import psycopg
from psycopg.pq.abc import PGresult
from psycopg.rows import TupleRow


class TerseCursor(psycopg.Cursor[TupleRow]):
    """Cursor of the pool: SQLAlchemy asks after each query whether there are columns.

    What they are it has kept since the first time. Two hundred descriptions, which psycopg makes for a page
    whether or not somebody reads them, are a twentieth of it.
    """

    @property
    def description(self) -> list[psycopg.Column] | None:
        """The columns of the result as a sequence, None if it has none."""
        result = self.pgresult
        if result is None or not result.nfields:
            return super().description
        return _Columns(self, result)  # type: ignore[return-value]  # read like a list by all who read it


class _Columns(Sequence[psycopg.Column]):
    """The columns of one result, made when the first is looked at."""

    def __init__(self, cursor: psycopg.Cursor[TupleRow], result: PGresult) -> None:
        self._cursor = cursor
        self._result = result

    def __len__(self) -> int:
        return self._result.nfields

    @overload
    def __getitem__(self, place: int) -> psycopg.Column: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[psycopg.Column]: ...
    def __getitem__(self, place: int | slice) -> psycopg.Column | Sequence[psycopg.Column]:
        """Return columns. Raises: InterfaceError: the cursor has another result by now."""
        if self._cursor.pgresult is not self._result:
            raise psycopg.InterfaceError("Expected the result that is described, but there is another one.")
        return [psycopg.Column(self._cursor, number) for number in range(len(self))][place]
