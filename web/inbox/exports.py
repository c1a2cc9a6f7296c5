"""A list of tasks as a file: the rows that fit the filters, in the viewer's own columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from flask import Response
from flask_babel import gettext as _

from web.cases import filtering
from web.cases.labels import DECIDED, priority_word, word
from web.cases.own_pages import case_state_word
from web.i18n import locale_tag
from web.inbox import filter_choices
from web.inbox.blueprint import blueprint
from web.inbox.columns import ShownColumns, list_named, shown_columns
from web.inbox.filter_choices import FilterChoices
from web.inbox.lists import sorting
from web.limits import limiter
from web.spreadsheets import saved_table
from web.viewers import current_viewer
from web.work import begin
from workflows.approvals.cases import case_status
from workflows.approvals.inbox import lists
from workflows.approvals.inbox.columns import ListName
from workflows.approvals.values import Page, WorkItemView
from workflows.ground.spreadsheets import Cell, FileKind, write_rows
from workflows.ground.work import Work
from workflows.people.organisations.group_names import group_names
from workflows.people.viewer import Viewer

MOST_ROWS = 2_000
"""A file holds so many; a line at its end says that there are more."""
_FIRST_WIDTHS, _WIDTH = (20, 40, 30), 20


@dataclass(frozen=True, slots=True)
class _Words:
    """What the cells of a file need to say."""

    columns: ShownColumns
    offered: FilterChoices
    groups: Mapping[str, str]


@blueprint.get("/export/<list_name>.<kind>")
@limiter.limit("60 per hour")
def export(list_name: str, kind: str) -> Response:
    """Give a list with its filters and order as CSV or XLSX, to be saved."""
    name = list_named(list_name)
    with begin() as work:
        viewer = current_viewer(work)
        offered = filter_choices.available(work, viewer)
        page = _page(work, viewer, name, offered)
        shown = shown_columns(work, viewer, name, offered, page.items)
        groups = group_names(work, case_status.acting_groups(page.items), locale_tag())
        rows = list(_rows(page, _Words(shown, offered, groups)))

    def write(file_kind: FileKind, target: BinaryIO) -> None:
        widths = (*_FIRST_WIDTHS, *(_WIDTH for _name in shown.names))
        write_rows(rows, target, kind=file_kind, sheet=_("Tasks"), widths=widths)

    return saved_table(f"inbox-{name.replace('_', '-')}", kind, write)


def _page(work: Work, viewer: Viewer, name: ListName, offered: FilterChoices) -> Page[WorkItemView]:
    wanted = filtering.filters(offered.fields)
    if name == "to_do":
        sort, by = sorting(offered, "oldest")
        return lists.to_do(work, viewer, wanted, sort=sort, by=by, limit=MOST_ROWS)
    _sort, by = sorting(offered)
    return lists.done(work, viewer, wanted, by=by, limit=MOST_ROWS)


def _rows(page: Page[WorkItemView], words: _Words) -> Iterator[Sequence[Cell]]:
    names = words.columns.names
    yield [
        _("Number"),
        _("Application"),
        _("Applicant"),
        *(str(words.columns.headings[one]) for one in names),
    ]
    for item in page.items:
        case = item.case
        first = (case.number, case.title(locale_tag()), case.organisation_name or case.applicant_name)
        yield [*first, *(_cell(item, one, words) for one in names)]
    if page.after is not None:
        yield [_("Only the first %(num)s rows are here.", num=MOST_ROWS), *[None] * (len(names) + 2)]


def _cell(item: WorkItemView, column: str, words: _Words) -> Cell:
    """Return what stands in a column of a task; a business field where it is none of the usual ones."""
    case = item.case
    said: dict[str, Cell] = {
        "step": item.name(locale_tag()),
        "opened": item.opened_at,
        "due": item.due_at,
        "held": item.assignee_name or _(", ").join(words.groups.get(one, "") for one in sorted(item.groups)),
        "decision": str(word(DECIDED, item.action or "").label),
        "closed": item.closed_at,
        "state": str(case_state_word(case).label),
        "submitted": case.submitted_at,
        "region": words.offered.region_names.get(case.region_code or "", ""),
        "cluster": words.offered.cluster_names.get(case.cluster_id or "", ""),
        "round": str(item.round),
        "priority": str(priority_word(item.priority).label),
    }
    if column in said:
        return said[column]
    text, number = words.columns.value(item.task_id, column)
    return text if number is None else number
