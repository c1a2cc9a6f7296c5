"""Rows held by the transaction that is about to change them."""

from __future__ import annotations

from typing import TypeVar

from workflows.ground.db import Base
from workflows.ground.errors import NotFound
from workflows.ground.work import Work

Row = TypeVar("Row", bound=Base)


def held_row(work: Work, table: type[Row], key: str | None, refusal: str) -> Row:
    """Return a row as it is now, whatever the session knew of it, held until the end of the transaction.

    Raises: NotFound, with the code `refusal`: there is none, or `key` is None.
    """
    if key is None:
        raise NotFound(refusal)
    row = work.session.get(table, key, with_for_update=True, populate_existing=True)
    if row is None:
        raise NotFound(refusal)
    return row
