"""The business fields that a diagram declares searchable: what a list may be filtered by, in words.

A process declares them in its properties, `filters` = names of fields of its forms separated by blanks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from engine import errors as engine_errors
from forms import FormSchema
from forms.schema import Checkbox, Choice, Computed, DateTime, Field, Number
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
    offered = OfferedOptions(work, definition.id, locale)
    return [_choice(offered, *known[name]) for name in names if name in known]


def _choice(offered: OfferedOptions, schema: FormSchema, found: Field) -> FieldChoice:
    label = found.label.say(offered.locale) or found.key
    if isinstance(found, Choice) and (options := offered.of(found)[:MOST_OPTIONS]):
        shown = [(str(one.value), one.label.say(offered.locale) or str(one.value)) for one in options]
        return FieldChoice(found.path, label, "choice", tuple(shown))
    if isinstance(found, Computed):
        return FieldChoice(found.path, label, _kind_computed(offered.work, schema, found))
    kind = _kind(found)
    return FieldChoice(found.path, label, "text" if kind == "duration" else kind)


def _kind(found: Field) -> ValueKind:
    if isinstance(found, Number):
        return "number"
    if isinstance(found, DateTime):
        return "text" if found.subtype == "time" else "date"
    return "flag" if isinstance(found, Checkbox) else "text"


def _kind_computed(work: Work, schema: FormSchema, found: Computed) -> FieldKind:
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
    given = kinds.get(found.path, "text")
    return "text" if given == "duration" else given
