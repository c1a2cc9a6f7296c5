"""How FEEL values become JSON for the database and come back: one place, so that nothing loses its type."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from decimal import Decimal
from typing import Any

from engine import feel
from engine.events import Event


def encode(value: Any) -> Any:
    """Return a JSON-able form of `value` from which `decode` makes the same FEEL value."""
    return feel.to_json(value)


def decode(value: Any) -> Any:
    """Return the FEEL value that `encode` wrote."""
    return feel.from_json(value)


def encode_all(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return `encode` of each value."""
    return {name: encode(value) for name, value in values.items()}


def decode_all(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return `decode` of each value."""
    return {name: decode(value) for name, value in values.items()}


def to_python(value: Any) -> Any:
    """Return the Python value of a stored one: numbers written without decimals as int, others Decimal."""
    return plain(decode(value))


def plain(value: Any) -> Any:
    """Return the Python value of a FEEL value: numbers written without decimals as int, others Decimal."""
    return _with_ints(feel.to_python(value))


def _with_ints(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value.as_tuple().exponent == 0 else value
    if isinstance(value, list):
        return [_with_ints(item) for item in value]
    if isinstance(value, dict):
        return {name: _with_ints(item) for name, item in value.items()}
    return value


def event_to_json(event: Event) -> dict[str, Any]:
    """Return an event as JSON-able data: its name in snake case as `kind`, and its fields that are set."""
    kind, names = _shape(type(event))
    data: dict[str, Any] = {"kind": kind}
    for name in names:
        value = getattr(event, name)
        if value is None:
            continue
        if isinstance(value, (str, int)):
            data[name] = value
        elif isinstance(value, datetime):
            data[name] = value.isoformat()
        elif isinstance(value, Event):
            data[name] = event_to_json(value)
        elif value or isinstance(value, Decimal):  # an empty mapping or list says nothing
            data[name] = feel.to_json(value)
    return data


def _shape(event_type: type[Event]) -> tuple[str, tuple[str, ...]]:
    shape = _SHAPES.get(event_type)
    if shape is None:
        shape = snake_case(event_type.__name__), tuple(field.name for field in fields(event_type))
        _SHAPES[event_type] = shape
    return shape


_SHAPES: dict[type[Event], tuple[str, tuple[str, ...]]] = {}


def snake_case(name: str) -> str:
    """Return `TaskOpened` as `task_opened`."""
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).lstrip("_")
