"""The business fields that a diagram declares searchable: what a list may be filtered by, in words.

A process declares them in its properties, `filters` = names of fields of its forms separated by blanks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from engine import errors as engine_errors
from forms import FormSchema
from forms.schema import Checkbox, Choice, DateTime, Field, Number
from workflows.approvals.cases.diagrams import filter_names
from workflows.approvals.cases.forms import schemas_of
from workflows.ground.messages import Locale
from workflows.ground.work import Work

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
    known: dict[str, Field] = {}
    for schema in schemas_of(work, definition.id):
        known = _top_level(schema) | known
    return [_choice(known[name], locale) for name in names if name in known]


def _top_level(schema: FormSchema) -> dict[str, Field]:
    return {one.path: one for one in schema.walk() if isinstance(one, Field)}


def _choice(found: Field, locale: Locale) -> FieldChoice:
    label = found.label.say(locale) or found.key
    options = found.options if isinstance(found, Choice) else ()
    if options:
        shown = tuple((str(one.value), one.label.say(locale) or str(one.value)) for one in options)
        return FieldChoice(found.path, label, "choice", shown)
    return FieldChoice(found.path, label, _kind(found))


def _kind(found: Field) -> FieldKind:
    if isinstance(found, Number):
        return "number"
    if isinstance(found, DateTime):
        return "date"
    return "flag" if isinstance(found, Checkbox) else "text"
