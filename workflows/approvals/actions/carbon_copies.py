"""Copying 抄送: letting others read a case. They see it with its files and can do nothing with it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select, update
from sqlalchemy.dialects.postgresql import insert

from workflows.approvals.cases.views import case_views, shown_names
from workflows.approvals.cases.visibility import facts_of
from workflows.approvals.inbox.filter_sql import narrowed
from workflows.approvals.inbox.keyset import COPIES, Cut
from workflows.approvals.models import Case, Copy, WorkItem
from workflows.approvals.policies.eligible import parties_of
from workflows.approvals.search.search_index import one_weighed
from workflows.approvals.tasks.locking import side_task
from workflows.approvals.team.assignee_picker import may_be_chosen
from workflows.approvals.timeline import writer
from workflows.approvals.values import CaseView, Filters, Page
from workflows.ground.db import new_id
from workflows.ground.errors import FieldProblem, Invalid
from workflows.ground.work import Work
from workflows.notices.operations import send_messages
from workflows.people.viewer import Viewer

NOTE_LIMIT = 500
MOST_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class CopyView:
    """A case that was copied to the viewer; `by_name` is empty where the diagram says so."""

    case: CaseView
    by_name: str
    note: str
    note_en: str
    copied_at: datetime
    read_at: datetime | None


def copy(work: Work, viewer: Viewer, task_id: str, user_ids: Collection[str], note: str = "") -> None:
    """Let colleagues read the case of a task; they are told. Who has it already gets it again, as unread.

    Raises: NotFound; Conflict; Forbidden: not the viewer's task; InvalidState: the step does not permit it;
        Invalid: at `to`, nobody chosen, too many or people who may not be; at `note`, too long.
    """
    item, row = side_task(work, viewer, task_id, "copy")
    wanted = frozenset(user_ids)
    problems = []
    if not wanted or len(wanted) > MOST_AT_ONCE:
        problems.append(FieldProblem("to", "approvals.choose_people", {"limit": MOST_AT_ONCE}))
    elif not may_be_chosen(work, viewer, (item, row), "copy", wanted):
        problems.append(FieldProblem("to", "approvals.not_to_be_chosen", {}))
    if len(note) > NOTE_LIMIT:
        problems.append(FieldProblem("note", "approvals.note_too_long", {"limit": NOTE_LIMIT}))
    if problems:
        raise Invalid("approvals.incomplete", problems)
    send(work, row, wanted, item=item, by=viewer.user_id, note=note.strip())


def send(
    work: Work,
    row: Case,
    user_ids: Iterable[str],
    *,
    item: WorkItem | None = None,
    by: str | None = None,
    element_id: str | None = None,
    note: str = "",
    note_en: str = "",
) -> int:
    """Write the copies, the line of the timeline and the messages; parties to the case get none.

    Returns how many got one. Who may choose them is the caller's to check; `by` None: the diagram says so.
    """
    wanted = sorted(set(user_ids) - parties_of(work, facts_of(row)))
    if not wanted:
        return 0
    shared = {"copied_by": by, "task_id": item.task_id if item else None, "note": note, "note_en": note_en}
    fresh = shared | {"copied_at": work.now, "read_at": None}
    rows = [{"id": new_id(), "case_id": row.id, "user_id": user_id, **fresh} for user_id in wanted]
    again = insert(Copy).on_conflict_do_update(index_elements=["case_id", "user_id"], set_=fresh)
    work.session.execute(again, rows)
    told = {"to": wanted} | ({"note_en": note_en} if note_en else {})
    writer.add(work, row, "copied", item=item, element_id=element_id, opinion=note, details=told)
    params = writer.params_of(row, note=note, note_en=note_en or note)
    send_messages(work, wanted, "case_copied", params, row.id)
    return len(wanted)


def copied_to_me(
    work: Work,
    viewer: Viewer,
    filters: Filters = Filters(),  # noqa: B008  # frozen
    *,
    unread: bool = False,
    after: str | None = None,
    before: str | None = None,
    limit: int = 20,
) -> Page[CopyView]:
    """Return what was copied to the viewer 抄送我的, the newest first; a constant number of statements."""
    rows: Select[Any] = select(Copy, Case).join(Case, Case.id == Copy.case_id)  # type: ignore[assignment]
    rows = narrowed(rows, viewer, one_weighed(work, filters)).where(Copy.user_id == viewer.user_id)
    if unread:
        rows = rows.where(Copy.read_at.is_(None))
    total = work.session.scalar(rows.with_only_columns(func.count(), maintain_column_froms=True)) or 0
    cut = Cut(after, before, limit)
    rows_read = work.session.execute(COPIES.cut(rows, cut)).all()
    shown, later, earlier = COPIES.page(rows_read, cut, lambda pair: pair[0])
    cases = {view.id: view for view in case_views(work, [owner for _, owner in shown])}
    people = shown_names(work, (one.copied_by for one, _ in shown))
    items = tuple(
        CopyView(
            cases[owner.id],
            people.get(one.copied_by or "", ""),
            one.note,
            one.note_en,
            one.copied_at,
            one.read_at,
        )
        for one, owner in shown
    )
    return Page(items, later, total, earlier)


def unread_copies(work: Work, viewer: Viewer) -> int:
    """Return how many cases copied to the viewer they have not opened; one statement."""
    rows = select(func.count()).where(Copy.user_id == viewer.user_id, Copy.read_at.is_(None))
    return work.session.scalar(rows) or 0


def mark_copies_read(work: Work, viewer: Viewer, case_id: str) -> None:
    """Note that the viewer has opened a case that was copied to them."""
    unread = update(Copy).where(
        Copy.case_id == case_id, Copy.user_id == viewer.user_id, Copy.read_at.is_(None)
    )
    work.session.execute(unread.values(read_at=work.now))


def copies_count(work: Work, viewer: Viewer) -> int:
    """Return how many cases were copied to the viewer; one statement."""
    return work.session.scalar(select(func.count()).where(Copy.user_id == viewer.user_id)) or 0
