"""Side actions that bring somebody else in: transfer 转办 and copy 抄送."""

from __future__ import annotations

from flask import request
from flask_babel import gettext as _
from flask_babel import ngettext

from web.inbox.task_actions import task_action
from workflows.approvals.actions import carbon_copies
from workflows.approvals.tasks import assignment
from workflows.approvals.values import TaskDetail
from workflows.ground.work import Work
from workflows.people.viewer import Viewer


def _handed_over(detail: TaskDetail) -> bool:
    """Whether the person chosen has the task already: a double click, or the back button."""
    return detail.item.assignee is not None and detail.item.assignee == request.form.get("to")


@task_action("transfer", people="one", leaves=True, done=_handed_over)
def transfer(work: Work, viewer: Viewer, task_id: str) -> str:
    """Hand the task to the person chosen."""
    assignment.transfer(work, viewer, task_id, request.form.get("to", ""), request.form.get("reason", ""))
    return str(_("Handed over. Your colleague was told."))


@task_action("assign", people="one", done=_handed_over)
def assign(work: Work, viewer: Viewer, task_id: str) -> str:
    """Give the task to the person chosen."""
    assignment.assign(work, viewer, task_id, request.form.get("to", ""), request.form.get("reason", ""))
    return str(_("Assigned. Your colleague was told."))


@task_action("copy", people="many")
def copy(work: Work, viewer: Viewer, task_id: str) -> str:
    """Let the people chosen read the case."""
    chosen = request.form.getlist("to")
    carbon_copies.copy(work, viewer, task_id, chosen, request.form.get("note", ""))
    readers = len(chosen)
    return str(ngettext("%(num)s person can read it now.", "%(num)s people can read it now.", readers))
