"""What the room of forms refuses: one root, a type for each kind of refusal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from forms.texts import Locale, say
from forms.upload_profiles import MEGABYTE


class FormsError(Exception):
    """A form could not do what was asked."""

    def __init__(self, message: str | None = None) -> None:
        """Let the message default to the class docstring."""
        super().__init__(message or (type(self).__doc__ or "").strip().splitlines()[0])


class ExpressionFailed(FormsError):
    """An expression could not be evaluated; a form takes its value as null."""


@dataclass(frozen=True, slots=True)
class FormProblem:
    """One thing that is wrong in a form: `code` of the catalogue, place in the JSON, and parameters."""

    code: str
    path: str
    params: Mapping[str, Any] = field(default_factory=dict)

    def message(self, locale: Locale) -> str:
        """Return the sentence in `locale`: what was found and what would be right."""
        return say(self.code, locale, **self.params)

    @property
    def message_zh(self) -> str:
        """The sentence in Chinese."""
        return self.message("zh-CN")

    @property
    def message_en(self) -> str:
        """The sentence in English."""
        return self.message("en")


class FormInvalid(FormsError):
    """The form-js document cannot be served; `problems` names each place and what would be right."""

    def __init__(self, problems: Sequence[FormProblem]) -> None:
        """Give the exception a readable message from the first problems."""
        self.problems = tuple(problems)
        shown = "; ".join(f"{p.path}: {p.message('en')}" for p in self.problems[:5])
        super().__init__(f"Expected a usable form, but found {len(self.problems)} problems: {shown}")


class FormDataRefused(FormsError):
    """A request carries more than any honest form would; it is not processed at all."""

    def __init__(self, code: str, **params: Any) -> None:
        """Keep `code` and `params` so that the refusal can be shown in either language."""
        self.code, self.params = code, params
        super().__init__(say(code, "en", **params))

    def message(self, locale: Locale) -> str:
        """Return the sentence in `locale`."""
        return say(self.code, locale, **self.params)


class FileMissing(FormsError):
    """There is no file under this key."""


class UploadRefused(FormsError):
    """An upload is not what its field takes; says what was found and what would be right."""

    def __init__(self, code: str, **params: Any) -> None:
        """Keep `code` and `params` so that the refusal can be shown in either language."""
        self.code, self.params = code, params
        super().__init__(say(code, "en", **params))

    @classmethod
    def too_large(cls, name: str, max_bytes: int) -> UploadRefused:
        """Make the refusal of a file with more than `max_bytes`."""
        return cls("upload_too_large", name=name, maximum=f"{max_bytes / MEGABYTE:g}")

    def message(self, locale: Locale) -> str:
        """Return the sentence in `locale`."""
        return say(self.code, locale, **self.params)
