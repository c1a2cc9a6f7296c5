"""Texts of a diagram that may be FEEL: after `=` an expression, else the text itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from engine import feel
from engine.events import TaskOpened
from engine.messages import said_by
from engine.spiff.faults import Fault

LOCAL_ZONE = ZoneInfo("Asia/Shanghai")
"""What a date or time without a zone means."""


class DecisionAnswer(Protocol):
    """What a decision gave, and how (rules that matched, for display and replay)."""

    @property
    def value(self) -> Any:
        """The result."""

    @property
    def trace(self) -> Any:
        """How it was found."""


Decide = Callable[[str, Mapping[str, Any]], DecisionAnswer]


def no_decisions(decision_id: str, _variables: Mapping[str, Any]) -> DecisionAnswer:
    """Refuse: the environment of this execution knows no decisions."""
    raise Fault("decision_unknown", decision=decision_id)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a task is answered with before it opens: results, in whose name, and why (a word)."""

    variables: Mapping[str, Any]
    by: str
    reason: str


def no_answer(_opened: TaskOpened) -> Answer | None:
    """Let every task open."""
    return None


@dataclass(frozen=True, slots=True)
class Environment:
    """What a step may ask of the outside; `now` is aware UTC and stands still during a step.

    `answer` may answer a task before it opens; `draws` is what expressions draw at random from.
    """

    now: datetime
    functions: feel.Functions | None = None
    decide: Decide = no_decisions
    answer: Callable[[TaskOpened], Answer | None] = no_answer
    draws: feel.Draws | None = None

    @property
    def local_now(self) -> datetime:
        """Return `now` as people here read the clock: `today()` must not be yesterday until eight o'clock."""
        return self.now.astimezone(LOCAL_ZONE)


@dataclass(frozen=True, slots=True)
class Value:
    """A text of the diagram, compiled once with the program."""

    source: str
    expression: feel.Expression | None = field(default=None, compare=False)

    @classmethod
    def of(cls, text: str) -> Value:
        """Compile `text`. Raises feel.FeelSyntaxError."""
        text = text.strip()
        return cls(text, feel.compile_expression(text[1:])) if text.startswith("=") else cls(text)

    @property
    def names(self) -> frozenset[str]:
        """The variables that the expression reads."""
        return self.expression.names if self.expression is not None else frozenset()

    def evaluate(self, context: Mapping[str, Any], env: Environment) -> Any:
        """Return the value in `context`.

        Raises Fault: the evaluation exceeded its budget, or calls what no function or no signature takes.
        """
        if self.expression is None:
            return self.source
        warnings: list[feel.FeelWarning] | None = [] if self.expression.calls else None
        try:
            value = self.expression.evaluate(
                context, functions=env.functions, now=env.local_now, draws=env.draws, warnings=warnings
            )
        except feel.FeelError as error:
            raise Fault("expression_failed", expression=self.source, reason=said_by(error)) from error
        for warning in warnings or ():
            if warning.code in feel.NO_SUCH_CALL:
                raise Fault("expression_failed", expression=self.source, reason=said_by(warning))
        return value

    def inputs(self, context: Mapping[str, Any]) -> dict[str, Any]:
        """Return the variables read, with their values: why the result is what it is."""
        return {name: context[name] for name in sorted(self.names) if name in context}

    def explain(self, context: Mapping[str, Any], value: Any) -> dict[str, Any]:
        """Return how `value` was found, for the history."""
        return {"expression": self.source, "value": value, "inputs": self.inputs(context)}
