"""What differs between two versions of a form, field by field."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from engine.definitions.sources import read_json
from workflows.studio.element_names import component_named, components
from workflows.studio.element_order import merged
from workflows.studio.values import FieldDifference, How, PropertyDifference


def field_differences(before: bytes, after: bytes) -> tuple[FieldDifference, ...]:
    """Return the fields that were added, changed or removed; none, if a form cannot be read."""
    try:
        older, newer = _fields(read_json(before)), _fields(read_json(after))
    except json.JSONDecodeError:
        return ()
    differing = []
    for one in merged(older, newer):
        old, new = older.get(one), newer.get(one)
        shown = new or old or {}
        how: How = "changed" if old and new else "removed" if old else "added"
        properties = tuple(_properties(old, new)) if old and new else ()
        if how != "changed" or properties:
            kind = str(shown.get("type", ""))
            differing.append(FieldDifference(component_named(shown, one), kind, how, properties))
    return tuple(differing)


def _fields(form: Any) -> dict[str, Mapping[str, Any]]:
    """Return all components of a form by id, in the order in which they are shown."""
    return {str(one.get("id") or one.get("key") or place): one for place, one in enumerate(components(form))}


def _properties(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[PropertyDifference]:
    """Yield what differs, each property by its dotted name, such as `validate.required`."""
    older, newer = dict(_flat(old)), dict(_flat(new))
    for name in merged(older, newer):
        if older.get(name) != newer.get(name):
            yield PropertyDifference(name, older.get(name, ""), newer.get(name, ""))


def _flat(field: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in field.items():
        if name in ("components", "id"):
            continue
        if isinstance(value, dict):
            yield from ((f"{name}.{inner}", _said(said)) for inner, said in value.items())
        else:
            yield name, _said(value)


def _said(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
