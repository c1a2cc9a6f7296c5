"""The state of one evaluation: scopes, budget, warnings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, NoReturn

from engine.feel.budget import DEFAULT_BUDGET, Budget
from engine.feel.draws import Draws
from engine.feel.errors import FeelBudgetExceeded, FeelWarning
from engine.feel.values import (
    FEEL_ATOMS,
    MAX_VALUES,
    Conversion,
    FeelContext,
    FunctionBase,
    number_of,
    type_name,
)

MISSING: Any = object()


class Run:
    """One evaluation: the caller's data, its functions, the clock, and what has been used so far."""

    # Most evaluations touch none of these: as defaults of the class they cost nothing.
    budget = DEFAULT_BUDGET
    steps = DEFAULT_BUDGET.steps
    depth = DEFAULT_BUDGET.depth
    pattern_seconds = DEFAULT_BUDGET.pattern_seconds

    def __init__(
        self,
        context: Mapping[str, Any],
        *,
        functions: Mapping[str, FunctionBase] | None = None,
        now: dt.datetime | None = None,
        budget: Budget | None = None,
        warnings: list[FeelWarning] | None = None,
        types: Mapping[str, Any] | None = None,
        draws: Draws | None = None,
    ) -> None:
        self.context = context
        self.functions = functions
        self.now = now
        self.warnings = warnings
        self.types = types
        self.draws = draws
        if budget is not None:
            self.budget = budget
            self.steps = budget.steps
            self.depth = budget.depth
            self.pattern_seconds = budget.pattern_seconds

    def charge(self, steps: int) -> None:
        """Use up steps. Raises: FeelBudgetExceeded."""
        self.steps -= steps
        if self.steps < 0:
            self.exceed("steps", self.budget.steps)

    def charge_list(self, size: int) -> None:
        """Use up what a list of `size` items costs. Raises: FeelBudgetExceeded."""
        if size > self.budget.list_size:
            self.exceed("list_size", self.budget.list_size)
        self.charge(size)

    def charge_text(self, length: int) -> None:
        """Use up what a text of `length` characters costs. Raises: FeelBudgetExceeded."""
        if length > self.budget.string_length:
            self.exceed("string_length", self.budget.string_length)
        self.charge(length >> 4)

    def descend(self, levels: int) -> None:
        """Go `levels` deeper; the caller comes back up. Raises: FeelBudgetExceeded."""
        if self.depth < levels:
            self.exceed("depth", self.budget.depth)
        self.depth -= levels

    def exceed(self, code: str, limit: int) -> NoReturn:
        """Stop the evaluation. Raises: FeelBudgetExceeded."""
        raise FeelBudgetExceeded(code, limit=limit)

    def warn(self, code: str, **params: Any) -> None:
        """Note why something became null, if anybody listens (at most a hundred notes)."""
        if self.warnings is not None and len(self.warnings) < 100:
            self.warnings.append(FeelWarning(code, params))

    def warn_types(self, code: str, left: Any, right: Any, **params: Any) -> None:
        """Note that two values do not go together."""
        if self.warnings is not None:
            self.warn(code, left=type_name(left), right=type_name(right), **params)

    def within(self, context: Mapping[str, Any]) -> Run:
        """Return a run of the same kind over other data with what this one has left; `take_back` the rest."""
        inner = type(self)(
            context,
            functions=self.functions,
            now=self.now,
            budget=self.budget,
            warnings=self.warnings,
            types=self.types,
            draws=self.draws,
        )
        inner.steps, inner.depth, inner.pattern_seconds = self.steps, self.depth, self.pattern_seconds
        return inner

    def take_back(self, inner: Run) -> None:
        """Continue with what an inner run has left."""
        self.steps, self.pattern_seconds = inner.steps, inner.pattern_seconds

    def load(self, name: str) -> Any:
        """Return the caller's variable as FEEL value, or MISSING."""
        value = self.context.get(name, MISSING)
        return value if value is MISSING else self.convert(value)

    def load_path(self, names: tuple[str, ...]) -> Any:
        """Return what a path reads in the caller's data, converting only that; MISSING if it ends early."""
        value: Any = self.context
        for name in names:
            if not isinstance(value, Mapping):
                return MISSING
            value = value.get(name, MISSING)
        return value if value is MISSING else self.convert(value)

    def convert(self, value: Any) -> Any:
        """Return the FEEL value of a value of the caller. Raises: FeelBudgetExceeded; InvalidArgument."""
        kind = type(value)
        if kind in FEEL_ATOMS or type(self.context) is FeelContext:
            return value
        if kind is int:
            return number_of(value)
        conversion = Conversion(min(MAX_VALUES, self.steps * 4))
        converted = conversion.from_python(value)
        self.charge((conversion.limit - conversion.left) // 4)
        return converted


class Scope:
    """Variables visible at one place; the outermost scope keeps what was converted from the caller's data."""

    __slots__ = ("parent", "run", "variables")

    def __init__(self, variables: dict[str, Any], parent: Scope | None, run: Run) -> None:
        self.variables = variables
        self.parent = parent
        self.run = run

    def find_path(self, names: tuple[str, ...]) -> Any:
        """Return what a path reads directly in the caller's data; MISSING if a nearer variable hides it."""
        scope = self
        while names[0] not in scope.variables:
            if scope.parent is None:
                return scope.run.load_path(names)
            scope = scope.parent
        return MISSING

    def find(self, name: str) -> Any:
        """Return the variable `name` of this or an outer scope, or MISSING."""
        scope = self
        while True:
            variables = scope.variables
            if name in variables:
                return variables[name]
            if scope.parent is None:
                value = scope.run.load(name)
                if value is not MISSING:
                    variables[name] = value
                return value
            scope = scope.parent
