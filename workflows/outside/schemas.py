"""What goes to a service and comes back: JSON Schema, draft 2020-12, without references to anywhere else."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import jsonschema
from referencing import Registry
from referencing.exceptions import Unresolvable

MOST_CHARACTERS = 20_000
MOST_DEPTH = 20


def parse(text: str) -> dict[str, Any]:
    """Return the schema of an object that `text` says. Raises: ValueError: where it is none, in English."""
    if len(text) > MOST_CHARACTERS:
        raise ValueError(f"more than {MOST_CHARACTERS} characters")
    try:
        schema = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ValueError(str(error)) from None
    if not isinstance(schema, dict) or schema.get("type") != "object":
        raise ValueError('"type" is not "object"')
    if _depth(schema) > MOST_DEPTH:
        raise ValueError(f"nested more than {MOST_DEPTH} deep")
    if (reference := _reference(schema)) is not None:
        raise ValueError(f"$ref {reference} leads elsewhere")
    try:
        jsonschema.Draft202012Validator.check_schema(schema)
    except jsonschema.SchemaError as error:
        raise ValueError(f"{error.json_path}: {error.message}"[:300]) from None
    return schema


def complaint(schema: Mapping[str, Any], value: Any) -> str:
    """Return what is wrong with `value` and where, in English, not what it holds; empty: nothing."""
    validator = jsonschema.Draft202012Validator(schema, registry=Registry())
    try:
        error = jsonschema.exceptions.best_match(validator.iter_errors(value))
    except (Unresolvable, RecursionError) as failed:
        return f"the schema cannot be followed ({type(failed).__name__})"
    if error is None:
        return ""
    wanted = json.dumps(error.validator_value, ensure_ascii=False)[:200]
    return f"{error.json_path} breaks {error.validator}: {wanted}"


def selected(schema: Mapping[str, Any], variables: Mapping[str, Any]) -> dict[str, Any]:
    """Return those of `variables` that the schema names as properties, as JSON: nothing else leaves."""
    names = schema.get("properties", {})
    return {name: as_json(variables[name]) for name in names if variables.get(name) is not None}


def as_json(value: Any) -> Any:
    """Return a process value as JSON: dates and times as ISO 8601, decimals as numbers."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, date):  # moments too
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(name): as_json(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [as_json(inner) for inner in value]
    return value if isinstance(value, str | int | float | bool) or value is None else str(value)


def _depth(node: Any) -> int:
    deepest, stack = 0, [(node, 1)]
    while stack:
        here, depth = stack.pop()
        deepest = max(deepest, depth)
        inner = here.values() if isinstance(here, dict) else here if isinstance(here, list) else ()
        stack.extend((one, depth + 1) for one in inner)
    return deepest


def _reference(node: Any) -> str | None:
    stack = [node]
    while stack:
        here = stack.pop()
        if isinstance(here, dict):
            for name in ("$ref", "$dynamicRef", "$schema"):
                said = here.get(name)
                if name == "$schema" and said == "https://json-schema.org/draft/2020-12/schema":
                    continue
                if isinstance(said, str) and not said.startswith("#"):
                    return said[:100]
            stack.extend(here.values())
        elif isinstance(here, list):
            stack.extend(here)
    return None
