"""Keeps panels in step with the engine: who has answered, and what ends together with its case."""

from __future__ import annotations

from sqlalchemy import select

from engine import Step, events
from workflows.approvals.cases.diagrams import elements, is_sealed
from workflows.approvals.models import Case
from workflows.approvals.timeline import writer
from workflows.business.panels.convening import dissolve, note_answer
from workflows.ground.work import Work


def follow_panels(work: Work, step: Step) -> None:
    """Note who answered and end the panels of cases that ended."""
    for event in step.events:
        if isinstance(event, events.TaskClosed) and event.reason == "completed":
            _answered(work, step, event)
        elif isinstance(event, events.InstanceEnded) and step.instance.parent_id is None:
            ended = select(Case).where(Case.instance_id == step.instance.id)
            if (case := work.session.scalar(ended)) is not None:
                dissolve(work, case)


def _answered(work: Work, step: Step, event: events.TaskClosed) -> None:
    """An expert has scored. What was said stays sealed; that something was said is no secret."""
    task = step.tasks.get(event.token_id)  # type: ignore[call-overload]  # token ids are text
    if task is None or writer.decision_of(step, "approve", "reject") is None:
        return
    if not is_sealed(elements(work, task.definition_id).get(task.element_id)):
        return
    if task.assignee is not None:
        note_answer(work, step.instance.root_id, task.assignee)
