"""One's own columns of a list of tasks: what stands in them, choosing and ordering them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple, cast

from flask import Response, make_response, redirect, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from forms.display import plain
from web.cases import filtering
from web.filters import number
from web.i18n import locale_tag
from web.inbox import filter_choices
from web.inbox.blueprint import blueprint
from web.inbox.filter_choices import FilterChoices
from web.limits import limiter
from web.viewers import current_viewer
from web.work import begin
from workflows.approvals.inbox import columns
from workflows.approvals.inbox.columns import OFFERED, ListName, Move
from workflows.approvals.inbox.filter_address import FIELD
from workflows.approvals.inbox.filter_fields import FieldChoice
from workflows.approvals.search.search_index import typed
from workflows.approvals.values import WorkItemView
from workflows.ground.errors import NotFound
from workflows.ground.work import Work
from workflows.people.viewer import Viewer

ENDPOINTS: Mapping[ListName, str] = {"to_do": "inbox.home", "done": "inbox.done"}
"""Where each list stands that people choose columns for."""
HEADINGS: Mapping[str, Any] = {
    "step": _l("Step"),
    "opened": _l("Waiting since"),
    "due": _l("Due"),
    "held": _l("Held by"),
    "decision": _l("My decision"),
    "closed": _l("When"),
    "state": _l("The application now"),
    "submitted": _l("Handed in"),
    "region": _l("Region"),
    "cluster": _l("Industry cluster"),
    "round": _l("Submissions so far"),
    "priority": _l("Priority"),
}
_MOVES = frozenset({"add", "remove", "up", "down"})
_MOST_CHARACTERS = 60
"""Of the value of a business field in a cell; a file holds all of it."""


class FieldText(NamedTuple):
    """What a business field says, and the number if it is one: a file adds numbers up."""

    text: str = ""
    number: Decimal | None = None


@dataclass(frozen=True, slots=True)
class ShownColumns:
    """The columns of a list in the viewer's order, and what the business fields of its tasks say."""

    names: tuple[str, ...]
    headings: Mapping[str, Any]
    said: Mapping[str, Mapping[str, FieldText]]

    def value(self, task_id: str, column: str) -> FieldText:
        """Return what a business field of a task says, "" if nothing."""
        return self.said.get(task_id, {}).get(column, FieldText())

    def cut(self, task_id: str, column: str) -> str:
        """Return the same as long as a cell holds."""
        value = self.value(task_id, column).text
        return value if len(value) <= _MOST_CHARACTERS else f"{value[: _MOST_CHARACTERS - 1]}…"


def shown_columns(
    work: Work, viewer: Viewer, list_name: ListName, offered: FilterChoices, items: Sequence[WorkItemView]
) -> ShownColumns:
    """Return the viewer's columns of a list, with the values of the business fields among them."""
    fields = {one.name: one for one in offered.fields}
    names = columns.chosen(work, viewer, list_name, process_of(offered), fields)
    wanted = [name.removeprefix(FIELD) for name in names if name.startswith(FIELD)]
    said = {
        task_id: {f"{FIELD}{name}": _said(fields[name], value) for name, value in values.items()}
        for task_id, values in columns.field_values(work, items, wanted).items()
    }
    return ShownColumns(names, _headings(offered), said)


def process_of(offered: FilterChoices) -> str:
    """Return the process to which the list is narrowed, "" for none that there is."""
    process = filtering.typed_filters()["process"]
    return process if process in dict(offered.processes) else ""


def list_named(name: str) -> ListName:
    """Return the list with this name. Raises: NotFound."""
    if name not in OFFERED:
        raise NotFound("room.not_found")
    return cast("ListName", name)


@blueprint.get("/columns/<list_name>")
def choose_columns(list_name: str) -> str:
    """Show the columns of a list in their order, and which others there are."""
    name = list_named(list_name)
    with begin() as work:
        viewer = current_viewer(work)
        offered = filter_choices.available(work, viewer)
        process = process_of(offered)
        chosen = columns.chosen(work, viewer, name, process, {one.name for one in offered.fields})
        headings = _headings(offered)
        return render_template(
            "inbox/columns.html",
            list_name=name,
            chosen=chosen,
            more=[one for one in headings if one not in chosen and _is_offered(name, one)],
            headings=headings,
            process=process,
            processes=offered.processes,
            list_url=filtering.list_url,
            back=filtering.list_url(ENDPOINTS[name], list_name=None),
        )


@blueprint.post("/columns/<list_name>")
@limiter.limit("600 per hour")
def change_columns(list_name: str) -> Response:
    """Add a column, take one away or move it; or let the list be as it was at first."""
    name, what = list_named(list_name), request.form.get("what", "")
    with begin() as work:
        viewer = current_viewer(work)
        offered = filter_choices.available(work, viewer)
        process = process_of(offered)
        if what == "reset":
            columns.reset(work, viewer, name, process)
        elif what in _MOVES:
            columns.change(
                work,
                viewer,
                name,
                process,
                {one.name for one in offered.fields},
                column=request.form.get("column", ""),
                move=cast("Move", what),
            )
        else:
            raise NotFound("room.not_found")
    return make_response(redirect(filtering.list_url("inbox.choose_columns")))


def _headings(offered: FilterChoices) -> dict[str, Any]:
    return {**HEADINGS, **{f"{FIELD}{one.name}": one.label for one in offered.fields}}


def _is_offered(list_name: ListName, column: str) -> bool:
    return column in OFFERED[list_name] or column.startswith(FIELD)


def _said(field: FieldChoice, value: Any) -> FieldText:
    counted = (
        typed(value)["number"] if field.kind == "number" and isinstance(value, str | int | float) else None
    )
    return FieldText(_in_words(field, value) if counted is None else number(counted), counted)


def _in_words(field: FieldChoice, value: Any) -> str:
    """Return a value of a business field as people read it."""
    if isinstance(value, list):
        separator: str = _(", ")
        return separator.join(_in_words(field, one) for one in value)
    if value is None or value == "":
        return ""
    if field.kind == "choice":
        return dict(field.options).get(str(value), str(value))
    if field.kind == "date":
        day = typed(value)["day"]
        return str(day or value)
    return plain(value, locale_tag())
