"""What the domain refuses: one root, a type for each kind of refusal, sentences by code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from workflows.ground.messages import Locale, sentence


class WorkflowsError(Exception):
    """The platform could not do what was asked.

    `code` names a sentence in the catalogue of its domain ("outbox.unknown_template" lives in
    `workflows/notices/messages.py`); `params` fill its gaps.
    """

    def __init__(self, code: str, /, **params: Any) -> None:
        """Keep code and parameters; the exception's own text is the English sentence."""
        self.code = code
        self.params = params
        super().__init__(sentence(code, "en", params))

    def message(self, locale: Locale) -> str:
        """Return the sentence for a person who reads `locale`."""
        return sentence(self.code, locale, self.params)


class Rejected(WorkflowsError):
    """The command was understood and refused; nothing has changed."""


class NotFound(Rejected):
    """What is asked for does not exist, or not for this viewer."""


class Forbidden(Rejected):
    """The actor may not do this."""


class InvalidState(Rejected):
    """The thing exists but is in a state in which the command makes no sense."""


class TooMany(Rejected):
    """Too many attempts; `params["retry_after_seconds"]` says when to come back."""


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """One thing wrong with one input field; `field` is the path of the form field."""

    field: str
    code: str
    params: Mapping[str, Any]

    def message(self, locale: Locale) -> str:
        """Return the sentence that stands at the field."""
        return sentence(self.code, locale, self.params)


class Invalid(Rejected):
    """The input cannot be accepted; `problems` stand at their fields."""

    def __init__(self, code: str, problems: Sequence[FieldProblem] = (), /, **params: Any) -> None:
        """Keep the problems for the page; without any, the sentence of `code` stands alone."""
        self.problems = tuple(problems)
        super().__init__(code, **params)


class Conflict(WorkflowsError):
    """Somebody else was first; `params` say who and when."""


class Misconfigured(WorkflowsError):
    """The installation's settings cannot work."""
