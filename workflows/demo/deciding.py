"""Deciding what waits for somebody, as they would in their inbox."""

from __future__ import annotations

from workflows.approvals.inbox.lists import to_do
from workflows.approvals.tasks import deciding
from workflows.approvals.values import Decision
from workflows.ground.work import Work
from workflows.people.viewer_loader import viewer_of


def decide(work: Work, *, process_id: str, decision: Decision) -> None:
    """Decide the step of the newest case of a process that waits for whoever acts."""
    viewer = viewer_of(work)
    waiting = [one for one in to_do(work, viewer, sort="newest").items if one.case.process_id == process_id]
    newest = max(waiting, key=lambda one: one.case.number)
    deciding.decide(work, viewer, newest.task_id, decision)
