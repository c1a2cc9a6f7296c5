"""Where a reviewer goes once a task is out of hand: to the next one, or back to the list."""

from __future__ import annotations

from flask import Response, make_response, redirect, session, url_for

from workflows.approvals.inbox import lists
from workflows.ground.work import Work
from workflows.people.viewer import Viewer


def go_on(work: Work, viewer: Viewer, task_id: str) -> Response:
    """Lead to the next task if that is wished, else back to the list."""
    if session.get("go_on"):
        following = [one for one in lists.to_do(work, viewer, limit=2).items if one.task_id != task_id]
        if following and session.get("inbox_view") == "split":
            return make_response(redirect(url_for("inbox.home", open=following[0].task_id)))
        if following:
            return make_response(redirect(url_for("inbox.task", task_id=following[0].task_id)))
    return make_response(redirect(url_for("inbox.home")))
