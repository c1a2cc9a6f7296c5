"""Phrases of opinions: inserted with a click or a key, kept and dropped where they are used."""

from __future__ import annotations

from flask import Response, flash, make_response, redirect, request, url_for
from flask_babel import gettext as _

from forms import BoundForm
from web.i18n import locale_tag
from web.inbox.blueprint import blueprint
from web.inbox.task import keep_typed, requested
from web.limits import limiter
from web.viewers import current_viewer
from web.work import begin
from workflows.approvals.actions import phrases
from workflows.approvals.cases import details
from workflows.approvals.cases.step_forms import step_form
from workflows.approvals.values import OPINION_LIMIT
from workflows.ground.errors import Forbidden, Invalid
from workflows.ground.work import Work
from workflows.people.viewer import Viewer


@blueprint.post("/tasks/<task_id>/phrases/insert")
@limiter.limit("2400 per hour")
def insert_phrase(task_id: str) -> Response:
    """Add a phrase to the opinion, for browsers that run no script."""
    with begin() as work:
        viewer, step = _preparing(work, task_id)
        opinion = "\n".join(filter(None, [requested().opinion.strip(), request.form.get("phrase", "")]))
        keep_typed(work, viewer, task_id, step, opinion=opinion[:OPINION_LIMIT])
    return _back(task_id)


@blueprint.post("/tasks/<task_id>/phrases")
@limiter.limit("600 per hour")
def keep_phrase(task_id: str) -> Response:
    """Keep what stands in the opinion as a phrase of one's own."""
    try:
        with begin() as work:
            viewer, step = _preparing(work, task_id)
            keep_typed(work, viewer, task_id, step)
            phrases.keep_phrase(work, viewer, requested().opinion)
        flash(_("Kept among your phrases."), "success")
    except Invalid as refusal:
        flash(" ".join(problem.message(locale_tag()) for problem in refusal.problems), "warning")
    return _back(task_id)


@blueprint.post("/tasks/<task_id>/phrases/drop")
@limiter.limit("600 per hour")
def drop_phrase(task_id: str) -> Response:
    """Drop a phrase of one's own."""
    with begin() as work:
        viewer, step = _preparing(work, task_id)
        keep_typed(work, viewer, task_id, step)
        phrases.drop_phrase(work, viewer, request.form.get("phrase_id", ""))
    return _back(task_id)


def _preparing(work: Work, task_id: str) -> tuple[Viewer, BoundForm | None]:
    """Return the viewer, who may prepare a decision, and what the step asks. Raises: NotFound; Forbidden."""
    viewer = current_viewer(work)
    detail = details.task_detail(work, viewer, task_id)
    if not detail.may_prepare:
        raise Forbidden("approvals.not_yours")
    return viewer, step_form(work, viewer, detail, locale=locale_tag(), formdata=request.form)


def _back(task_id: str) -> Response:
    return make_response(redirect(url_for("inbox.task", task_id=task_id, _anchor="opinion")))
