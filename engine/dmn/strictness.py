"""What a process takes for an answer: texts read as declared, and no null that nobody can have meant.

The standard gives null wherever a value does not fit. A process would go on with that null to a place that
nobody meant, so its decisions are evaluated strictly: texts that write a value of the declared type are read
as that value, and where no honest answer exists the decision is refused.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from engine.dmn.checks import MISMATCH, Check
from engine.feel import NO_SUCH_CALL, FeelWarning, compile_expression

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
REFUSED_OF_FEEL: Final = NO_SUCH_CALL | {"bad_argument", "not_comparable"}
"""The same for the expressions inside; a variable that is missing stays null, as optional ones are."""

_READERS = tuple(
    compile_expression(f"{function}(text)")
    for function in ("number", "date", "date and time", "time", "duration")
)
_BOOLEANS = {"true": True, "false": False}


def read_as_declared(value: Any, check: Check) -> Any:
    """Return the value that a text, or each text of a list, writes exactly as the type of `check`.

    Forms and JSON keep dates, times and durations as text. MISMATCH where the text writes no such value.
    """
    texts = value if isinstance(value, list) else [value]
    if not texts or not all(isinstance(text, str) for text in texts):
        return MISMATCH
    for read in _readings(texts):
        if None not in read:
            conforming = check(read if isinstance(value, list) else read[0])
            if conforming is not MISMATCH:
                return conforming
    return MISMATCH


def _readings(texts: list[str]) -> Iterable[list[Any]]:
    yield [_BOOLEANS.get(text) for text in texts]
    for reader in _READERS:
        yield [reader.evaluate({"text": text}) for text in texts]


def refused(warnings: Iterable[FeelWarning], *, null: bool = True) -> FeelWarning | None:
    """Return the first warning of an expression that leaves no honest answer; `null`: it gave null."""
    codes = REFUSED_OF_FEEL if null else NO_SUCH_CALL
    return next((warning for warning in warnings if warning.code in codes), None)
