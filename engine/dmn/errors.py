"""What the decision engine refuses."""

from __future__ import annotations

from typing import Any

from engine.dmn.messages import MESSAGES
from engine.errors import DefinitionInvalid, EngineError, Locale, NotFound
from engine.messages import render


class DmnError(EngineError):
    """A decision could not be evaluated; `code` and `params` say why."""

    def __init__(self, code: str, **params: Any) -> None:
        """Keep what a translation needs; the exception's own text is the English sentence."""
        self.code = code
        self.params = params
        super().__init__(render(MESSAGES, code, "en", params), code=code, **params)

    def message(self, locale: Locale) -> str:
        """Return the sentence in `locale`."""
        return render(MESSAGES, self.code, locale, self.params)


class UnknownDecision(DmnError, NotFound):
    """The model has no such decision or decision service."""


class ModelTooDeep(DmnError):
    """Decision logic invokes itself without end."""


class NoHonestAnswer(DmnError):
    """The standard gives null, but not because anybody decided so: a process must not go on with it."""


class ModelInvalid(DefinitionInvalid):
    """The file is not a decision model that can be evaluated; `problems` say why."""
