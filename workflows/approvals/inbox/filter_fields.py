"""The business fields that a diagram declares searchable: what a list may be filtered by, in words.

A process declares them in its properties, `filters` = names of fields of its forms separated by blanks.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from engine import errors as engine_errors
from forms import FormSchema, build_form
from forms.schema import Checkbox, Choice, Computed, DateTime, Field, Number
from workflows.approvals.cases.diagrams import filter_names
from workflows.approvals.cases.forms import evaluator, form_context, schemas_of
from workflows.ground.messages import Locale
from workflows.ground.work import Work

_EXAMPLES = {"date": "2026-03-02", "time": "09:00", "datetime": "2026-03-02T09:00"}
_MANY = frozenset({"taglist", "checklist"})
FieldKind = Literal["text", "number", "date", "choice", "flag"]


@dataclass(frozen=True, slots=True)
class FieldChoice:
    """A field to filter by. `options` are (value, label) of a choice whose values stand in the form."""

    name: str
    label: str
    kind: FieldKind
    options: tuple[tuple[str, str], ...] = ()


def field_choices(work: Work, process_id: str, locale: Locale) -> list[FieldChoice]:
    """Return the declared fields of a process's newest version, in its order; none for an unknown process."""
    try:
        definition = work.repository.latest(process_id)
    except engine_errors.NotFound:
        return []
    names = filter_names(work, definition.id, process_id)
    if not names:
        return []
    known: dict[str, tuple[FormSchema, Field]] = {}
    for schema in schemas_of(work, definition.id):
        known = {path: (schema, found) for path, found in _top_level(schema).items()} | known
    return [_choice(work, *known[name], locale) for name in names if name in known]


def _top_level(schema: FormSchema) -> dict[str, Field]:
    return {one.path: one for one in schema.walk() if isinstance(one, Field)}


def _choice(work: Work, schema: FormSchema, found: Field, locale: Locale) -> FieldChoice:
    label = found.label.say(locale) or found.key
    options = found.options if isinstance(found, Choice) else ()
    if options:
        shown = tuple((str(one.value), one.label.say(locale) or str(one.value)) for one in options)
        return FieldChoice(found.path, label, "choice", shown)
    kind = _kind_computed(work, schema, found) if isinstance(found, Computed) else _kind(found)
    return FieldChoice(found.path, label, kind)


def _kind(found: Field) -> FieldKind:
    if isinstance(found, Number):
        return "number"
    if isinstance(found, DateTime):
        return "date"
    return "flag" if isinstance(found, Checkbox) else "text"


def _kind_computed(work: Work, schema: FormSchema, found: Computed) -> FieldKind:
    """Return what a computed field gives: its form does not say, so it is tried with examples."""
    form = build_form(
        schema,
        evaluate=evaluator(work),
        values={one.key: _example(one) for one in _top_level(schema).values() if one.path == one.key},
        context=form_context(work, "zh-CN"),
        now=work.now,
    )
    value = form.data.get(found.key)
    if isinstance(value, bool):
        return "flag"
    if isinstance(value, int | float | Decimal):
        return "number"
    return "date" if isinstance(value, date) or _is_day(value) else "text"


def _is_day(value: Any) -> bool:
    try:
        return isinstance(value, str) and bool(date.fromisoformat(value))
    except ValueError:
        return False


def _example(found: Field) -> Any:
    if isinstance(found, Number):
        return Decimal(1)
    if isinstance(found, DateTime):
        return _EXAMPLES[found.subtype]
    if isinstance(found, Checkbox):
        return True
    if isinstance(found, Choice) and found.options:
        return [found.options[0].value] if found.type in _MANY else found.options[0].value
    return None
