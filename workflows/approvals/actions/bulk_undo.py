"""Taking back what was decided at once, as long as nobody was told of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select

from workflows.approvals.actions import taking_back
from workflows.approvals.models import WorkItem, in_state
from workflows.approvals.tasks.grace import is_in_grace
from workflows.approvals.tasks.locking import locked_task
from workflows.ground.errors import InvalidState
from workflows.ground.work import Work
from workflows.people.viewer import Viewer

_UNDOABLE = (
    select(WorkItem.bulk_id, WorkItem.task_id, WorkItem.undo_until)
    .where(
        WorkItem.closed_by == bindparam("viewer"),
        in_state("done"),
        WorkItem.bulk_id.is_not(None),
        WorkItem.undo_until > bindparam("now"),
    )
    .order_by(WorkItem.closed_at.desc(), WorkItem.task_id.desc())
)
"""Made once, because every inbox asks for it."""


@dataclass(frozen=True, slots=True)
class UndoableBulk:
    """Tasks that the viewer has decided at once, the last first; `until`: when the first of them stands."""

    bulk_id: str
    task_ids: tuple[str, ...]
    until: datetime


def undoable(work: Work, viewer: Viewer) -> list[UndoableBulk]:
    """Return what the viewer decided at once and nobody was told of yet, the newest first; one statement."""
    decided: dict[str, list[tuple[str, datetime]]] = {}
    for bulk_id, task_id, until in work.session.execute(
        _UNDOABLE, {"viewer": viewer.user_id, "now": work.now}
    ):
        if bulk_id is not None and until is not None:  # as the statement has it
            decided.setdefault(bulk_id, []).append((task_id, until))
    return [
        UndoableBulk(bulk_id, tuple(task_id for task_id, _ in tasks), min(until for _, until in tasks))
        for bulk_id, tasks in decided.items()
    ]


def take_back(work: Work, viewer: Viewer, task_id: str) -> None:
    """Take one decision of many back while nobody was told of it; later that takes a reason of its own.

    Raises: what `taking_back.take_back` raises; InvalidState: its time is over.
    """
    item, _ = locked_task(work, viewer, task_id)
    if item.closed_by == viewer.user_id and item.state == "done" and not is_in_grace(work, item):
        raise taking_back.why_not(work, viewer, task_id) or InvalidState("approvals.take_back_late")
    taking_back.take_back(work, viewer, task_id, "")
