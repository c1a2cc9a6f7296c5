"""FEEL's types: `instance of`, and the coercions between a value and a list of one."""

from __future__ import annotations

from typing import Any

from engine.feel import syntax as s
from engine.feel.runtime import Run
from engine.feel.temporal import Date, DateTime, Time
from engine.feel.values import FunctionBase, Range, type_name

_ALIASES = {
    "dateTime": "date and time",
    "dayTimeDuration": "days and time duration",
    "yearMonthDuration": "years and months duration",
    "days and time duration": "days and time duration",
}


def conforms(run: Run, value: Any, wanted: s.TypeName) -> bool:
    """Return whether `value` is an instance of the type; null is one of Null only."""
    name = wanted.name
    if value is None:
        return name in {"Null", "null"}
    if name in {"Any", "any"}:
        return True
    if name == "list":
        return _list(run, value, wanted)
    if name == "context":
        return type(value) is dict and all(
            field in value and (value[field] is None or conforms(run, value[field], type_))
            for field, type_ in wanted.fields
        )
    if name == "range":
        return _range(run, value, wanted)
    if name == "function":
        return _function(value, wanted)
    custom = run.types.get(name) if run.types is not None else None
    if custom is not None:
        return bool(custom(value))
    return type_name(value) == _ALIASES.get(name, name)


def _list(run: Run, value: Any, wanted: s.TypeName) -> bool:
    if type(value) is not list:
        return False
    run.charge(len(value))
    return not wanted.parameters or all(
        item is None or conforms(run, item, wanted.parameters[0]) for item in value
    )


def _range(run: Run, value: Any, wanted: s.TypeName) -> bool:
    if type(value) is not Range:
        return False
    return not wanted.parameters or all(
        end is None or conforms(run, end, wanted.parameters[0]) for end in (value.low, value.high)
    )


def _function(value: Any, wanted: s.TypeName) -> bool:
    if not isinstance(value, FunctionBase):
        return False
    if wanted.result is None:
        return True
    parameters = value.parameters
    return parameters is None or len(parameters) == len(wanted.parameters)


def coerce(run: Run, value: Any, wanted: s.TypeName) -> tuple[bool, Any]:
    """Return whether `value` can serve as `wanted`, and the value.

    It may have become a list of one, been taken out of one, or be a date's midnight in UTC (DMN 1.5,
    10.3.2.9.4).
    """
    if value is None or conforms(run, value, wanted):
        return True, value
    if type(value) is list and len(value) == 1 and conforms(run, value[0], wanted):
        return True, value[0]
    if type(value) is Date and _ALIASES.get(wanted.name, wanted.name) == "date and time":
        return True, DateTime(value, Time(0, 0, 0, zone=0))
    if wanted.name == "list" and type(value) is not list and conforms(run, [value], wanted):
        return True, [value]
    return False, None
