"""What the choices of a form offer, in words, and what kept values are called by them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from forms import ExpressionFailed
from forms.components import options_from
from forms.schema import Choice, Field, Option
from workflows.approvals.cases.forms import evaluator, form_context, schemas_of
from workflows.ground.messages import Locale
from workflows.ground.work import Work

_LISTS = {"region": "regions", "cluster": "clusters"}
"""Lists of the platform by the variables that every case begins with."""


class OfferedOptions:
    """The options of choices in a version, those of lists too: the lists are read when one asks.

    `more`: further lists by their names, as the kind of the case offers them.
    """

    def __init__(
        self, work: Work, definition_id: str, locale: Locale, more: Mapping[str, Any] | None = None
    ) -> None:
        self.work, self.definition_id, self.locale, self._more = work, definition_id, locale, more or {}

    @cached_property
    def _context(self) -> Mapping[str, Any]:
        return {**form_context(self.work, self.definition_id, self.locale), **self._more}

    def of(self, field: Choice) -> tuple[Option, ...]:
        """Return the options of a choice, none where they depend on the case."""
        if field.options:
            return field.options
        if field.options_expression is None:
            return self._made(self._context.get(field.options_key or ""), field.option_labels_en)
        try:
            rows = evaluator(self.work)(field.options_expression.removeprefix("="), self._context)
        except ExpressionFailed:
            return ()
        return self._made(rows, field.option_labels_en)

    def named(self, name: str) -> tuple[Option, ...]:
        """Return the options of a list of the platform or of the version."""
        return self._made(self._context.get(name))

    @staticmethod
    def _made(rows: Any, english: Mapping[str, str] | None = None) -> tuple[Option, ...]:
        return tuple(options_from(rows, english or {}))


class VariableWords:
    """What a variable of a case and its value are called: by the form field that has the same name."""

    def __init__(self, work: Work, definition_id: str, variable: str | None, locale: Locale) -> None:
        """Take the definition, and in which variable it keeps its application."""
        self._prefix = f"{variable}." if variable else ""
        self._offered = OfferedOptions(work, definition_id, locale)
        self._work, self._definition_id, self._locale = work, definition_id, locale

    @cached_property
    def _fields(self) -> Mapping[str, Field]:
        by_path: dict[str, Field] = {}
        for schema in schemas_of(self._work, self._definition_id):
            for one in schema.walk():
                if isinstance(one, Field) and one.path:
                    by_path.setdefault(one.path, one)
        return by_path

    def label(self, expression: str) -> str:
        """Return what the field is called to which an expression leads, "" if to none."""
        field = self._fields.get(expression.removeprefix(self._prefix))
        return "" if field is None else field.label.say(self._locale)

    def value(self, expression: str, value: Any) -> str | None:
        """Return what a value is called, several with commas; None if nothing names it."""
        name = expression.removeprefix(self._prefix)
        field = self._fields.get(name)
        options = self._offered.of(field) if isinstance(field, Choice) else ()
        if not options and name in _LISTS:
            options = self._offered.named(_LISTS[name])
        words = {str(one.value): one.label.say(self._locale) for one in options}
        several = value if isinstance(value, list) else [value]
        if not words or not all(str(one) in words for one in several):
            return None
        return ("、" if self._locale == "zh-CN" else ", ").join(words[str(one)] for one in several)
