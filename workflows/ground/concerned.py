"""Whose numbers a transaction may have changed: noted while it runs, told to all nodes once it is committed.

A *member* is a group or a user (`user:<id>`), as the engine's audiences have them. Noting too many is
harmless: the numbers are counted again, and whoever's did not change hears nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from engine.cases import Step
from engine.tallies import member_of
from engine.task_events import TaskAssigned
from workflows.ground.work import Work

_NOTED = "members whose numbers changed"


def note_people(work: Work, user_ids: Iterable[str]) -> None:
    """Have the numbers of these people counted again after the commit."""
    _noted(work).update(member_of(user_id) for user_id in user_ids)


def note_step(work: Work, step: Step) -> None:
    """Listener of the engine: everybody who sees, holds or held a task that a step has touched."""
    if not step.tasks:
        return
    noted = _noted(work)
    for task in step.tasks.values():
        noted.update(task.candidate_groups)
        people = {*task.candidate_users, task.assignee, task.closed_by} - {None}
        noted.update(member_of(str(user_id)) for user_id in people)
    before = {event.before for event in step.events if isinstance(event, TaskAssigned)} - {None}
    noted.update(member_of(str(user_id)) for user_id in before)


def noted_in(resources: Mapping[str, Any]) -> frozenset[str]:
    """Return the members that a transaction with these resources has noted."""
    return frozenset(resources.get(_NOTED, ()))


def _noted(work: Work) -> set[str]:
    found: set[str] = work.transaction.resources.setdefault(_NOTED, set())
    return found
