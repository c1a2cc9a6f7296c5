"""The questions of a survey in the form editor: saved at each change, checked, previewed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Response, jsonify, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from forms import BoundForm
from web.filters import SHANGHAI
from web.form_frame import framed
from web.form_problems import in_words
from web.form_vocabulary import form_vocabulary
from web.i18n import locale_tag
from web.limits import limiter
from web.links import wants_json
from web.request_values import revision
from web.security import takes_texts_of
from web.statuses import status_of
from web.surveys.blueprint import MOST_CHARACTERS, blueprint
from web.viewers import current_viewer, insist_on_sign_in
from web.work import begin
from workflows.business.surveys import keeping, queries
from workflows.business.surveys.answering import answer_form
from workflows.business.surveys.questions import (
    KINDS,
    LISTS,
    PROPERTIES,
    REFUSED_RULES,
    problems_of_questions,
)
from workflows.business.surveys.questions import MOST_CHARACTERS as LONGEST_DOCUMENT
from workflows.ground.errors import Conflict, FieldProblem, Invalid, InvalidState
from workflows.ground.work import Work
from workflows.people.policies.organisations import may_keep_announcements
from workflows.people.viewer import require

WITHOUT = ("condition", "custom-values", "securityAttributes", "serialization")
"""Groups of the editor's panel with what no questionnaire has."""
_SENT = 2 * LONGEST_DOCUMENT
"""Characters that are read of a document; one that is too long is refused in a sentence."""


@blueprint.get("/kept/<survey_id>/questions")
def edit_questions(survey_id: str) -> str | Response:
    """Show the questions of a draft in the form editor."""
    insist_on_sign_in()
    with begin() as work:
        row = queries.kept_one(work, current_viewer(work), survey_id[:MOST_CHARACTERS])
        if row.state != "draft":
            return make_response(redirect(url_for("surveys.preview", survey_id=row.id)))
        return render_template("surveys/questions.html", row=row)


@blueprint.post("/kept/<survey_id>/questions")
@takes_texts_of(_SENT)
@limiter.limit("1200 per hour")
def save_questions(survey_id: str) -> Response:
    """Save the questions; what no survey may have is refused, and what was kept before stands."""
    insist_on_sign_in()
    try:
        with begin() as work:
            viewer, wanted = current_viewer(work), survey_id[:MOST_CHARACTERS]
            saved = keeping.save_questions(work, viewer, wanted, _typed(), revision=revision())
            at = f"{work.now.astimezone(SHANGHAI):%H:%M}"
    except (Invalid, InvalidState, Conflict) as refusal:
        if not wants_json():
            raise
        refused = jsonify({"detail": _("Not saved yet. %(reason)s", reason=in_words(refusal))})
        return make_response(refused, status_of(refusal))
    if wants_json():
        return jsonify({"revision": saved, "saved_at": at})
    return make_response(redirect(url_for("surveys.edit", survey_id=survey_id)))


@blueprint.get("/kept/vocabulary")
def vocabulary() -> Response:
    """Return what the form editor offers for a questionnaire, in the language of the reader."""
    insist_on_sign_in()
    with begin() as work:
        require(may_keep_announcements(current_viewer(work)))
    offered = form_vocabulary({})
    properties = [one for one in offered["properties"] if one["name"] in PROPERTIES]
    for one in properties:
        one["words"] = [word for word in one["words"] if word["word"] not in REFUSED_RULES]
    lists = [one for one in offered["lists"] if one["word"] in LISTS]
    types = sorted(KINDS)
    return jsonify(form={"types": types, "properties": properties, "lists": lists, "without": WITHOUT})


@blueprint.post("/kept/check")
@takes_texts_of(_SENT)
@limiter.limit("120 per minute")
def check_questions() -> Response:
    """Return what is wrong with questions as they were sent; nothing is kept."""
    insist_on_sign_in()
    with begin() as work:
        require(may_keep_announcements(current_viewer(work)))
    problems = problems_of_questions(_typed())
    return jsonify(findings=[_finding(one) for one in problems], summary=_summary(problems), staffing=[])


def _finding(problem: FieldProblem) -> dict[str, Any]:
    return {
        "severity": "error",
        "code": problem.code,
        "file": _("Questionnaire"),
        "element": problem.field,
        "message": problem.message(locale_tag()),
        "remedy": _("The questions are saved once this is mended."),
        "rule": [],
    }


def _summary(problems: Sequence[FieldProblem]) -> str:
    if not problems:
        return str(_("Checked: nothing to be mended"))
    many = len(problems)
    return str(ngettext("Not saved yet: %(num)s problem", "Not saved yet: %(num)s problems", many))


@blueprint.post("/kept/draw")
@takes_texts_of(_SENT)
@limiter.limit("120 per minute")
def draw_questions() -> Response:
    """Draw questions as they were sent, as who answers will see them, in either language; nothing is kept."""
    insist_on_sign_in()

    def form_of(work: Work) -> BoundForm:
        require(may_keep_announcements(current_viewer(work)))
        return answer_form(work, _typed(), locale=locale_tag())

    return framed(form_of, button=_l("Send my answers"), kept=False)


def _typed() -> str:
    """Return the document that was sent; a browser sends the ends of lines as two characters."""
    return request.form.get("content", "").replace("\r\n", "\n")
