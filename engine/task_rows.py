"""The row of a task that the core has opened."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from uuid_utils import uuid7

from engine import codec
from engine.counts import audience_id, members_of
from engine.events import TaskOpened
from engine.instances import LockedInstance
from engine.unit_of_work import UnitOfWork


def new_row(work: UnitOfWork, locked: LockedInstance, event: TaskOpened) -> dict[str, Any]:
    """Return the row of a task just opened, and have its audience stored; one with an assignee is claimed."""
    members = members_of(event.candidate_groups, event.candidate_users)
    number = audience_id(members)
    work.pending.wanted_audiences[number] = members
    return {
        "id": str(uuid7()),
        "instance_id": locked.row["id"],
        "root_id": locked.row["root_id"],
        "definition_id": locked.row["definition_id"],
        "process_id": locked.row["process_id"],
        "element_id": event.element_id,
        "token_id": event.token_id,
        "scope": event.scope,
        "loop_index": event.loop_index,
        "name": event.name,
        "form_id": event.form_id,
        "state": "open" if event.assignee is None else "claimed",
        "assignee": event.assignee,
        "audience_id": number,
        "priority": event.priority,
        "due_at": event.due_at,
        "follow_up_at": event.follow_up_at,
        "business_key": locked.row["business_key"],
        "region": locked.row["region"],
        "created_at": work.now,
        "claimed_at": None if event.assignee is None else work.now,
        "closed_at": None,
        "closed_by": None,
        "close_reason": None,
        "comment": None,
        "revision": 1,
        "evaluated": explained(event.evaluated),
        "position": event.position,
        "signs_for": event.signs_for,
        "members": list(members),
    }


def explained(evaluated: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Return what the expressions of a task gave, as its row keeps it."""
    return {what: codec.encode(dict(how)) for what, how in evaluated.items()}
