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
    return feel.to_json(feel.from_python(value))


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
    return _with_ints(feel.to_python(decode(value)))


def _with_ints(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value.as_tuple().exponent == 0 else value
    if isinstance(value, list):
        return [_with_ints(item) for item in value]
    if isinstance(value, dict):
        return {name: _with_ints(item) for name, item in value.items()}
    return value


def event_to_json(event: Event) -> dict[str, Any]:
    """Return an event as JSON-able data: its name in snake case as `kind`, and its fields."""
    data: dict[str, Any] = {"kind": snake_case(type(event).__name__)}
    for field in fields(event):
        value = getattr(event, field.name)
        if value is None:
            continue
        if isinstance(value, datetime):
            data[field.name] = value.isoformat()
        elif isinstance(value, (str, bool, int)):
            data[field.name] = value
        elif value or isinstance(value, Decimal):  # an empty mapping or list says nothing
            data[field.name] = encode(_plain(value))
    return data


def snake_case(name: str) -> str:
    """Return `TaskOpened` as `task_opened`."""
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).lstrip("_")


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(name): _plain(own) for name, own in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_plain(own) for own in value]
    return value
