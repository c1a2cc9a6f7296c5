"""Makes WTForms classes of schemas (once each) and binds them to data and requests."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from wtforms.fields.core import UnboundField

from forms.bound import BoundForm
from forms.checks import checks_of
from forms.codec import MultiDict
from forms.conditions import settle
from forms.containers import GroupCell, ListCell
from forms.drafts import RawLevel, collect_draft
from forms.fields import (
    CheckboxCell,
    ChoiceCell,
    ComputedCell,
    DateTimeCell,
    FileCell,
    LeafCell,
    NumberCell,
    TextCell,
)
from forms.levels import LevelForm
from forms.rights import WRITE_ALL, Rights
from forms.schema import (
    Checkbox,
    Choice,
    Component,
    Computed,
    DateTime,
    DynamicList,
    Field,
    FilePicker,
    FormSchema,
    Group,
    Number,
    TextField,
)
from forms.session import Evaluate, RowAction, Session
from forms.texts import resolve_locale

ROW_ACTION = "_rows"
"""Name of the buttons that add, remove and move entries; no field can be called so."""

_CELLS: dict[type[Field], type[LeafCell]] = {
    TextField: TextCell,
    Number: NumberCell,
    DateTime: DateTimeCell,
    Checkbox: CheckboxCell,
    Choice: ChoiceCell,
    FilePicker: FileCell,
    Computed: ComputedCell,
}


@lru_cache(maxsize=256)
def form_class(schema: FormSchema) -> type[LevelForm]:
    """Return the WTForms class of a schema, made once. Schemas are equal when their content is."""
    return _level_class(schema.components)


def _level_class(components: tuple[Component, ...]) -> type[LevelForm]:
    return type("SchemaForm", (LevelForm,), _members(components, ()))


def _members(components: tuple[Component, ...], around: tuple[tuple[str, str], ...]) -> dict[str, Any]:
    """Return the class members of a level; `around` are the groups without key around `components`."""
    made: dict[str, Any] = {}
    for component in components:
        if isinstance(component, Group) and component.key is None:
            made |= _members(component.components, (*around, (component.path, component.id)))
        elif isinstance(component, (Group, DynamicList)):
            cell = GroupCell if isinstance(component, Group) else ListCell
            inner = _level_class(component.components)
            made[f"f_{component.key}"] = UnboundField(cell, component, around, inner, name=component.key)
        elif isinstance(component, Field):
            made[f"f_{component.key}"] = UnboundField(
                _CELLS[type(component)],
                component,
                around,
                name=component.key,
                validators=checks_of(component),
            )
    return made


def build_form(
    schema: FormSchema,
    *,
    evaluate: Evaluate,
    values: Mapping[str, Any] | None = None,
    context: Mapping[str, Any] | None = None,
    locale: str = "zh-CN",
    rights: Rights = WRITE_ALL,
    formdata: MultiDict | Mapping[str, Any] | None = None,
    draft: Mapping[str, Any] | None = None,
    files: Mapping[str, Mapping[str, Any]] | None = None,
    file_errors: Mapping[str, Sequence[str]] | None = None,
    remarks: Mapping[str, Sequence[str]] | None = None,
    previous: Mapping[str, Any] | None = None,
    now: dt.datetime | None = None,
) -> BoundForm:
    """Bind a form to stored `values` and, over them, to a request's `formdata` or else a saved `draft`.

    `context` are further names that expressions may read. `files` are the descriptors, by id, of uploads that
    this person may attach; ids that neither they nor `values` contain are refused, and so are those whose
    `profile` is not the field's. `file_errors` and
    `remarks` are sentences by path, `previous` the values of the last submission, whose differences are
    marked. `now` is aware; it only decides what “today” is.

    Raises: FormDataRefused: the request carries more than any honest form would.
    """
    session = Session(
        context=context or {},
        evaluate=evaluate,
        locale=resolve_locale(locale),
        rights=rights,
        now=now or dt.datetime.now(dt.UTC),
        known_files=files or {},
        refused_files=file_errors or {},
        row_action=_row_action(formdata),
    )
    raw = collect_draft(schema, formdata) if formdata is not None else draft
    stored = {f"f_{key}": value for key, value in (values or {}).items()}
    level: Any = RawLevel(raw, "") if raw is not None else None
    form = form_class(schema)(formdata=level, data=stored, meta={"session": session})
    settle(schema, form, session)
    return BoundForm(
        schema, form, session, submitted=formdata is not None, remarks=remarks or {}, previous=previous
    )


def _row_action(formdata: MultiDict | Mapping[str, Any] | None) -> RowAction | None:
    if formdata is None or ROW_ACTION not in formdata:
        return None
    sent: Any = formdata.getlist(ROW_ACTION) if hasattr(formdata, "getlist") else formdata[ROW_ACTION]
    text = (sent[-1] if sent else "") if isinstance(sent, list) else sent
    return RowAction.read(str(text))
