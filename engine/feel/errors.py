"""What FEEL refuses: text that is no FEEL, and evaluations that use too much."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from engine.errors import EngineError, Locale
from engine.feel.messages import sentence


class FeelError(EngineError):
    """A FEEL expression could not be compiled or evaluated."""

    def __init__(self, code: str, **params: Any) -> None:
        """Keep `code` and `params`, from which `message()` speaks either language."""
        self.code = code
        self.params = params
        super().__init__(sentence(code, params, "en"), **params)

    def message(self, locale: Locale = "zh-CN") -> str:
        """Return the sentence in `locale`."""
        return sentence(self.code, self.params, locale)


class FeelSyntaxError(FeelError):
    """The text is not FEEL; `line` and `column` (both from 1) say where."""

    def __init__(self, code: str, line: int, column: int, **params: Any) -> None:
        """Say what was found at `line` and `column` and what would be right."""
        self.line = line
        self.column = column
        super().__init__(code, **params)

    def __str__(self) -> str:
        return f"line {self.line}, column {self.column}: {self.message('en')}"

    def located_message(self, locale: Locale = "zh-CN") -> str:
        """Return the sentence with its place before it."""
        if locale == "zh-CN":
            return f"第 {self.line} 行第 {self.column} 列：{self.message(locale)}"
        return f"Line {self.line}, column {self.column}: {self.message(locale)}"


class FeelBudgetExceeded(FeelError):
    """The evaluation would use more steps, memory or depth than it may."""


class FeelAssertionFailed(FeelError):
    """The expression asserts what does not hold: it has no value, not even null."""


NO_SUCH_CALL: Final = frozenset({"unknown_function", "not_function", "bad_arguments"})
"""Warnings of calls that have no meaning, whatever values they get: nobody can want the null."""


@dataclass(frozen=True, slots=True)
class FeelWarning:
    """Why a part of an expression became null."""

    code: str
    params: dict[str, Any]

    def message(self, locale: Locale = "zh-CN") -> str:
        """Return the sentence in `locale`."""
        return sentence(self.code, self.params, locale)
