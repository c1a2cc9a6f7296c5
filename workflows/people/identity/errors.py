"""How this domain refuses: with the room's types, and sentences from `messages.py`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from workflows.ground.errors import FieldProblem, Invalid, NotFound


def at(field: str, name: str, **params: Any) -> FieldProblem:
    """Return the problem `name` of the catalogue, standing at `field`."""
    return FieldProblem(field, f"identity.{name}", params)


def refuse(problems: Iterable[FieldProblem]) -> None:
    """Raise: Invalid: when there are problems; they stand at their fields."""
    refusals = tuple(problems)
    if refusals:
        raise Invalid("identity.invalid", refusals)


def no_such_user() -> NotFound:
    """Return the refusal for an unknown user."""
    return NotFound("identity.not_found")
