"""What a process takes for an answer: texts read as declared, and no null that nobody can have meant.

The standard gives null wherever a value does not fit. A process would go on with that null to a place that
nobody meant, so its decisions are evaluated strictly: texts that write a value of the declared type are read
as that value, and where no honest answer exists the decision is refused.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from engine.dmn.checks import MISMATCH, Check, WrittenText
from engine.feel import NO_SUCH_CALL, FeelWarning

REFUSED: Final = frozenset(
    {
        "dmn.several_matches",
        "dmn.different_outputs",
        "dmn.wrong_type",
        "dmn.not_comparable",
        "dmn.input_not_allowed",
        "dmn.output_not_allowed",
        "dmn.not_numbers",
        "dmn.not_boolean",
        "dmn.not_a_function",
        "dmn.arguments",
        "dmn.broken_logic",
    }
)
"""Reasons of a model's null that no author can have meant; a table without a match is an honest null."""
REFUSED_OF_FEEL: Final = NO_SUCH_CALL | {"bad_argument", "not_calculable", "not_comparable"}
"""The same for the expressions inside; a variable that is missing stays null, as optional ones are."""


def read_as_declared(value: Any, check: Check) -> Any:
    """Return the value with each text, at any depth, that writes a value of its declared type read as that.

    Forms and JSON keep numbers, dates, times and durations as text. MISMATCH where one writes no such value.
    """
    conforming = check(_with_texts(value, WrittenText))
    return MISMATCH if conforming is MISMATCH else _with_texts(conforming, str)


def _with_texts(value: Any, kind: type[str]) -> Any:
    """Return the value with every text in it made one of this kind."""
    if isinstance(value, str):
        return kind(value)
    if isinstance(value, list):
        return [_with_texts(item, kind) for item in value]
    if isinstance(value, dict):
        return {name: _with_texts(member, kind) for name, member in value.items()}
    return value


def refused(warnings: Iterable[FeelWarning], *, null: bool = True) -> FeelWarning | None:
    """Return the first warning of an expression that leaves no honest answer; `null`: it gave null."""
    codes = REFUSED_OF_FEEL if null else NO_SUCH_CALL
    return next((warning for warning in warnings if warning.code in codes), None)
