"""Whose numbers a transaction may have changed: noted while it runs, told to all nodes once it is committed.

A *member* is a group or a user (`user:<id>`), as the engine's audiences have them. Noting too many is
harmless: the numbers are counted again, and whoever's did not change hears nothing.
"""

from __future__ import annotations

from collections.abc import Iterable

from engine import Step
from engine.audience_counts import member_of
from engine.task_events import TaskAssigned
from engine.transaction import Slot, Transaction
from workflows.ground.work import Work

_NOTED: Slot[set[str]] = Slot(set)


def note_people(work: Work, user_ids: Iterable[str]) -> None:
    """Have the numbers of these people counted again after the commit."""
    _noted(work).update(member_of(user_id) for user_id in user_ids)


def note_members(work: Work, members: Iterable[str]) -> None:
    """Have whoever watches one of these counted again after the commit, such as a room that many look at."""
    _noted(work).update(members)


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


def noted_in(transaction: Transaction) -> frozenset[str]:
    """Return the members that a transaction has noted."""
    return frozenset(_NOTED.of(transaction))


def _noted(work: Work) -> set[str]:
    return _NOTED.of(work.transaction)
