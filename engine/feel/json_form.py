"""FEEL values as JSON and back, without loss: what JSON lacks becomes {"@feel": type, "value": text}."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from engine.errors import InvalidArgument
from engine.feel.numbers import parse_number
from engine.feel.temporal import Date, DateTime, DaysDuration, MonthsDuration, Time
from engine.feel.temporal_text import parse_date, parse_datetime, parse_duration, parse_time
from engine.feel.values import FORMS, Conversion, Range, from_python, type_name

_TAG = "@feel"
_SAFE_INTEGER = 2**53


def to_json(value: Any) -> Any:
    """Return what `json.dumps` writes for a Python or FEEL value.

    Numbers become JSON numbers where that loses nothing; otherwise, like dates, durations and ranges, they
    become a tagged object.

    Raises: InvalidArgument: a function, or an object that FEEL does not know; FeelBudgetExceeded: the data is
    too large or too deep.
    """
    return _encode(Conversion().from_python(value))


def _encode(value: Any) -> Any:
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, Decimal):
        return _encode_number(value)
    if isinstance(value, list):
        return [_encode(item) for item in value]
    if isinstance(value, dict):
        encoded = {key: _encode(item) for key, item in value.items()}
        return {_TAG: "context", "value": encoded} if _TAG in encoded else encoded
    if isinstance(value, Range):
        ends = [_encode(value.low), _encode(value.high), value.low_included, value.high_included, value.form]
        return {_TAG: "range", "value": ends}
    if isinstance(value, Date | Time | DateTime | DaysDuration | MonthsDuration):
        return {_TAG: type_name(value), "value": str(value)}
    raise InvalidArgument(f"Expected a value that can be stored, but got a {type_name(value)}")


def _encode_number(value: Decimal) -> Any:
    text = str(value)
    if value == value.to_integral_value() and abs(value) < _SAFE_INTEGER and text == str(int(value)):
        return int(value)
    number = float(value)
    return number if repr(number) == text else {_TAG: "number", "value": text}


def _decode_number(text: str) -> Decimal | None:
    number = parse_number(text)
    return number if number is not None and number.is_finite() else None


_DECODERS: dict[str, Callable[[Any], Any]] = {
    "number": _decode_number,
    "date": parse_date,
    "time": parse_time,
    "date and time": parse_datetime,
    "days and time duration": parse_duration,
    "years and months duration": parse_duration,
}


def from_json(value: Any) -> Any:
    """Return the FEEL value that `to_json` wrote.

    Raises: InvalidArgument: a tag is unknown or its value unreadable.
    """
    if isinstance(value, list):
        return [from_json(item) for item in value]
    if not isinstance(value, dict):
        return from_python(value)
    tag = value.get(_TAG)
    if tag is None:
        return {key: from_json(item) for key, item in value.items()}
    return _decode(tag, value.get("value"))


def _decode_range(low: Any, high: Any, low_included: Any, high_included: Any, form: Any) -> Range:
    if form not in FORMS or not isinstance(low_included, bool) or not isinstance(high_included, bool):
        raise InvalidArgument(f"Expected the JSON form of a range, but got {form!r} with its ends")
    return Range(from_json(low), from_json(high), low_included, high_included, form)


def _decode(tag: Any, value: Any) -> Any:
    if tag == "context" and isinstance(value, dict):
        return {key: from_json(item) for key, item in value.items()}
    if tag == "range" and isinstance(value, list) and len(value) == 5:
        return _decode_range(*value)
    decode = _DECODERS.get(tag) if isinstance(tag, str) else None
    decoded = decode(value) if decode is not None and isinstance(value, str) else None
    if decoded is None:
        raise InvalidArgument(f"Expected the JSON form of a FEEL value, but got the tag {tag!r}")
    return decoded
