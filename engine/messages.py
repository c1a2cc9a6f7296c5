"""Sentences in both languages, looked up by code and filled with parameters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.errors import Locale

Catalogue = Mapping[str, tuple[str, str]]
"""Code to (Chinese, English); placeholders are those of `str.format` with names."""


def render(catalogue: Catalogue, code: str, locale: Locale, params: Mapping[str, Any]) -> str:
    """Return the sentence of `code` in `locale`. Raises KeyError: the catalogue does not have the code."""
    chinese, english = catalogue[code]
    return (chinese if locale == "zh-CN" else english).format(**params)
