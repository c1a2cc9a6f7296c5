"""Compile the FEEL texts of a model; a text that is no FEEL is a problem, not an exception."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from lxml import etree

from engine.dmn.messages import PLACES
from engine.dmn.problems import Problems
from engine.feel import Expression, FeelError, UnaryTests, compile_expression, compile_unary_tests
from engine.messages import render


class Texts:
    """Compiles with the names that the model knows, so that names with spaces and signs are read as one."""

    def __init__(self, problems: Problems, members: Iterable[str]) -> None:
        """`members` are names of components and entries, which may follow a dot anywhere in the model."""
        self._problems = problems
        self._members = frozenset(name for name in members if not name.isidentifier())

    def expression(
        self, text: str, element: etree._Element, names: Collection[str], place: str = "literal", **where: Any
    ) -> Expression | None:
        """Compile `text`; None, with a problem noted at `element`, if it is no FEEL."""
        try:
            return compile_expression(text, names=self._known(names))
        except FeelError as error:
            self._refuse(error, element, place, where)
            return None

    def tests(
        self, text: str, element: etree._Element, names: Collection[str], place: str, **where: Any
    ) -> UnaryTests | None:
        """Compile unary tests; None, with a problem noted at `element`, if they are no FEEL."""
        try:
            return compile_unary_tests(text, names=self._known(names))
        except FeelError as error:
            self._refuse(error, element, place, where)
            return None

    def _known(self, names: Collection[str]) -> frozenset[str]:
        return self._members.union(name for name in names if not name.isidentifier())

    def _refuse(self, error: FeelError, element: etree._Element, place: str, where: dict[str, Any]) -> None:
        located = getattr(error, "located_message", error.message)
        self._problems.add(
            "dmn.syntax",
            element,
            place=render(PLACES, place, "en", where),
            reason=located("en"),
            chinese={"place": render(PLACES, place, "zh-CN", where), "reason": located("zh-CN")},
        )
