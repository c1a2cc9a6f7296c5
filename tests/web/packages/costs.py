"""What the pages of a case ask the database for: the number must not grow, and nothing is asked twice."""

from __future__ import annotations

from collections import Counter

from flask.testing import FlaskClient

from tests.asked import Question, asked_meanwhile


def cost(client: FlaskClient, page: str) -> list[Question]:
    """Return what a page asks when it is opened again: what is kept is there by then."""
    for _ in range(2):
        with asked_meanwhile() as asked:
            answer = client.get(page)
        assert answer.status_code in {200, 302}, (page, answer.status_code)
    return asked


def asked_again(asked: list[Question]) -> dict[str, int]:
    """Return how often each statement was asked with the same parameters, of those asked more than once."""
    counted = Counter((statement, repr(parameters)) for statement, parameters in asked)
    return {statement[:300]: times for (statement, _), times in counted.items() if times > 1}
