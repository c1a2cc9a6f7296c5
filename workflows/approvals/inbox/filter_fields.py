"""The business fields that a diagram declares searchable: what a list may be filtered by, in words.

A process declares them in its properties, `filters` = names of fields of its forms separated by blanks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from engine import errors as engine_errors
from forms import FormSchema
from forms.schema import Checkbox, Choice, Computed, DateTime, Field, Number
from workflows.approvals.cases.case_types import case_type_of
from workflows.approvals.cases.diagrams import filter_names
from workflows.approvals.cases.forms import schemas_of
from workflows.approvals.cases.offered_options import OfferedOptions
from workflows.approvals.inbox.computed_kinds import ValueKind, kind_of
from workflows.ground.messages import Locale
from workflows.ground.work import Work

MOST_OPTIONS = 500
"""Options of one field that a list can be filtered by at most."""
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
    schemas = schemas_of(work, definition.id)
    known: dict[str, tuple[FormSchema, Field]] = {}
    for schema in schemas:
        known = {one.path: (schema, one) for one in schema.walk() if isinstance(one, Field)} | known
    listed = case_type_of(process_id).listed(work, locale)
    offered = OfferedOptions(work, definition.id, locale, listed)
    return [_choice(offered, *known[name]) for name in names if name in known]


def _choice(offered: OfferedOptions, schema: FormSchema, field: Field) -> FieldChoice:
    label = field.label.say(offered.locale) or field.key
    if isinstance(field, Choice) and (options := offered.of(field)[:MOST_OPTIONS]):
        shown = [(str(one.value), one.label.say(offered.locale) or str(one.value)) for one in options]
        return FieldChoice(field.path, label, "choice", tuple(shown))
    if isinstance(field, Computed):
        return FieldChoice(field.path, label, _kind_computed(offered.work, schema, field))
    kind = _kind(field)
    return FieldChoice(field.path, label, "text" if kind == "duration" else kind)


def _kind(field: Field) -> ValueKind:
    if isinstance(field, Number):
        return "number"
    if isinstance(field, DateTime):
        return "text" if field.subtype == "time" else "date"
    return "flag" if isinstance(field, Checkbox) else "text"


def _kind_computed(work: Work, schema: FormSchema, field: Computed) -> FieldKind:
    """Return what a computed field gives; other computed fields that it reads are told first."""
    functions = tuple(work.engine.functions or ())
    kinds: dict[str, ValueKind] = {}
    for one in schema.walk():
        if isinstance(one, Computed):
            kind = kind_of(one.expression, kinds, functions)
        else:
            kind = _kind(one) if isinstance(one, Field) else None
        if kind is not None and isinstance(one, Field):
            kinds[one.path] = kind
            kinds.setdefault(one.key, kind)  # as an expression of the same group or row says it
    given = kinds.get(field.path, "text")
    return "text" if given == "duration" else given
