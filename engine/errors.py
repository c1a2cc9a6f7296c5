"""What the engine refuses, and how it says so: one root, a type for each kind of refusal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

Locale = Literal["zh-CN", "en"]


class EngineError(Exception):
    """The engine could not do what was asked."""

    def __init__(self, message: str | None = None, /, **details: Any) -> None:
        """Keep `details` for logs and for translation; the message defaults to the class docstring."""
        super().__init__(message or (type(self).__doc__ or "").strip().splitlines()[0])
        self.details = details


class Rejected(EngineError):
    """The command was understood and refused; nothing has changed."""


class NotFound(Rejected):
    """What the command names does not exist, or not for this actor."""


class InvalidArgument(Rejected):
    """An argument has a value that the command cannot work with."""


class InvalidState(Rejected):
    """The thing exists but is in a state in which the command makes no sense."""


class Forbidden(Rejected):
    """The actor may not do this."""


class Conflict(EngineError):
    """Somebody else was first; `details` say who and when."""


class HandlerFailed(EngineError):
    """A job handler failed; the job is retried or becomes an incident."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong in a definition: where, what, and what would be right.

    `severity` "error" stops a deploy, "warning" does not. `missing_rule`: where a decision table has a
    gap, the input entries of a rule that would cover it.
    """

    code: str
    file: str
    element_id: str | None
    message_zh: str
    message_en: str
    remedy_zh: str = ""
    remedy_en: str = ""
    line: int | None = None
    severity: Literal["error", "warning"] = "error"
    missing_rule: tuple[str, ...] = ()

    def message(self, locale: Locale) -> str:
        """Return the sentence in `locale`."""
        return self.message_zh if locale == "zh-CN" else self.message_en


class DefinitionInvalid(Rejected):
    """The package cannot be deployed; `problems` names each element and what would be right."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        """Give the exception a readable message from the first problems."""
        self.problems = tuple(problems)
        shown = "; ".join(f"{p.file}#{p.element_id}: {p.message_en}" for p in self.problems[:5])
        super().__init__(
            f"Expected a package that can be executed, but found {len(self.problems)} problems: {shown}"
        )
