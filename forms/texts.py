"""The one place that decides between Chinese and English."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from forms.messages import MESSAGES

Locale = Literal["zh-CN", "en"]


def resolve_locale(tag: str | None) -> Locale:
    """Map any language tag (`zh_CN`, `en-GB`, None) to one of the two languages; Chinese is the default."""
    return "en" if (tag or "").replace("_", "-").lower().split("-")[0] == "en" else "zh-CN"


@dataclass(frozen=True, slots=True)
class Text:
    """A text of the form's author: Chinese, and English where the author gave one."""

    zh: str = ""
    en: str = ""

    def __bool__(self) -> bool:
        return bool(self.zh or self.en)

    def say(self, locale: Locale) -> str:
        """Return the text in `locale`, or the other language rather than nothing."""
        return (self.en or self.zh) if locale == "en" else (self.zh or self.en)


class CodedMessage(str):
    """A sentence for people that still knows its `code` and `params`."""

    __slots__ = ("code", "params")

    code: str
    params: dict[str, Any]

    def __new__(cls, code: str, locale: Locale, /, **params: Any) -> CodedMessage:
        """Make the sentence of the catalogue; a parameter may be a `Text`."""
        made = super().__new__(cls, say(code, locale, **params))
        made.code, made.params = code, params
        return made


def say(code: str, locale: Locale, /, **params: Any) -> str:
    """Return the sentence `code` of the catalogue in `locale`, with `params` put in.

    Raises: KeyError: the catalogue has no such sentence, or a parameter is missing.
    """
    chinese, english = MESSAGES[code]
    shown = {name: p.say(locale) if isinstance(p, Text) else p for name, p in params.items()}
    return (english if locale == "en" else chinese).format(**shown)
