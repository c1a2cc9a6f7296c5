"""What is asked of the database while a test acts: every statement, those sent straight to the driver too.

A listener on SQLAlchemy's engine does not see what `transaction.rows` and its like send, and so would take a
statement moved there for one saved.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import psycopg

Question = tuple[str, Any]
"""A statement and its parameters."""


@contextmanager
def asked_meanwhile() -> Iterator[list[Question]]:
    """Give the list of what this thread asks while the block runs; it grows as it happens."""
    asked: list[Question] = []
    with _told(lambda statement, parameters: asked.append((statement, parameters))):
        yield asked


@contextmanager
def statements_meanwhile() -> Iterator[list[str]]:
    """Give the same without the parameters."""
    statements: list[str] = []
    with _told(lambda statement, _: statements.append(statement)):
        yield statements


@contextmanager
def _told(note: Callable[[str, Any], None]) -> Iterator[None]:
    thread = threading.get_ident()

    def noting(send: Callable[..., Any]) -> Callable[..., Any]:
        def noted(cursor: Any, statement: Any, parameters: Any = None, *more: Any, **how: Any) -> Any:
            if threading.get_ident() == thread:
                note(str(statement), parameters)
            return send(cursor, statement, parameters, *more, **how)

        return noted

    with (
        patch.object(psycopg.Cursor, "execute", noting(psycopg.Cursor.execute)),
        patch.object(psycopg.Cursor, "executemany", noting(psycopg.Cursor.executemany)),
    ):
        yield


def asked_by(act: Callable[[], Any]) -> list[Question]:
    """Return what is asked while `act` runs."""
    with asked_meanwhile() as asked:
        act()
    return asked
