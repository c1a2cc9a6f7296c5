"""Functions written in Python: built-in ones, those of the platform, those of other rooms."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import DecimalException
from typing import Any, TypeVar

from engine.feel.lambdas import in_order
from engine.feel.runtime import Run
from engine.feel.signatures import Mismatch, Signature, parse_parameters
from engine.feel.values import FunctionBase, from_python, to_python, type_name

_Implementation = TypeVar("_Implementation", bound=Callable[..., Any])

_OUTSIDE_DEPTH = 20  # what a call through another room costs, in levels


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

    @property
    def said(self) -> tuple[str, ...]:
        """The signatures as people read them: "substring(string: string, start position: number, …)"."""
        return tuple(
            f"{self.name}({', '.join(parameter.said for parameter in one.parameters)})"
            for one in self.signatures
        )

    def call(self, run: Run, positional: list[Any], named: dict[str, Any] | None) -> Any:
        """Return the result, or None with a warning."""
        run.charge(2)
        mismatch = None
        for signature in self.signatures if named is None else self._as_written(named):
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

    def _as_written(self, named: dict[str, Any]) -> list[Signature]:
        """Return the signatures, first those with the names in the order of the call.

        `before(point: …, range: …)` and `before(range: …, point: …)` differ in nothing else.
        """
        written = list(named)

        def differs(signature: Signature) -> bool:
            return [one.name for one in signature.parameters if one.name in named] != written

        return sorted(self.signatures, key=differs)

    def _warn(self, run: Run, mismatch: Mismatch | None) -> None:
        if mismatch is None or mismatch.parameter is None:
            run.warn("bad_arguments", name=self.name, signatures="; ".join(self.said))
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
            run.warn("bad_arguments", name=self.name, signatures=f"{self.name}({', '.join(self._names)})")
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

    def register(
        self, name: str, parameters: str, *, cost: int = 50
    ) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """Add a function. Arguments that do not have the declared types never reach it: FEEL gives null then.

        `cost` is what a call takes off the budget, in steps: about one for a microsecond at worst. A
        ValueError, ArithmeticError or NotImplementedError of the function gives null and a warning.

        `parameters` is a signature, see `parse_parameters`; its types are number, string, boolean, date,
        time, date and time, duration, list, context, any.
        """

        def add(function: Callable[..., Any]) -> Callable[..., Any]:
            def implementation(run: Run, *arguments: Any) -> Any:
                run.charge(cost)
                try:
                    result = function(*(to_python(argument) for argument in arguments))
                except (ValueError, ArithmeticError, NotImplementedError):
                    run.warn("function_failed", name=name)
                    return None
                return from_python(result)

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
