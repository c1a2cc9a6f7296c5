"""FEEL's types: `instance of`, and the coercions between a value and a list of one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from engine.feel import syntax as s
from engine.feel.runtime import Run
from engine.feel.temporal import Date, DateTime, Time
from engine.feel.type_relations import ALIASES, takes_and_gives
from engine.feel.values import FunctionBase, Range, type_name


@dataclass(frozen=True, slots=True)
class NamedType:
    """A type of a model. Allowed values are no matter of `is_instance`, but of what `accepts`."""

    is_instance: Callable[[Any], bool]
    accepts: Callable[[Any], bool]


def conforms(run: Run, value: Any, wanted: s.TypeName, *, allowed: bool = False) -> bool:
    """Return whether `value` is an instance of the type; null is one of Null only.

    `allowed`: values that a type of the model does not allow do not conform either.
    """
    name = wanted.name
    if value is None:
        return name in {"Null", "null"}
    if name in {"Any", "any"}:
        return True
    if name == "list":
        return _list(run, value, wanted, allowed=allowed)
    if name == "context":
        return type(value) is dict and all(
            field in value and (value[field] is None or conforms(run, value[field], type_, allowed=allowed))
            for field, type_ in wanted.fields
        )
    if name == "range":
        return _range(run, value, wanted)
    if name == "function":
        return is_function(value, wanted)
    named: NamedType | None = run.types.get(name) if run.types is not None else None
    if named is not None:
        return named.accepts(value) if allowed else named.is_instance(value)
    return type_name(value) == ALIASES.get(name, name)


def _list(run: Run, value: Any, wanted: s.TypeName, *, allowed: bool) -> bool:
    if type(value) is not list:
        return False
    run.charge(len(value))
    return not wanted.parameters or all(
        item is None or conforms(run, item, wanted.parameters[0], allowed=allowed) for item in value
    )


def _range(run: Run, value: Any, wanted: s.TypeName) -> bool:
    if type(value) is not Range:
        return False
    return not wanted.parameters or all(
        end is None or conforms(run, end, wanted.parameters[0]) for end in (value.low, value.high)
    )


def is_function(value: Any, wanted: s.TypeName) -> bool:
    """Return whether `value` is a function that serves as the function type `wanted`."""
    if not isinstance(value, FunctionBase):
        return False
    if value.written_types is not None:
        return takes_and_gives(*value.written_types, wanted)
    parameters = value.parameters
    return wanted.result is None or parameters is None or len(parameters) == len(wanted.parameters)


def coerce(run: Run, value: Any, wanted: s.TypeName) -> tuple[bool, Any]:
    """Return whether `value` can serve as `wanted`, and the value.

    It may have become a list of one, been taken out of one, or be a date's midnight in UTC (DMN 1.5,
    10.3.2.9.4).
    """
    if value is None or conforms(run, value, wanted, allowed=True):
        return True, value
    if type(value) is list and len(value) == 1 and conforms(run, value[0], wanted, allowed=True):
        return True, value[0]
    if type(value) is Date and ALIASES.get(wanted.name, wanted.name) == "date and time":
        return True, DateTime(value, Time(0, 0, 0, zone=0))
    if wanted.name == "list" and type(value) is not list and conforms(run, [value], wanted, allowed=True):
        return True, [value]
    return False, None
