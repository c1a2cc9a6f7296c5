"""The time after a decision in which it can be taken back: what would tell others of it waits so long."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from workflows.approvals.models import WorkItem
from workflows.ground.settings_store.queries import number
from workflows.ground.work import Work
from workflows.notices.holding import holding_notices

SETTING = "decision_grace_minutes"
UNDOABLE = frozenset({"approve", "return", "reject"})
"""Decisions that wait; what others asked for, and whoever hands a form in, goes on at once."""


@contextmanager
def grace(work: Work, item: WorkItem, action: str, *, may_undo: bool) -> Iterator[datetime | None]:
    """Let notices and jobs of the decision made inside the block wait; give until when, None: not at all."""
    minutes = number(work, SETTING) if may_undo and action in UNDOABLE else 0
    if not minutes:
        yield None
        return
    item.undo_until = work.now + timedelta(minutes=minutes)
    with holding_notices(work, item.task_id, item.undo_until):
        yield item.undo_until


def is_in_grace(work: Work, item: WorkItem) -> bool:
    """Tell whether what a decision tells others still waits."""
    return item.undo_until is not None and work.now < item.undo_until
