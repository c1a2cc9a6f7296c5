"""Functions written in FEEL."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from engine.feel import syntax as s
from engine.feel.runtime import Run, Scope
from engine.feel.types import coerce
from engine.feel.values import FunctionBase, type_name


@dataclass(frozen=True, slots=True)
class LambdaCode:
    """What all functions made by one definition share; no `body` for an external one."""

    names: tuple[str, ...]
    types: tuple[s.TypeName | None, ...]
    body: Callable[[Scope], Any] | None
    weight: int
    depth: int
    result: s.TypeName | None = None
    """The type that the body has whatever it is called with, None if that depends."""


class LambdaFunction(FunctionBase):
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
    def written_types(self) -> tuple[tuple[s.TypeName | None, ...], s.TypeName | None]:
        """Declared types of the parameters, and the type of the body."""
        return self._code.types, self._code.result

    def call(self, run: Run, positional: list[Any], named: dict[str, Any] | None) -> Any:
        """Return the value of the body; None if the arguments do not fit or the body is external."""
        code = self._code
        run.charge(code.weight)
        arguments = in_order(code.names, positional, named)
        if arguments is None or code.body is None:
            run.warn("bad_arguments", name=self.name, signatures=f"{self.name}({', '.join(code.names)})")
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
                given_type = type_name(value)
                run.warn(
                    "bad_argument", name=self.name, parameter=name, expected=type_.name, found_type=given_type
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
