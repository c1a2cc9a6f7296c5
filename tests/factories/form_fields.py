"""The data of a form as a browser sends it: names joined by hyphens, files as ids."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any


def typed(data: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Return `data` as the fields of a request."""
    return dict(_fields(data, prefix))


def _fields(data: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, Any]]:
    for key, value in data.items():
        name = f"{prefix}{key}"
        if isinstance(value, list) and value and isinstance(value[0], Mapping) and "id" in value[0]:
            yield name, [one["id"] for one in value]
        elif isinstance(value, list) and value and isinstance(value[0], Mapping):
            for number, row in enumerate(value):
                yield f"{name}-{number}", "1"
                yield from _fields(row, f"{name}-{number}-")
        elif isinstance(value, list):
            yield name, value
        else:
            yield name, "" if value is None else str(value)
