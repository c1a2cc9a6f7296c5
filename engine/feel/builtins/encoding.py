"""What other systems read and write: JSON and Base64, as texts."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

from engine.errors import InvalidArgument
from engine.feel.functions import builtin
from engine.feel.numbers import number_text, parse_number
from engine.feel.runtime import Run
from engine.feel.temporal import (
    Date,
    DateTime,
    DaysDuration,
    MonthsDuration,
    Time,
    datetime_offset,
    zone_text,
)
from engine.feel.values import from_python
from engine.storable_text import check_text

_MAX_DEPTH = 60


class _NotInJson(Exception):
    """A range or a function: JSON has nothing for it."""


@builtin("to json", "value: any")
def _to_json(run: Run, value: Any) -> str | None:
    pieces: list[str] = []
    try:
        _write(run, value, pieces, 0)
    except _NotInJson:
        return None
    run.charge_text(sum(map(len, pieces)))
    return "".join(pieces)


def _write(run: Run, value: Any, pieces: list[str], depth: int) -> None:
    """Append the JSON text of a value; dates, times and durations are their texts."""
    run.charge(1)
    if depth > _MAX_DEPTH:
        run.exceed("depth", _MAX_DEPTH)
    if isinstance(value, list):
        pieces.append("[")
        for place, item in enumerate(value):
            pieces.append("," if place else "")
            _write(run, item, pieces, depth + 1)
        pieces.append("]")
    elif isinstance(value, dict):
        pieces.append("{")
        for place, (key, item) in enumerate(value.items()):
            pieces.append(f"{',' if place else ''}{_quoted(run, key)}:")
            _write(run, item, pieces, depth + 1)
        pieces.append("}")
    else:
        pieces.append(_scalar(run, value))


def _scalar(run: Run, value: Any) -> str:
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    if isinstance(value, Decimal):
        return number_text(value)
    if isinstance(value, DateTime):
        return _quoted(run, _moment_text(value))
    if isinstance(value, str | Date | Time | DaysDuration | MonthsDuration):
        return _quoted(run, str(value))
    raise _NotInJson


def _moment_text(value: DateTime) -> str:
    """Return the ISO text, a named zone after its offset: 2026-03-02T10:00:00+08:00[Asia/Shanghai]."""
    offset = datetime_offset(value)
    if offset is None or not isinstance(value.time.zone, str):
        return str(value)
    local = replace(value, time=replace(value.time, zone=None))
    return f"{local}{zone_text(offset)}[{value.time.zone}]"


def _quoted(run: Run, text: str) -> str:
    run.charge_text(len(text))
    return json.dumps(text, ensure_ascii=False)


@builtin("from json", "value: string")
def _from_json(run: Run, text: str) -> Any:
    run.charge(len(text))
    try:
        read = json.loads(
            text, parse_int=parse_number, parse_float=parse_number, parse_constant=_refuse_constant
        )
        return from_python(read)
    except (ValueError, RecursionError, InvalidArgument):
        return None


def _refuse_constant(name: str) -> None:
    raise ValueError(f"Expected JSON, which has no {name}")


@builtin("to base64", "value: string")
def _to_base64(run: Run, text: str) -> str:
    run.charge_text(2 * len(text))
    return base64.b64encode(text.encode()).decode()


@builtin("from base64", "value: string")
def _from_base64(run: Run, text: str) -> str | None:
    run.charge_text(len(text))
    try:
        return check_text(base64.b64decode(text, validate=True).decode())
    except (ValueError, InvalidArgument):
        return None
