"""The check of a diagram while somebody draws; a script asks, and shows the answer at the elements."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Response, jsonify, make_response, request
from flask_babel import gettext as _
from flask_babel import ngettext

from engine import Problem
from web.form_problems import in_words
from web.i18n import locale_tag
from web.limits import limiter
from web.security import takes_texts_of
from web.statuses import status_of
from web.studio.blueprint import blueprint
from web.viewers import current_viewer
from web.work import begin
from workflows.ground.errors import Invalid
from workflows.studio.checks import check_draft
from workflows.studio.contents import MOST_BYTES
from workflows.studio.staffing_problems import staffing_problems
from workflows.studio.staffing_proof import staffing_proof


@blueprint.post("/drafts/<draft_id>/files/<name>/check")
@takes_texts_of(MOST_BYTES)
@limiter.limit("120 per minute")
def check(draft_id: str, name: str) -> Response:
    """Return what the deploy lint finds with this file as it was sent; nothing is kept.

    `staffing`: the steps of a diagram on which perhaps nobody could act today; that stops no deploy.
    """
    unsaved = {name: request.form.get("content", "").encode()}
    try:
        with begin() as work:
            viewer = current_viewer(work)
            problems = check_draft(work, viewer, draft_id, unsaved)
            steps = staffing_proof(work, viewer, draft_id, unsaved) if name.endswith(".bpmn") else []
    except Invalid as refusal:
        return make_response(jsonify({"detail": in_words(refusal)}), status_of(refusal))
    unstaffed = staffing_problems(one for one in steps if one.file == name)
    return jsonify(
        findings=[finding(one) for one in problems],
        summary=summary(problems),
        staffing=[finding(one) for one in unstaffed],
    )


def finding(problem: Problem) -> dict[str, Any]:
    """Return a problem in the language of the request."""
    english = locale_tag() == "en"
    return {
        "severity": problem.severity,
        "code": problem.code,
        "file": problem.file,
        "element": problem.element_id or "",
        "message": problem.message_en if english else problem.message_zh,
        "remedy": problem.remedy_en if english else problem.remedy_zh,
        "rule": list(problem.missing_rule),
    }


def summary(problems: Sequence[Problem]) -> str:
    """Return in one sentence what was found."""
    errors = sum(one.severity == "error" for one in problems)
    warnings = len(problems) - errors
    if not problems:
        return str(_("Checked: nothing to be mended"))
    sentence = _(
        "Checked: %(errors)s, %(warnings)s",
        errors=ngettext("%(num)s error", "%(num)s errors", errors),
        warnings=ngettext("%(num)s warning", "%(num)s warnings", warnings),
    )
    return str(sentence)
