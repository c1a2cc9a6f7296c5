"""What the pages of a case ask the database for: the number must not grow, and nothing is asked twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import event

from workflows.bootstrap import Platform

Question = tuple[str, str]
"""A statement and its parameters."""


@contextmanager
def questions(platform: Platform) -> Iterator[list[Question]]:
    """Give a list of what is asked while the block runs."""
    asked: list[Question] = []

    def note(_c: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        asked.append((statement, repr(parameters)))

    event.listen(platform.database, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(platform.database, "before_cursor_execute", note)


def cost(platform: Platform, client: FlaskClient, page: str) -> list[Question]:
    """Return what a page, or where it leads, asks when it is opened again: what is kept is there by then."""
    for _ in range(2):
        with questions(platform) as asked:
            answer = client.get(page, follow_redirects=True)
        assert answer.status_code == 200, (page, answer.status_code)
    return asked


def asked_again(asked: list[Question]) -> dict[str, int]:
    """Return how often each statement was asked with the same parameters, of those asked more than once."""
    return {one[0][:300]: times for one, times in Counter(asked).items() if times > 1}
