"""Side actions about time: urgency and due date, and the holder's own follow-up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import request
from flask_babel import gettext as _

from web.cases.labels import priority_word
from web.inbox.task_actions import task_action
from web.request_values import moment, shown_moment, whole
from workflows.approvals.tasks import rescheduling
from workflows.approvals.values import TaskDetail
from workflows.ground.work import Work
from workflows.people.viewer import Viewer


def _what_is_set(_work: Work, _seen: Viewer, detail: TaskDetail) -> Mapping[str, Any]:
    priorities = {one: priority_word(one).label for one in rescheduling.PRIORITIES}
    return {
        "priorities": priorities,
        "due_at": shown_moment(detail.item.due_at),
        "follow_up_at": shown_moment(detail.item.follow_up_at),
    }


@task_action("reschedule", ask=_what_is_set)
def reschedule(work: Work, viewer: Viewer, task_id: str) -> str:
    """Change how urgent the task is and when it is due."""
    priority = whole(request.form.get("priority", ""))
    rescheduling.reschedule(
        work,
        viewer,
        task_id,
        priority=-1 if priority is None else priority,
        due_at=moment(request.form.get("due_at", "")),
        reason=request.form.get("reason", ""),
    )
    return str(_("Changed."))


@task_action("follow_up", ask=_what_is_set)
def follow_up(work: Work, viewer: Viewer, task_id: str) -> str:
    """Set when the task is to be looked at again; an empty field takes it away."""
    at = moment(request.form.get("follow_up_at", ""))
    rescheduling.follow_up(work, viewer, task_id, at)
    return str(_("You are reminded then.") if at else _("No follow-up any more."))
