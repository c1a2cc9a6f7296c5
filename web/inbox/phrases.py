"""Phrases of opinions: inserted with a click or a key, kept and dropped where they are used."""

from __future__ import annotations

from flask import Response, flash, make_response, redirect, request, url_for
from flask_babel import gettext as _

from web.inbox.blueprint import blueprint
from web.inbox.task import keep_typed, requested
from web.limits import limiter
from web.viewers import spoken, viewer
from web.work import begin
from workflows.approvals import details, phrases
from workflows.approvals.values import OPINION_LIMIT
from workflows.errors import Forbidden, Invalid
from workflows.policies.viewer import Viewer
from workflows.work import Work


@blueprint.post("/tasks/<task_id>/phrases/insert")
@limiter.limit("2400 per hour")
def insert_phrase(task_id: str) -> Response:
    """Add a phrase to the opinion, for browsers that run no script."""
    with begin() as work:
        seen = _preparing(work, task_id)
        opinion = "\n".join(filter(None, [requested().opinion.strip(), request.form.get("phrase", "")]))
        keep_typed(work, seen, task_id, opinion=opinion[:OPINION_LIMIT])
    return _back(task_id)


@blueprint.post("/tasks/<task_id>/phrases")
@limiter.limit("600 per hour")
def keep_phrase(task_id: str) -> Response:
    """Keep what stands in the opinion as a phrase of one's own."""
    try:
        with begin() as work:
            seen = _preparing(work, task_id)
            keep_typed(work, seen, task_id)
            phrases.keep_phrase(work, seen, requested().opinion)
        flash(_("Kept among your phrases."), "success")
    except Invalid as refusal:
        flash(" ".join(problem.message(spoken()) for problem in refusal.problems), "warning")
    return _back(task_id)


@blueprint.post("/tasks/<task_id>/phrases/drop")
@limiter.limit("600 per hour")
def drop_phrase(task_id: str) -> Response:
    """Drop a phrase of one's own."""
    with begin() as work:
        seen = _preparing(work, task_id)
        keep_typed(work, seen, task_id)
        phrases.drop_phrase(work, seen, request.form.get("phrase_id", ""))
    return _back(task_id)


def _preparing(work: Work, task_id: str) -> Viewer:
    """Return the viewer if they may prepare a decision on this task. Raises: NotFound; Forbidden."""
    seen = viewer(work)
    if not details.task_detail(work, seen, task_id).may_prepare:
        raise Forbidden("approvals.not_yours")
    return seen


def _back(task_id: str) -> Response:
    return make_response(redirect(url_for("inbox.task", task_id=task_id, _anchor="opinion")))
