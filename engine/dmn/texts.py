"""Compile the FEEL texts of a model; a text that is no FEEL is a problem, not an exception."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
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
    compile_with_nulls,
    habit,
    null_conversions,
    slips,
    unlike_types,
    wrong_calls,
)
from engine.messages import render

_ERRORS = frozenset({"dmn.bare_date", "dmn.other_notation"})
"""Codes of notes that stop a deploy: whatever is put in, this cannot be what was meant."""
_ORDERED_TYPES = frozenset({
    "number", "date", "time", "date and time", "days and time duration", "years and months duration",
})  # fmt: skip
"""In a column of anything else words without quotes may be a text."""
_OF_A_SLIP = {"date": "dmn.bare_date", "grouped": "dmn.grouped_number"}


@dataclass(frozen=True, slots=True)
class LogicText:
    """An expression of a model's logic: where it stands, and the names that are in scope there.

    `place` and `where` are those of `PLACES`. Inside a boxed filter (`filtered`) a name may also be a
    component of the items.
    """

    element: etree._Element
    expression: Expression
    names: frozenset[str]
    place: str
    where: dict[str, Any] = field(default_factory=dict)
    filtered: bool = False


class Texts:
    """Compiles with the names that the model knows, so that names with spaces and signs are read as one."""

    def __init__(self, problems: Problems, members: Iterable[str], functions: Collection[str] | None) -> None:
        """`members` are names of components and entries, which may follow a dot anywhere in the model.

        `functions` are those that there are beside FEEL's and the model's, None if nobody knows.
        """
        self._functions = functions
        self._problems = problems
        self._members = frozenset(name for name in members if not name.isidentifier())
        self.compiled: list[LogicText] = []
        self.filters = 0

    def expression(
        self,
        text: str,
        element: etree._Element,
        names: Collection[str],
        place: str = "literal",
        *,
        is_written: bool = True,
        **where: Any,
    ) -> Expression | None:
        """Compile `text`; None, with a problem noted at `element`, if it is no FEEL.

        `is_written`: an analyst wrote it so, and it is looked at further.
        """
        has_slips = is_written and self._look_for_slips(text, element, place, where)
        try:
            expression = compile_expression(text, names=self._known(names))
        except FeelError as error:
            self._refuse(error, element, place, where, has_slips=has_slips)
            return self._with_nulls(text, names)
        if not is_written:
            return expression
        self._check_calls(expression, element, names, place, where)
        self.compiled.append(LogicText(element, expression, frozenset(names), place, where, self.filters > 0))
        return expression

    def _with_nulls(self, text: str, names: Collection[str]) -> Expression | None:
        """Return what the standard evaluates where we refuse a literal that denotes nothing, else None."""
        try:
            return compile_with_nulls(text, names=self._known(names))
        except FeelError:
            return None

    def tests(
        self,
        text: str,
        element: etree._Element,
        names: Collection[str],
        place: str,
        *,
        base_type: str | None = None,
        **where: Any,
    ) -> UnaryTests | None:
        """Compile unary tests; None, with a problem noted at `element`, if they are no FEEL.

        `base_type` is that of what is tested, where it is known.
        """
        has_slips = self._look_for_slips(text, element, place, where)
        meant = None if has_slips or text in names else said_otherwise(text, base_type)
        if meant is not None:
            self.note("dmn.other_notation", element, place, where, text=text, write=meant)
        try:
            tests = compile_unary_tests(text, names=self._known(names))
        except FeelError as error:
            self._refuse(error, element, place, where, has_slips=has_slips or meant is not None)
            return None
        if meant is None:
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
                if function.partition(".")[0] in names:  # of an imported model
                    continue
                self.note("dmn.unknown_function", element, place, where, function=function)
        if not expression.may_be_wrong:
            return
        for call in wrong_calls(expression.tree, names):
            signatures = "; ".join(call.signatures)
            self.note(
                "dmn.no_signature", element, place, where, function=call.function, signatures=signatures
            )

        for one in dict.fromkeys(unlike_types(expression.tree, dict.fromkeys(names))):
            said = {"operator": one.operator, "left": one.left, "right": one.right}
            self.note("dmn.unlike_types", element, place, where, **said)
        for conversion in null_conversions(expression.tree):
            self.note("dmn.null_conversion", element, place, where, call=conversion)

    def _look_for_slips(self, text: str, element: etree._Element, place: str, where: dict[str, Any]) -> bool:
        """Note dates, numbers and ranges that FEEL reads as something else; tell whether there are any."""
        told = list(slips(text, lists=place not in ("literal", "default", "input")))
        for one in told:
            code = _OF_A_SLIP.get(one.kind, "dmn.other_notation")
            self.note(code, element, place, where, text=one.text, write=one.write)
        return bool(told)

    def note(
        self, code: str, element: etree._Element, place: str, where: dict[str, Any], **params: Any
    ) -> None:
        """Note what stands at a place of a table, or of another expression."""
        note(self._problems, code, element, place, where, **params)

    def _known(self, names: Collection[str]) -> frozenset[str]:
        return self._members.union(name for name in names if not name.isidentifier())

    def _refuse(
        self,
        error: FeelError,
        element: etree._Element,
        place: str,
        where: dict[str, Any],
        *,
        has_slips: bool,
    ) -> None:
        """Note what is no FEEL, unless slips have been told: they say better what to write."""
        if has_slips:
            self._problems.found[-1] = replace(self._problems.found[-1], severity="error")
            return
        located = getattr(error, "located_message", error.message)
        self._problems.add(
            "dmn.syntax",
            element,
            place=render(PLACES, place, "en", where),
            reason=located("en"),
            chinese={"place": render(PLACES, place, "zh-CN", where), "reason": located("zh-CN")},
        )


def said_otherwise(cell: str, base_type: str | None) -> str | None:
    """Return as FEEL what a cell of a column says in another notation, None if it does not."""
    return habit(cell, is_text=base_type not in _ORDERED_TYPES)


def note(
    problems: Problems,
    code: str,
    element: etree._Element | str,
    place: str,
    where: dict[str, Any],
    *,
    chinese: dict[str, str] | None = None,
    **params: Any,
) -> None:
    """Add a problem of what stands at a place of an element, or of the id of one."""
    english = render(PLACES, place, "en", where)
    severity: Literal["error", "warning"] = "error" if code in _ERRORS else "warning"
    problems.add(
        code,
        element,
        severity=severity,
        place=english,
        place_inside=english[0].lower() + english[1:],
        chinese={"place": render(PLACES, place, "zh-CN", where), **(chinese or {})},
        **params,
    )
