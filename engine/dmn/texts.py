"""Compile the FEEL texts of a model; a text that is no FEEL is a problem, not an exception."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import Any, Literal

from lxml import etree

from engine.dmn.messages import PLACES
from engine.dmn.problems import Problems
from engine.feel import (
    BUILTIN_NAMES,
    Expression,
    FeelError,
    UnaryTests,
    compile_expression,
    compile_unary_tests,
    wrong_calls,
)
from engine.messages import render

_BARE_DATE = re.compile(r"(?<![\w\"-])(\d{4}-\d{1,2}-\d{1,2})(?![\w\"-])", re.ASCII)
_GROUPED_NUMBER = re.compile(r"(?<![\w\",])(?<!\d\.)(\d{1,3}(?:,\d{3})+)(?![\w\",])", re.ASCII)
_ARGUMENTS = re.compile(r"\w\s*\([^()]*\)|\[[^\[\].]*\]")
"""Arguments and lists, whose commas part values."""
_TEXTS = re.compile(r'"(?:[^"\\]|\\.)*"')


class Texts:
    """Compiles with the names that the model knows, so that names with spaces and signs are read as one."""

    def __init__(self, problems: Problems, members: Iterable[str], functions: Collection[str] | None) -> None:
        """`members` are names of components and entries, which may follow a dot anywhere in the model.

        `functions` are those that there are beside FEEL's and the model's, None if nobody knows.
        """
        self._functions = functions
        self._problems = problems
        self._members = frozenset(name for name in members if not name.isidentifier())

    def expression(
        self, text: str, element: etree._Element, names: Collection[str], place: str = "literal", **where: Any
    ) -> Expression | None:
        """Compile `text`; None, with a problem noted at `element`, if it is no FEEL."""
        self._look_for_slips(text, element, place, where)
        try:
            expression = compile_expression(text, names=self._known(names))
        except FeelError as error:
            self._refuse(error, element, place, where)
            return None
        self._check_calls(expression, element, names, place, where)
        return expression

    def tests(
        self, text: str, element: etree._Element, names: Collection[str], place: str, **where: Any
    ) -> UnaryTests | None:
        """Compile unary tests; None, with a problem noted at `element`, if they are no FEEL."""
        self._look_for_slips(text, element, place, where)
        try:
            tests = compile_unary_tests(text, names=self._known(names))
        except FeelError as error:
            self._refuse(error, element, place, where)
            return None
        self._check_calls(tests, element, names, place, where)
        return tests

    def _check_calls(
        self,
        expression: Expression,
        element: etree._Element,
        names: Collection[str],
        place: str,
        where: dict[str, Any],
    ) -> None:
        """Note calls of functions that are not there or take no such arguments: they never give an answer."""
        if self._functions is not None:
            for function in sorted(expression.calls - BUILTIN_NAMES - {*names, *self._functions}):
                self.note("dmn.unknown_function", element, place, where, function=function)
        for call in wrong_calls(expression.tree, names):
            signatures = "; ".join(call.signatures)
            self.note(
                "dmn.no_signature", element, place, where, function=call.function, signatures=signatures
            )

    def _look_for_slips(self, text: str, element: etree._Element, place: str, where: dict[str, Any]) -> None:
        """Note a date or a grouped number in a cell that FEEL reads as something else."""
        if place == "literal":
            return
        outside = _TEXTS.sub("", text)
        for slip in _BARE_DATE.findall(outside):
            year, month, day = slip.split("-")
            written = f'date("{year}-{month:0>2}-{day:0>2}")'
            self.note("dmn.bare_date", element, place, where, text=slip, write=written)
        for slip in _GROUPED_NUMBER.findall(_ARGUMENTS.sub("", outside)) if place != "default" else ():
            self.note("dmn.grouped_number", element, place, where, text=slip, write=slip.replace(",", ""))

    def note(
        self, code: str, element: etree._Element, place: str, where: dict[str, Any], **params: Any
    ) -> None:
        """Note what stands at a place of a table, or of another expression."""
        english, chinese = render(PLACES, place, "en", where), render(PLACES, place, "zh-CN", where)
        severity: Literal["error", "warning"] = "error" if code == "dmn.bare_date" else "warning"
        self._problems.add(
            code,
            element,
            severity=severity,
            place=english,
            place_inside=english[0].lower() + english[1:],
            chinese={"place": chinese},
            **params,
        )

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
