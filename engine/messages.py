"""Sentences in both languages, looked up by code and filled with parameters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from engine.errors import Locale

Catalogue = Mapping[str, tuple[str, str]]
"""Code to (Chinese, English); placeholders are those of `str.format` with names."""


@dataclass(frozen=True, slots=True)
class Said:
    """A part of a sentence that each language says in its own words, as a parameter of `render`."""

    zh: str
    en: str

    def __str__(self) -> str:
        return self.en


class Speaks(Protocol):
    """What says in a sentence what is wrong: an error, a warning."""

    def message(self, locale: Locale) -> str:
        """Return the sentence in `locale`."""


def said_by(speaker: Speaks) -> Said:
    """Return what an error or a warning says, as a part of another sentence."""
    return Said(speaker.message("zh-CN"), speaker.message("en"))


def render(catalogue: Catalogue, code: str, locale: Locale, params: Mapping[str, Any]) -> str:
    """Return the sentence of `code` in `locale`. Raises KeyError: the catalogue does not have the code."""
    chinese, english = catalogue[code]
    is_chinese = locale == "zh-CN"
    said = {
        name: (one.zh if is_chinese else one.en) if isinstance(one, Said) else one
        for name, one in params.items()
    }
    return (chinese if is_chinese else english).format(**said)
