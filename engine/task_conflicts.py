"""Why a command on a task comes too late: somebody has it, it is closed, or it has changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.errors import Conflict
from engine.values import TaskId


def taken(row: Mapping[str, Any]) -> Conflict:
    """Return the refusal of a task that somebody else has claimed."""
    by, at = row["assignee"], row["claimed_at"]
    message = f"Expected a task that nobody else has, but {by} claimed it at {at.isoformat()}."
    return Conflict(message, task_id=TaskId(row["id"]), reason="claimed", by=by, at=at)


def closed(row: Mapping[str, Any]) -> Conflict:
    """Return the refusal of a task that is not active any more."""
    by, at = row["closed_by"], row["closed_at"]
    message = f"Expected an active task, but {by} {row['close_reason']} it at {at.isoformat()}."
    return Conflict(message, task_id=TaskId(row["id"]), reason=row["close_reason"], by=by, at=at)


def changed(row: Mapping[str, Any], revision: int) -> Conflict:
    """Return the refusal of a task that has changed since the actor saw it."""
    message = f"Expected revision {revision} of the task, but it is at {row['revision']}."
    return Conflict(
        message, task_id=TaskId(row["id"]), reason="changed", by=row["assignee"], at=row["claimed_at"]
    )
