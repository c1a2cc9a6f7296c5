"""When a task is to be done: urgency and due date, changed with a reason, and the holder's follow-up."""

from __future__ import annotations

from datetime import datetime, timedelta

from workflows.approvals.actions.vocabulary import permitted
from workflows.approvals.cases.diagrams import elements
from workflows.approvals.cases.item_queries import with_cases
from workflows.approvals.cases.views import item_views
from workflows.approvals.cases.visibility import facts_of, task_facts
from workflows.approvals.models import WorkItem, in_state
from workflows.approvals.policies.actions import may_reschedule
from workflows.approvals.tasks.assignment import reason_problems
from workflows.approvals.tasks.locking import held_task, item_definition
from workflows.approvals.timeline import writer
from workflows.approvals.values import WorkItemView
from workflows.ground.clock import SHANGHAI
from workflows.ground.errors import FieldProblem, Invalid
from workflows.ground.work import Work
from workflows.people.viewer import Viewer, require

PRIORITIES = (30, 50, 70, 90)
"""Low, usual, important, urgent."""
LONGEST = timedelta(days=366)
FOLLOW_UP = "task.follow_up"
MOST_SHOWN = 20


def reschedule(
    work: Work, viewer: Viewer, task_id: str, *, priority: int, due_at: datetime | None, reason: str
) -> None:
    """Change how urgent a task is and when it is due (aware UTC; None: not at all).

    Raises: NotFound; Conflict: closed; Forbidden: the step does not permit it to who acts on it, and the
        viewer is neither its lead nor an operator; Invalid: at `priority`, `due_at` or `reason`.
    """
    item, row = held_task(work, viewer, task_id)
    element = elements(work, item_definition(work, item)).get(item.element_id)
    allowed = "reschedule" in permitted(element, addressed=item.addressed)
    may = may_reschedule(viewer, facts_of(row), task_facts(item), permitted=allowed)
    require(may, "approvals.not_yours")
    problems = reason_problems(reason)
    if priority not in PRIORITIES and priority != item.priority:
        problems.append(FieldProblem("priority", "approvals.unknown_priority", {}))
    if due_at is not None and due_at != item.due_at and not work.now < due_at < work.now + LONGEST:
        problems.append(FieldProblem("due_at", "approvals.due_in_the_past", {"limit": LONGEST.days}))
    if problems:
        raise Invalid("approvals.incomplete", problems)
    details = {
        "priority": [item.priority, priority],
        "due_at": [at and at.isoformat() for at in (item.due_at, due_at)],
    }
    writer.add(work, row, "rescheduled", item=item, opinion=reason.strip(), details=details)
    work.tasks.change(task_id, priority=priority, due_at=due_at)


def follow_up(work: Work, viewer: Viewer, task_id: str, at: datetime | None) -> None:
    """Set when the holder of a task wants to see it again 跟进, None: no more. A message says so then.

    Raises: NotFound; Conflict: closed; Forbidden: not the viewer's; Invalid: at `follow_up_at`, in the past.
    """
    item, _ = held_task(work, viewer, task_id)
    require(item.assignee == viewer.user_id, "approvals.not_yours")
    if at is not None and not work.now < at < work.now + LONGEST:
        problem = FieldProblem("follow_up_at", "approvals.due_in_the_past", {"limit": LONGEST.days})
        raise Invalid("approvals.incomplete", [problem])
    work.tasks.change(task_id, follow_up_at=at)
    if at is not None:
        work.jobs.defer(FOLLOW_UP, {"task_id": task_id, "at": at.isoformat()}, run_at=at)


def to_follow_up(work: Work, viewer: Viewer) -> list[WorkItemView]:
    """Return what the viewer holds and wanted to see again by tonight, the first first; 20 at most."""
    midnight = work.now.astimezone(SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)
    rows = with_cases().where(
        WorkItem.assignee == viewer.user_id,
        in_state("claimed"),
        WorkItem.follow_up_at < midnight + timedelta(days=1),
    )
    pairs = work.session.execute(rows.order_by(WorkItem.follow_up_at, WorkItem.task_id).limit(MOST_SHOWN))
    return item_views(work, viewer, [(item, owner) for item, owner in pairs])
