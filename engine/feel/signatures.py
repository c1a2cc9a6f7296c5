"""Signatures of functions written in Python: which arguments fit, and how they are coerced."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from engine.feel import temporal as t
from engine.feel.values import FunctionBase, Range

_KINDS: dict[str, frozenset[type]] = {
    "number": frozenset({Decimal}),
    "string": frozenset({str}),
    "boolean": frozenset({bool}),
    "date": frozenset({t.Date}),
    "time": frozenset({t.Time}),
    "date and time": frozenset({t.DateTime}),
    "duration": frozenset({t.DaysDuration, t.MonthsDuration}),
    "days duration": frozenset({t.DaysDuration}),
    "months duration": frozenset({t.MonthsDuration}),
    "context": frozenset({dict}),
    "range": frozenset({Range}),
    "null": frozenset({type(None)}),
}


Types = frozenset[type] | None
"""Python types of which a FEEL value has one; None: nobody knows."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a built-in function; `types` is None for any value, `is_list` wraps a single value."""

    name: str
    text: str
    types: frozenset[type] | None
    optional: bool = False
    is_list: bool = False
    is_function: bool = False
    rest: bool = False

    @property
    def said(self) -> str:
        """Return the parameter as a list of functions shows it."""
        return f"{self.name}{'…' if self.rest else '?' if self.optional else ''}: {self.text}"

    def may_accept(self, types: Types) -> bool:
        """Tell whether a value of one of these types could fit."""
        if types is None or type(None) in types or self.is_list or self.types is None:
            return not self.is_function or types is None
        return not self.is_function and not types.isdisjoint(self.types)

    def accept(self, value: Any) -> tuple[bool, Any]:
        """Return whether the value fits, and the value, as list of one or taken out of it where needed."""
        if self.is_list:
            if value is None:
                return self.types is not None and type(None) in self.types, None
            return True, value if type(value) is list else [value]
        if self.is_function:
            return isinstance(value, FunctionBase), value
        if self.types is None or type(value) in self.types:
            return True, value
        if type(value) is list and len(value) == 1 and type(value[0]) in self.types:
            return True, value[0]
        return False, None


def parse_parameters(text: str) -> tuple[Parameter, ...]:
    """Return the parameters that a signature such as "string: string, length?: number" declares.

    "?" marks optional ones, "*" the last one that takes all further values (by its name: the list of them),
    "|" separates types.
    """
    return tuple(_parameter(part.strip()) for part in text.split(",") if part.strip())


def _parameter(text: str) -> Parameter:
    name, _, types = (part.strip() for part in text.partition(":"))
    words = [word.strip() for word in types.split("|")]
    rest, optional = name.startswith("*"), name.endswith("?")
    kinds = None
    if "any" not in words:
        kinds = frozenset().union(*(_KINDS[word] for word in words if word in _KINDS))
    return Parameter(
        name.strip("*?"),
        words[0],
        kinds,
        optional,
        "list" in words,
        is_function="function" in words,
        rest=rest,
    )


class Signature:
    """One way to call a built-in function."""

    __slots__ = ("implementation", "parameters", "required", "rest")

    def __init__(self, parameters: tuple[Parameter, ...], implementation: Callable[..., Any]) -> None:
        self.parameters = parameters
        self.implementation = implementation
        self.rest = bool(parameters) and parameters[-1].rest
        self.required = sum(not p.optional and not p.rest for p in parameters)

    def may_bind(self, positional: Sequence[Types], named: Mapping[str, Types]) -> bool:
        """Tell whether a call with values of these types could fit."""
        if named:
            known = {parameter.name: parameter for parameter in self.parameters}
            needed = {name for name, parameter in known.items() if not parameter.optional}
            if not needed <= named.keys() <= known.keys():
                return False
            return all(known[name].rest or known[name].may_accept(types) for name, types in named.items())
        count, last = len(positional), len(self.parameters) - 1
        if count < self.required + self.rest or (count > len(self.parameters) and not self.rest):
            return False
        return all(
            self.parameters[min(index, last)].may_accept(types) for index, types in enumerate(positional)
        )

    def bind(self, positional: list[Any], named: dict[str, Any] | None) -> list[Any] | Mismatch:
        """Return the arguments in order, or what does not fit."""
        if named is not None:
            return self._bind_named(named)
        count = len(positional)
        if count < self.required + self.rest or (count > len(self.parameters) and not self.rest):
            return Mismatch(None, None)
        last = len(self.parameters) - 1
        bound: list[Any] = []
        for index, value in enumerate(positional):
            parameter = self.parameters[min(index, last)]
            accepted, value = parameter.accept(value)  # noqa: PLW2901  # the coerced value takes its place
            if not accepted:
                return Mismatch(parameter, positional[index])
            bound.append(value)
        return bound

    def _bind_named(self, named: dict[str, Any]) -> list[Any] | Mismatch:
        if not named.keys() <= {parameter.name for parameter in self.parameters}:
            return Mismatch(None, None)
        bound: list[Any] = []
        for parameter in self.parameters:
            if parameter.name not in named:
                if not parameter.optional:
                    return Mismatch(None, None)
                bound.append(None)
                continue
            value = named[parameter.name]
            for one in value if parameter.rest and type(value) is list else [value]:
                accepted, fitting = parameter.accept(one)
                if not accepted:
                    return Mismatch(parameter, one)
                bound.append(fitting)
        return bound


@dataclass(frozen=True, slots=True)
class Mismatch:
    """The parameter that refused a value; no parameter if number or names of the arguments differ."""

    parameter: Parameter | None
    value: Any
