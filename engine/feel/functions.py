"""What can be called: built-in functions, functions of the platform, functions written in FEEL."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, DecimalException
from typing import Any, TypeVar

from engine.feel import syntax as s
from engine.feel import temporal as t
from engine.feel.runtime import Run, Scope
from engine.feel.types import coerce
from engine.feel.values import FunctionBase, Range, from_python, to_python, type_name

_Implementation = TypeVar("_Implementation", bound=Callable[..., Any])

_OUTSIDE_DEPTH = 20  # what a call through another room costs, in levels

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

    "?" marks optional ones, "*" the last one that takes all further values, "|" separates types.
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
        if self.rest or not named.keys() <= {parameter.name for parameter in self.parameters}:
            return Mismatch(None, None)
        bound: list[Any] = []
        for parameter in self.parameters:
            if parameter.name not in named:
                if not parameter.optional:
                    return Mismatch(None, None)
                bound.append(None)
                continue
            value = named[parameter.name]
            accepted, fitting = parameter.accept(value)
            if not accepted:
                return Mismatch(parameter, value)
            bound.append(fitting)
        return bound


@dataclass(frozen=True, slots=True)
class Mismatch:
    """The parameter that refused a value; no parameter if number or names of the arguments differ."""

    parameter: Parameter | None
    value: Any


class Builtin(FunctionBase):
    """A function in Python with one or more signatures; the first that fits is taken, none gives null."""

    __slots__ = ("name", "signatures")

    def __init__(self, name: str) -> None:
        self.name = name
        self.signatures: list[Signature] = []

    @property
    def parameters(self) -> tuple[str, ...] | None:
        """Names of the parameters of the first signature, None if it takes any number."""
        signature = self.signatures[0]
        return None if signature.rest else tuple(parameter.name for parameter in signature.parameters)

    def call(self, run: Run, positional: list[Any], named: dict[str, Any] | None) -> Any:
        """Return the result, or None with a warning."""
        run.charge(2)
        mismatch = None
        for signature in self.signatures:
            bound = signature.bind(positional, named)
            if isinstance(bound, Mismatch):
                mismatch = bound if mismatch is None or mismatch.parameter is None else mismatch
                continue
            try:
                result = signature.implementation(run, *bound)
            except DecimalException:
                result = None
            if result is None:
                run.warn("no_result", name=self.name)
            return result
        self._warn(run, mismatch)
        return None

    def _warn(self, run: Run, mismatch: Mismatch | None) -> None:
        if mismatch is None or mismatch.parameter is None:
            run.warn("bad_arguments", name=self.name)
            return
        parameter = mismatch.parameter
        run.warn(
            "bad_argument",
            name=self.name,
            parameter=parameter.name,
            expected=parameter.text,
            found_type=type_name(mismatch.value),
        )


BUILTINS: dict[str, Builtin] = {}


def builtin(name: str, parameters: str = "") -> Callable[[_Implementation], _Implementation]:
    """Register a built-in function under `name`; each application adds a signature before the others."""

    def register(implementation: _Implementation) -> _Implementation:
        entry = BUILTINS.setdefault(name, Builtin(name))
        entry.signatures.insert(0, Signature(parse_parameters(parameters), implementation))
        return implementation

    return register


@dataclass(frozen=True, slots=True)
class LambdaCode:
    """What all functions made by one definition share; no `body` for an external one."""

    names: tuple[str, ...]
    types: tuple[s.TypeName | None, ...]
    body: Callable[[Scope], Any] | None
    weight: int
    depth: int


class Lambda(FunctionBase):
    """A function written in FEEL, with the scope in which it was written."""

    __slots__ = ("_code", "_scope", "name")

    def __init__(self, code: LambdaCode, scope: Scope) -> None:
        self.name = "function"
        self._code = code
        self._scope = scope

    @property
    def parameters(self) -> tuple[str, ...]:
        """Names of the parameters."""
        return self._code.names

    @property
    def types(self) -> tuple[s.TypeName | None, ...]:
        """Declared types of the parameters."""
        return self._code.types

    def call(self, run: Run, positional: list[Any], named: dict[str, Any] | None) -> Any:
        """Return the value of the body; None if the arguments do not fit or the body is external."""
        code = self._code
        run.charge(code.weight)
        arguments = in_order(code.names, positional, named)
        if arguments is None or code.body is None:
            run.warn("bad_arguments", name=self.name)
            return None
        variables = self._coerced(run, arguments)
        if variables is None:
            return None
        run.descend(code.depth)
        try:
            return code.body(Scope(variables, self._scope, run))
        finally:
            run.depth += code.depth

    def _coerced(self, run: Run, arguments: list[Any]) -> dict[str, Any] | None:
        variables: dict[str, Any] = {}
        for name, type_, value in zip(self._code.names, self._code.types, arguments, strict=True):
            if type_ is None:
                variables[name] = value
                continue
            accepted, variables[name] = coerce(run, value, type_)
            if not accepted:
                found = type_name(value)
                run.warn(
                    "bad_argument", name=self.name, parameter=name, expected=type_.name, found_type=found
                )
                return None
        return variables


def in_order(
    parameters: tuple[str, ...], positional: list[Any], named: dict[str, Any] | None
) -> list[Any] | None:
    """Return the arguments in the order of the parameters, or None if number or names differ."""
    if named is not None:
        return [named[name] for name in parameters] if named.keys() == set(parameters) else None
    return positional if len(positional) == len(parameters) else None


class FunctionValue(FunctionBase):
    """A function that other rooms give to FEEL: knowledge models, decision services.

    `implementation(run, *arguments)` takes and returns FEEL values. To evaluate FEEL inside, it hands on
    `run` (`Expression.evaluate_in`), so that the caller's budget holds.
    """

    __slots__ = ("_implementation", "_names", "name")

    def __init__(self, name: str, parameters: tuple[str, ...], implementation: Callable[..., Any]) -> None:
        self.name = name
        self._names = parameters
        self._implementation = implementation

    @property
    def parameters(self) -> tuple[str, ...]:
        """Names of the parameters."""
        return self._names

    def call(self, run: Run, positional: list[Any], named: dict[str, Any] | None) -> Any:
        """Return what the implementation returns; None if the arguments do not fit."""
        run.charge(10)
        arguments = in_order(self._names, positional, named)
        if arguments is None:
            run.warn("bad_arguments", name=self.name)
            return None
        run.descend(_OUTSIDE_DEPTH)
        try:
            return self._implementation(run, *arguments)
        finally:
            run.depth += _OUTSIDE_DEPTH


class Functions(Mapping[str, FunctionBase]):
    """Functions of the platform, by name; they take and return Python values.

    ```python
    functions = Functions()

    @functions.register("working days between", "start: date, end: date")
    def working_days_between(start: date, end: date) -> int: ...
    ```
    """

    def __init__(self) -> None:
        self._functions: dict[str, Builtin] = {}

    def register(self, name: str, parameters: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """Add a function. Arguments that do not have the declared types never reach it: FEEL gives null then.

        `parameters` is a signature, see `parse_parameters`; its types are number, string, boolean, date,
        time, date and time, duration, list, context, any.
        """

        def add(function: Callable[..., Any]) -> Callable[..., Any]:
            def implementation(_run: Run, *arguments: Any) -> Any:
                return from_python(function(*(to_python(argument) for argument in arguments)))

            entry = self._functions.setdefault(name, Builtin(name))
            entry.signatures.append(Signature(parse_parameters(parameters), implementation))
            return function

        return add

    def __getitem__(self, name: str) -> FunctionBase:
        return self._functions[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._functions)

    def __len__(self) -> int:
        return len(self._functions)
