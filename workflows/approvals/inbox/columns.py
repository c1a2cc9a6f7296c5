"""The columns that people choose for their lists, and the values of business fields that stand in them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Literal

from sqlalchemy import bindparam, delete, select
from sqlalchemy.dialects.postgresql import insert

from forms import Rights
from workflows.approvals.cases import diagrams
from workflows.approvals.inbox.filter_address import FIELD
from workflows.approvals.models import Case, Submission
from workflows.approvals.search.models import ListColumns
from workflows.approvals.values import WorkItemView
from workflows.ground.errors import NotFound
from workflows.ground.work import Work
from workflows.people.viewer import Viewer

ListName = Literal["to_do", "done"]
USUAL: Mapping[ListName, tuple[str, ...]] = {
    "to_do": ("step", "opened", "due", "held"),
    "done": ("step", "decision", "closed", "state"),
}
"""What a list shows beside the case itself, which always stands first."""
_MORE = ("submitted", "region", "cluster", "round", "priority")
OFFERED: Mapping[ListName, tuple[str, ...]] = {name: (*usual, *_MORE) for name, usual in USUAL.items()}
"""Every column of a list that is none of a process's own fields."""
Move = Literal["add", "remove", "up", "down"]


_CHOSEN = select(ListColumns.process_id, ListColumns.columns).where(
    ListColumns.user_id == bindparam("viewer"),
    ListColumns.list_name == bindparam("list"),
    ListColumns.process_id.in_(("", bindparam("process"))),
)


def chosen(
    work: Work, viewer: Viewer, list_name: ListName, process_id: str, fields: Collection[str]
) -> tuple[str, ...]:
    """Return the viewer's columns of a list, or of the list narrowed to a process; one statement.

    What was chosen for the process counts, then what was chosen for the list, then the usual ones. `fields`
    are the names that the process declares: any other is gone with an earlier version of it.
    """
    asked = {"viewer": viewer.user_id, "list": list_name, "process": process_id}
    by_process = {row[0]: row[1] for row in work.session.execute(_CHOSEN, asked)}
    names = by_process.get(process_id, by_process.get("", USUAL[list_name]))
    known = {*OFFERED[list_name], *(f"{FIELD}{name}" for name in fields)}
    return tuple(name for name in names if name in known)


def change(
    work: Work,
    viewer: Viewer,
    list_name: ListName,
    process_id: str,
    fields: Collection[str],
    *,
    column: str,
    move: Move,
) -> None:
    """Add a column at the end, take one away, or let it change places with its neighbour.

    `process_id` is empty, or that of a process which declares `fields`. Raises: NotFound: no such column.
    """
    if column not in {*OFFERED[list_name], *(f"{FIELD}{name}" for name in fields)}:
        raise NotFound("room.not_found")
    names = list(chosen(work, viewer, list_name, process_id, fields))
    if move == "add":
        names += [] if column in names else [column]
    elif column not in names:
        raise NotFound("room.not_found")
    else:
        place = names.index(column)
        names.pop(place)
        if move != "remove":
            names.insert(max(0, place - 1) if move == "up" else place + 1, column)
    row = insert(ListColumns).values(
        user_id=viewer.user_id, list_name=list_name, process_id=process_id, columns=names
    )
    key = ["user_id", "list_name", "process_id"]
    work.session.execute(row.on_conflict_do_update(index_elements=key, set_={"columns": names}))


def reset(work: Work, viewer: Viewer, list_name: ListName, process_id: str) -> None:
    """Let a list, or the list narrowed to a process, show again what it showed before anything was chosen."""
    work.session.execute(
        delete(ListColumns).where(
            ListColumns.user_id == viewer.user_id,
            ListColumns.list_name == list_name,
            ListColumns.process_id == process_id,
        )
    )


def field_values(
    work: Work, items: Sequence[WorkItemView], names: Collection[str]
) -> dict[str, dict[str, Any]]:
    """Return what was last handed in for some fields, by task id and name; one statement.

    A field that the task's step hides from whoever works on it is left out.
    """
    if not names or not items:
        return {}
    wanted = sorted(names)
    values = [Submission.data[tuple(name.split("."))] for name in wanted]
    rows = (
        select(Submission.case_id, *values)
        .join(Case, (Case.id == Submission.case_id) & (Case.round == Submission.round))
        .where(Case.id.in_({item.case.id for item in items}))
    )
    by_case = {row[0]: dict(zip(wanted, row[1:], strict=True)) for row in work.session.execute(rows)}
    hidden = {
        _step(item): _hidden(work, item, wanted) for item in {_step(one): one for one in items}.values()
    }
    return {
        item.task_id: {
            name: value
            for name, value in by_case.get(item.case.id, {}).items()
            if name not in hidden[_step(item)]
        }
        for item in items
    }


def _step(item: WorkItemView) -> tuple[str, str]:
    return item.case.definition_id, item.element_id


def _hidden(work: Work, item: WorkItemView, names: Collection[str]) -> frozenset[str]:
    element = diagrams.elements(work, item.case.definition_id).get(item.element_id)
    rights = Rights.of(*diagrams.rights_of(element, addressed=False))
    return frozenset(name for name in names if rights.access(name, "") == "hidden")


def forget_columns(work: Work, user_id: str) -> None:
    """Delete what a person whose account is closed had chosen."""
    work.session.execute(delete(ListColumns).where(ListColumns.user_id == user_id))
