"""A stand-in 替身: a table that answers in place of a service, for tests, training and demonstrations.

A row says `when` (FEEL over what is asked; none: always), `status` (usually 200) and `answer` (FEEL). The
first row that fits answers; none: the service is down.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from engine import feel
from workflows.outside.schemas import as_json
from workflows.outside.values import Inquiry, Reply

MOST_ROWS = 50
MOST_CHARACTERS = 20_000
_KEYS = frozenset({"when", "status", "answer"})


def parse(text: str) -> list[dict[str, Any]]:
    """Return the rows that `text` says as JSON; nothing: no stand-in. Raises: ValueError, in English."""
    if not text.strip():
        return []
    if len(text) > MOST_CHARACTERS:
        raise ValueError(f"more than {MOST_CHARACTERS} characters")
    try:
        rows = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ValueError(str(error)) from None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows) or len(rows) > MOST_ROWS:
        raise ValueError(f"no list of at most {MOST_ROWS} rows")
    for number, row in enumerate(rows, 1):
        _check(number, row)
    return rows


def _check(number: int, row: Mapping[str, Any]) -> None:
    if unknown := sorted(row.keys() - _KEYS):
        raise ValueError(f"row {number} says {', '.join(unknown)}; there are: {', '.join(sorted(_KEYS))}")
    status = row.get("status", 200)
    if not isinstance(status, int) or isinstance(status, bool) or not 200 <= status <= 599:
        raise ValueError(f"row {number}: status is no number from 200 to 599")
    for name in ("when", "answer"):
        text = row.get(name, "=true")
        if not isinstance(text, str):
            raise ValueError(f"row {number}: {name} is no text")  # noqa: TRY004  one refusal for all
        try:
            feel.compile_expression(text.removeprefix("="))
        except feel.FeelSyntaxError as error:
            raise ValueError(f"row {number}: {name}: {error.located_message('en')}") from None


def answer(inquiry: Inquiry) -> Reply:
    """Return what the first row that fits says."""
    for number, row in enumerate(inquiry.stand_in, 1):
        try:
            if _value(row.get("when", "=true"), inquiry.body, inquiry.asked_at) is True:
                said = as_json(_value(row.get("answer", "={}"), inquiry.body, inquiry.asked_at))
                return Reply(row.get("status", 200), said)
        except feel.FeelError as error:
            return Reply(None, error=f"Stand-in, row {number}: {error}")
    return Reply(None, error="Expected a row of the stand-in that fits, but there is none.")


def _value(text: str, body: Mapping[str, Any], now: datetime) -> Any:
    compiled = feel.compile_expression(text.removeprefix("="))
    context = {name: feel.from_python(value) for name, value in body.items()}
    return feel.to_python(compiled.evaluate(context, now=now))


def shown(rows: Sequence[Mapping[str, Any]]) -> str:
    """Return the rows as the text that is typed."""
    return json.dumps(list(rows), ensure_ascii=False, indent=2) if rows else ""
