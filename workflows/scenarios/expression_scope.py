"""What an expression of a draft may read, in words, and what it comes to for an invented example."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from engine import feel
from engine.definitions.scope import KnownVariable, scopes
from engine.spiff.names import ZEEBE
from forms import FormInvalid, FormSchema
from forms.schema import Checkbox, Choice, DateTime, DynamicList, FilePicker, Number
from workflows.approvals.cases.case_types import case_type_of
from workflows.approvals.cases.form_variables import read_form
from workflows.ground.calendar.feel_functions import platform_functions
from workflows.ground.messages import Locale
from workflows.lint import START_VARIABLES, vocabulary
from workflows.package_data import uploads
from workflows.scenarios.form_samples import form_data
from workflows.studio import diagram_xml

_WRITTEN = feel.compile_expression('if value = null then "null" else string(value)')
MOST_CHARACTERS = 200
"""Of a value that is shown."""
_KINDS = {
    Number: ("数字", "number"),
    Checkbox: ("是或否", "yes or no"),
    Choice: ("选项", "choice"),
    DateTime: ("日期", "date"),
    FilePicker: ("文件", "files"),
    DynamicList: ("列表", "list"),
}
_TEXT = ("文本", "text")
_FIELDS = ("多个字段", "several fields")
_EXAMPLES = {
    "applicant": "applicant",
    "organisation_id": "organisation",
    "organisation_name": "示例有限公司",
    "region": "430100",
    "cluster": "cluster",
}


@dataclass(frozen=True, slots=True)
class ScopeVariable:
    """A variable, or a member of one: what it is called, of which kind, and its value in the example."""

    name: str
    label: str
    kind: str
    example: str
    members: tuple[ScopeVariable, ...] = ()


@dataclass(frozen=True, slots=True)
class ExpressionScope:
    """The variables by name, which are there at an element or decision, and the example as one context."""

    variables: Mapping[str, ScopeVariable]
    at: Mapping[str, frozenset[str]]
    at_decision: Mapping[str, frozenset[str]]
    context: Mapping[str, Any]


def expression_scope(
    files: Mapping[str, bytes], process_id: str, locale: Locale, now: datetime
) -> ExpressionScope:
    """Return what the expressions of a draft may read; the same files always have the same example."""
    of_case = case_type_of(process_id)
    start = frozenset(START_VARIABLES) | {of_case.variable, *of_case.process_variable_names}
    known = scopes(files, vocabulary=replace(vocabulary(), start_variables=start))
    told = _Told(files, of_case.variable, locale, now)
    described = {
        name: told.variable(one)
        for name, one in known.variables.items()
        if not told.is_inside_start(one, start)
    }
    return ExpressionScope(
        {name: variable for name, (variable, _) in described.items()},
        known.at,
        known.at_decision,
        {name: value for name, (_, value) in described.items() if value is not None},
    )


def example_value(scope: ExpressionScope, expression: str, locale: Locale, now: datetime) -> tuple[str, str]:
    """Return what an expression comes to in the example, as text, and what is wrong with it; one is empty."""
    functions = platform_functions()
    try:
        compiled = feel.compile_expression(expression, names=frozenset({*functions, *scope.context}))
        return shown(compiled.evaluate(scope.context, functions=functions, now=now)), ""
    except feel.FeelSyntaxError as error:
        return "", error.located_message(locale)
    except feel.FeelError as error:
        return "", error.message(locale)


def shown(value: Any) -> str:
    """Return a FEEL value as FEEL writes it, cut where it is long."""
    text = (
        json.dumps(value, ensure_ascii=False)
        if isinstance(value, str)
        else _WRITTEN.evaluate({"value": value})
    )
    return text if len(text) <= MOST_CHARACTERS else f"{text[:MOST_CHARACTERS]}…"


class _Told:
    """Describes variables by the forms of a draft and by its steps."""

    def __init__(self, files: Mapping[str, bytes], of_case: str, locale: Locale, now: datetime) -> None:
        self._locale, self._now, self._of_case = locale, now, of_case
        self._forms = {schema.id: schema for schema in _schemas(files)}
        roots = [root for _, root in diagram_xml.diagrams(files)]
        self._steps = {one.get("id"): one for root in roots for one in diagram_xml.elements(root)}
        starts = (one for one in self._steps.values() if one.tag.endswith("}startEvent"))
        self._start_forms = [form for one in starts if (form := _form_of(one)) in self._forms]

    def is_inside_start(self, known: KnownVariable, start: frozenset[str]) -> bool:
        """Tell whether a name is only a field of the start form, which a case has inside `application`."""
        keys = {key for form in self._start_forms for key in _keys(self._forms[form])}
        return not known.given_by and known.name in keys - start

    def variable(self, known: KnownVariable) -> tuple[ScopeVariable, Any]:
        """Return a variable in words, and its example, None where nothing is known of it."""
        form = known.form or (
            self._start_forms[0] if known.name == self._of_case and self._start_forms else ""
        )
        if form in self._forms:
            return self._of_form(known, self._forms[form])
        members = {path: self._worded(known, path) for path in sorted(known.members) if "." not in path}
        if members:
            example: Any = {path: value for path, value in members.items() if value is not None}
            inside = tuple(self._member(path, value) for path, value in members.items())
            return ScopeVariable(known.name, self._label(known), self._say(_FIELDS), "", inside), example
        value = self._worded(known, "") or _EXAMPLES.get(known.name)
        return ScopeVariable(known.name, self._label(known), "", _as_text(value)), value

    def _of_form(self, known: KnownVariable, schema: FormSchema) -> tuple[ScopeVariable, Any]:
        chance = random.Random(0)  # noqa: S311  # the same example every time
        data = form_data(schema, {}, chance=chance, today=self._now.date())
        inside = self._fields(schema, data, "")
        return ScopeVariable(known.name, self._label(known), self._say(_FIELDS), "", inside), data

    def _fields(self, schema: FormSchema, data: Any, around: str) -> tuple[ScopeVariable, ...]:
        """Return the fields right inside a path; a group of them, and a list, with what they hold."""
        labels = {one.path: one for one in schema.walk() if one.path}
        inside = dict.fromkeys(
            path.removeprefix(around).partition(".")[0] for path in labels if path.startswith(around)
        )
        fields = []
        for name in filter(None, inside):
            component = labels.get(around + name)
            value = data.get(name) if isinstance(data, Mapping) else None
            label = "" if component is None else component.label.say(self._locale)
            kind = _FIELDS if component is None else _KINDS.get(type(component), _TEXT)
            holds = any(path.startswith(f"{around}{name}.") for path in labels)
            of_rows = value[0] if isinstance(value, list) and value else value
            members = self._fields(schema, of_rows, f"{around}{name}.") if holds else ()
            example = "" if holds else _as_text(value)
            fields.append(ScopeVariable(name, label, self._say(kind), example, members))
        return tuple(fields)

    def _worded(self, known: KnownVariable, member: str) -> str | None:
        """Return the first of the only texts that stand there, None where there may be others."""
        words = known.words.get(f"{known.name}.{member}" if member else known.name)
        return min(words) if words else None

    def _member(self, name: str, value: Any) -> ScopeVariable:
        return ScopeVariable(name, "", self._say(_TEXT) if isinstance(value, str) else "", _as_text(value))

    def _label(self, known: KnownVariable) -> str:
        """Return what a variable is: what every case begins with, or the steps that provide it."""
        if known.name in START_VARIABLES and not known.given_by:
            return self._say(START_VARIABLES[known.name])
        names = [self._step(one) for one in known.given_by if one in self._steps]
        listed = ("、" if self._locale == "zh-CN" else ", ").join(names)
        return listed and self._say((f"由“{listed}”提供", f"given by “{listed}”"))

    def _step(self, element_id: str) -> str:
        element = self._steps[element_id]
        english = diagram_xml.english(element)
        name = str(element.get("name") or element_id)
        return name if self._locale == "zh-CN" or english is None else str(english.get("name") or name)

    def _say(self, words: tuple[str, str]) -> str:
        return words[self._locale == "en"]


def _schemas(files: Mapping[str, bytes]) -> Iterable[FormSchema]:
    own = files.get(uploads.FILE, b"")
    for name in sorted(name for name in files if name.endswith(".form")):
        try:
            yield read_form(files[name], platform_functions(), uploads=own, lenient=True)[0]
        except FormInvalid:
            continue  # the lint tells what is wrong with it


def _keys(schema: FormSchema) -> frozenset[str]:
    return frozenset(one.path.partition(".")[0] for one in schema.fields())


def _form_of(start: Any) -> str:
    said = diagram_xml.said(start, f"{ZEEBE}formDefinition")
    return "" if said is None else str(said.get("formId", ""))


def _as_text(value: Any) -> str:
    return "" if value is None or value == [] else shown(feel.from_python(value))
