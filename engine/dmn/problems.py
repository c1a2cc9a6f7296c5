"""Collect what is wrong in a model while it is compiled, so that an analyst sees all of it at once."""

from __future__ import annotations

from typing import Any, Literal

from lxml import etree

from engine.dmn.messages import MESSAGES
from engine.dmn.remedies import REMEDIES
from engine.errors import Problem
from engine.messages import render


class Problems:
    """The problems of one file, each with the nearest element that has an id."""

    def __init__(self, file: str) -> None:
        """Start empty for `file`."""
        self.file = file
        self.found: list[Problem] = []

    def add(
        self,
        code: str,
        element: etree._Element | str | None,
        /,
        *,
        severity: Literal["error", "warning"] = "error",
        chinese: dict[str, Any] | None = None,
        missing_rule: tuple[str, ...] = (),
        **params: Any,
    ) -> None:
        """Note a problem of an element or of the id of one.

        `chinese` replaces those parameters that are words themselves.
        """
        remedy_zh, remedy_en = (text.format(**params) for text in REMEDIES.get(code, ("", "")))
        self.found.append(
            Problem(
                code=code,
                file=self.file,
                element_id=element if isinstance(element, str) else element_id(element),
                message_zh=render(MESSAGES, code, "zh-CN", {**params, **(chinese or {})}),
                message_en=render(MESSAGES, code, "en", params),
                remedy_zh=remedy_zh,
                remedy_en=remedy_en,
                line=None if isinstance(element, str) else line_of(element),
                severity=severity,
                missing_rule=missing_rule,
            )
        )


def element_id(element: etree._Element | None) -> str | None:
    """Return the id of `element` or of the nearest one around it."""
    while element is not None:
        if own_id := element.get("id"):
            return str(own_id)
        element = element.getparent()
    return None


def line_of(element: etree._Element | None) -> int | None:
    """Return the line on which `element` starts."""
    line: Any = element.sourceline if element is not None else None
    return line if isinstance(line, int) else None
