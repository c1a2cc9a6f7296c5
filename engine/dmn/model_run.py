"""One evaluation under way: what it may ask for, how deep it is, and what it notes."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from engine.dmn.checks import MISMATCH, Check
from engine.dmn.errors import ModelTooDeep, NoHonestAnswer
from engine.dmn.messages import MESSAGES
from engine.dmn.strictness import REFUSED, read_as_declared, refused
from engine.dmn.trace import DecisionTrace, DmnWarning, shown
from engine.errors import Locale
from engine.feel import (
    Budget,
    Draws,
    Expression,
    FeelWarning,
    Functions,
    FunctionValue,
    UnaryTests,
    type_name,
)
from engine.feel import Run as FeelRun
from engine.feel.runtime import MISSING
from engine.feel.types import NamedType
from engine.feel.values import FunctionBase
from engine.messages import Said, render, said_by

MAX_INVOCATIONS = 40
SHOWN_CHARACTERS = 100
LOCALES: tuple[Locale, Locale] = ("zh-CN", "en")
Bindings = dict[str, Any]
TypeTests = Mapping[str, NamedType]


class _ConvertedRun(FeelRun):
    """A FEEL run whose context holds FEEL values already, so that big inputs are converted once a model."""

    __slots__ = ()

    def load(self, name: str) -> Any:
        """Return the variable as it is, or MISSING."""
        return self.context.get(name, MISSING)


class ModelRun:
    """State of one `Model.evaluate`; shared by everything that evaluation reaches."""

    __slots__ = ("_feel", "asked", "depth", "rule", "strict", "trace", "traces", "undeclared")

    def __init__(
        self,
        functions: Functions | None,
        now: dt.datetime | None,
        budget: Budget | None,
        types: TypeTests,
        undeclared: Bindings,
        *,
        strict: bool = False,
        draws: Draws | None = None,
    ) -> None:
        """Start with nothing evaluated; `budget` covers the whole requirement graph.

        `undeclared` are inputs for which the model has no input data: as in Camunda, where tables are drawn
        without input data, every decision sees them. `strict`
        refuses a null that has no honest reason, and reads texts as the declared types (strictness.py).
        """
        self.strict = strict
        self.undeclared = undeclared
        self.depth = 0
        self.asked: list[tuple[Said, Any]] = []
        self.rule: int | None = None
        """The rule, from 1, of which a cell is being evaluated."""
        self.traces: list[DecisionTrace] = []
        self.trace = DecisionTrace(None, "")
        self._feel: FeelRun = _ConvertedRun(
            {}, functions=functions, now=now, budget=budget, types=types, draws=draws
        )

    def value(self, expression: Expression, scope: Bindings) -> Any:
        """Evaluate FEEL in `scope`; its warnings become those of the current decision."""
        self._feel.warnings = self.trace.feel_warnings
        before = len(self.trace.feel_warnings)
        value = expression.evaluate_in(self._feel, scope)
        if self.strict and (reason := refused(self.trace.feel_warnings[before:], null=value is None)):
            raise self._no_answer(reason, _read_by(expression, scope))
        return value

    def matches(self, tests: UnaryTests, value: Any, scope: Bindings) -> bool:
        """Tell whether `value` passes `tests`; null is no; if strict, an unknown name is no too."""
        inner = self._feel.within(scope)
        inner.warnings = [] if self.strict else None
        try:
            matched = tests.matches_in(inner, value)
        finally:
            self._feel.take_back(inner)
        if inner.warnings and (reason := refused(inner.warnings)):
            raise self._no_answer(reason)
        return matched and not any(warning.code == "unknown_name" for warning in inner.warnings or ())

    def warn(self, code: str, **params: Any) -> None:
        """Note why something became null. Raises: NoHonestAnswer: strict, and nobody can have meant it."""
        warning = DmnWarning(code, params)
        self.trace.dmn_warnings.append(warning)
        if self.strict and code in REFUSED:
            raise self._no_answer(warning)

    def conform(self, value: Any, check: Check, name: str | Said, declared: str | None) -> Any:
        """Return `value` as its type wants it, null with a warning if it does not conform."""
        conforming = check(value)
        if conforming is MISMATCH and self.strict:
            conforming = read_as_declared(value, check)
            if conforming is MISMATCH:
                self.warn("dmn.wrong_type", name=name, type=declared or "Any", found=described(value))
        if conforming is MISMATCH:
            self.warn("dmn.type_mismatch", name=name, type=declared or "Any")
            return None
        return conforming

    def _no_answer(
        self, reason: DmnWarning | FeelWarning, read: Sequence[tuple[Said, Any]] = ()
    ) -> NoHonestAnswer:
        """Return the error, with the inputs of the table; outside of tables, with what was `read`."""
        asked = self.asked or read
        zh = "，".join(f"{label.zh} = {described(value)}" for label, value in asked)
        en = ", ".join(f"{label.en} = {described(value)}" for label, value in asked)
        return NoHonestAnswer(
            "dmn.no_answer",
            decision=Said(self.trace.name, self.trace.name_en or self.trace.name),
            place=Said("", "") if self.rule is None else _in_rule(self.rule),
            reason=said_by(reason),
            inputs=Said(zh or "-", en or "-"),
        )

    @contextmanager
    def deciding(self, decision_id: str | None, name: str, name_en: str = "") -> Iterator[DecisionTrace]:
        """Note tables and warnings under this decision until it is done."""
        outer, self.trace = self.trace, DecisionTrace(decision_id, name, name_en)
        before, self.asked = self.asked, []
        try:
            yield self.trace
        finally:
            self.traces.append(self.trace)
            self.trace, self.asked = outer, before

    @contextmanager
    def asking(self, inputs: list[tuple[Said, Any]]) -> Iterator[None]:
        """Note the inputs of a table until it is done; the table from which it was called goes on after."""
        before, self.asked, self.rule = (self.asked, self.rule), inputs, None
        try:
            yield
        finally:
            self.asked, self.rule = before

    def function(
        self, name: str, parameters: tuple[str, ...], body: Callable[[list[Any]], Any]
    ) -> FunctionValue:
        """Return decision logic as a FEEL function; `body` takes one value for each parameter.

        It runs on the budget of whoever calls it. Raises (when called): ModelTooDeep.
        """

        def implementation(feel: FeelRun, *arguments: Any) -> Any:
            if self.depth >= MAX_INVOCATIONS:
                raise ModelTooDeep("dmn.too_deep", limit=MAX_INVOCATIONS)
            outer, self._feel = self._feel, feel
            self.depth += 1
            try:
                return body(list(arguments))
            finally:
                self.depth -= 1
                self._feel = outer

        return FunctionValue(name, parameters, implementation)


def _read_by(expression: Expression, scope: Bindings) -> list[tuple[Said, Any]]:
    """Return the values that an expression reads; what the model itself provides for it is not told."""
    names = [name for name in sorted(expression.names) if name in scope and not name.startswith("_")]
    return [(Said(name, name), scope[name]) for name in names if not isinstance(scope[name], FunctionBase)]


def _in_rule(number: int) -> Said:
    return Said(*(render(MESSAGES, "dmn.in_rule", locale, {"rule": number}) for locale in LOCALES))


def described(value: Any) -> str:
    """Return the value and its type for a person, short."""
    text = json.dumps(shown(value), ensure_ascii=False)
    return f"{text if len(text) <= SHOWN_CHARACTERS else text[:SHOWN_CHARACTERS] + '…'} ({type_name(value)})"
