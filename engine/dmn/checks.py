"""What is done with a value where a type is declared: it conforms, is converted, or does not conform.

It is converted as DMN 1.5, 10.3.2.9.4 says: a list of one becomes its item, an item a list of one, a date the
midnight UTC of that day. Where it does not conform, the caller uses null.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from engine.feel import Date, DateTime, Range, Run, Time, UnaryTests, compile_expression, type_name
from engine.feel.values import FunctionBase


class _Mismatch:
    """The one value that says: does not conform."""


MISMATCH: Final = _Mismatch()
Check = Callable[[Any], Any]
"""Returns the value, perhaps converted, or MISMATCH. Null conforms to every type."""

_CANONICAL = {
    "dateTime": "date and time",
    "dayTimeDuration": "days and time duration",
    "yearMonthDuration": "years and months duration",
    "days and time": "days and time duration",
    "years and months": "years and months duration",
    "integer": "number",
    "long": "number",
    "double": "number",
}
_BASE_TYPES = frozenset(
    {
        "number",
        "string",
        "boolean",
        "date",
        "date and time",
        "time",
        "days and time duration",
        "years and months duration",
        "context",
        "function",
        "range",
    }
)


def anything(value: Any) -> Any:
    """Accept every value: the type Any."""
    return value


def base_check(name: str) -> Check | None:
    """Return the check of a base type, None if `name` is not one."""
    name = name.split(":", 1)[1] if name.startswith("feel:") else name
    name = name.removeprefix("feel.")
    name = _CANONICAL.get(name, name)
    if name in ("Any", "any", ""):
        return anything
    if name == "list":
        return lambda value: value if value is None or isinstance(value, list) else [value]
    if name == "Null":
        return lambda value: None if value is None else MISMATCH
    if name not in _BASE_TYPES:
        return None
    return scalar_check(lambda value: _base_value(value, name))


class WrittenText(str):
    """A text from JSON that may write a value of the type that is declared where it stands."""

    __slots__ = ()

    def read_as(self, name: str) -> Any:
        """Return the value of the base type `name` that the text writes, MISMATCH if it writes none."""
        if name == "string":
            return str(self)
        value = _BOOLEANS.get(self) if name == "boolean" else None
        if name in _READERS:
            value = _READERS[name].evaluate({"text": str(self)})
        return MISMATCH if value is None else _base_value(value, name)


_BOOLEANS = {"true": True, "false": False}
_READERS = {
    name: compile_expression(f"{function}(text)")
    for name, function in {
        "number": "number",
        "date": "date",
        "date and time": "date and time",
        "time": "time",
        "days and time duration": "duration",
        "years and months duration": "duration",
    }.items()
}


def _base_value(value: Any, name: str) -> Any:
    if isinstance(value, WrittenText):
        return value.read_as(name)
    if name == "date and time" and isinstance(value, Date):
        return DateTime(value, Time(0, 0, 0, zone=0))
    return value if type_name(value) == name else MISMATCH


def range_value(value: Any, end: Check) -> Any:
    """Return the value if it is a range with ends that conform, else MISMATCH."""
    is_range = isinstance(value, Range) and MISMATCH not in (end(value.low), end(value.high))
    return value if is_range else MISMATCH


def scalar_check(check: Check) -> Check:
    """Accept null, and unwrap a list of one."""

    def scalar(value: Any) -> Any:
        if value is None:
            return None
        checked = check(value)
        if checked is MISMATCH and isinstance(value, list) and len(value) == 1 and value[0] is not None:
            return check(value[0])
        return checked

    return scalar


def collection_check(check: Check) -> Check:
    """Accept null and lists of what conforms; what is no list becomes a list of one."""

    def collection(value: Any) -> Any:
        if value is None:
            return None
        items = [check(item) for item in (value if isinstance(value, list) else [value])]
        return MISMATCH if any(item is MISMATCH for item in items) else items

    return collection


def structure_check(components: dict[str, Check]) -> Check:
    """Accept a context that has all components (DMN 1.5, 10.3.2.9.2) and conforms; further entries stay."""

    def structure(value: Any) -> Any:
        if not isinstance(value, dict):
            return MISMATCH
        converted = dict(value)
        for name, check in components.items():
            member = check(value[name]) if name in value else MISMATCH
            if member is MISMATCH:
                return MISMATCH
            converted[name] = member
        return converted

    return scalar_check(structure)


class TypedFunction(FunctionBase):
    """A function given where a function type is declared: what does not fit that type gives null."""

    __slots__ = ("_function", "_parameters", "_result", "name")

    def __init__(self, function: FunctionBase, parameters: Mapping[str, Check], result: Check) -> None:
        self.name = function.name
        self._function = function
        self._parameters = parameters
        self._result = result

    @property
    def parameters(self) -> tuple[str, ...] | None:
        """Names of the parameters that the function itself has."""
        return self._function.parameters

    def call(self, run: Run, positional: list[Any], named: dict[str, Any] | None) -> Any:
        """Return what the function returns; None if an argument or the result has another type."""
        run.descend(2)
        try:
            return self._checked(run, positional, named)
        finally:
            run.depth += 2

    def is_of(self, parameters: Mapping[str, Check], result: Check) -> bool:
        """Tell whether the function keeps to these types already."""
        return self._parameters is parameters and self._result is result

    def _checked(self, run: Run, positional: list[Any], named: dict[str, Any] | None) -> Any:
        checks = list(self._parameters.values())
        checked = [check(value) for check, value in zip(checks, positional, strict=False)]
        by_name = {name: self._parameters.get(name, anything)(value) for name, value in (named or {}).items()}
        if any(value is MISMATCH for value in (*checked, *by_name.values())):
            run.warn("bad_arguments_of_type", name=self.name)
            return None
        given = None if named is None else by_name
        result = self._result(self._function.call(run, [*checked, *positional[len(checked) :]], given))
        if result is MISMATCH:
            run.warn("bad_result", name=self.name)
            return None
        return result


def constrained_check(check: Check, allowed: UnaryTests) -> Check:
    """Accept what conforms and passes the tests."""

    def constrained(value: Any) -> Any:
        checked = check(value)
        if checked is None or checked is MISMATCH:
            return checked
        return checked if allowed.matches(checked, {}) is True else MISMATCH

    return constrained
