"""A survey for who answers it: the form, what is said when it is not open, and thanks."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from flask import Response, make_response, redirect, render_template, request, url_for
from flask_login import current_user

from forms import BoundForm
from web.account.form_input import asker, without_picture
from web.account.survey_answers import has_answered, remember_answer, remembered_answer
from web.form_flow import FormFlow, Kept, Sheet, sent_form
from web.form_flow import Problems as FieldSentences
from web.form_pages import FormUrls
from web.form_problems import Problems, at_fields
from web.i18n import locale_tag
from web.limits import limiter
from web.notices.text import shown_text
from web.statuses import status_of
from web.surveys.blueprint import MOST_CHARACTERS, TONES, blueprint
from web.surveys.keeping import phase_names
from web.viewers import current_viewer, insist_on_sign_in
from web.work import begin
from workflows.business.surveys import queries, registering
from workflows.business.surveys.answering import answer, answer_form, answered_before
from workflows.business.surveys.values import SentAnswer, SurveyView
from workflows.ground.errors import Conflict
from workflows.ground.work import Work
from workflows.people.identity import captcha

TOKEN = "_answer"  # noqa: S105  # the name of a field, which no question can have
"""Sent with a page of answers: however often it is sent, it is one answer."""


class Answering(FormFlow):
    """The form of a survey in one request; nothing of it is kept before it is handed in."""

    survey: SurveyView

    def __init__(self, survey_id: str) -> None:
        """Take which survey is answered."""
        self.survey_id = survey_id[:MOST_CHARACTERS]
        self.token = request.form.get(TOKEN, "")[:MOST_CHARACTERS] or secrets.token_urlsafe(24)
        self.refused: Problems = {}

    def open(self, work: Work) -> Response | None:
        """Show how a survey stands that takes no answers now; thank who has sent this page before.

        Who sent answers too late sees them, to take them along: nothing keeps them.
        """
        self.survey = queries.survey(work, self.survey_id, locale_tag())
        if TOKEN in request.form and answered_before(work, self.survey.id, self.token):
            return self._thank()
        if self.survey.phase == "open":
            return None
        late = request.method == "POST"
        page = render_template(
            "surveys/not_open.html",
            shown=self.survey,
            phase=phase_names()[self.survey.phase],
            tone=TONES[self.survey.phase],
            form=self.bound(work, sent=True) if late else None,
            urls=self.urls(),
        )
        return make_response(page, status_of(Conflict("surveys.closed")) if late else 200)

    def bound(self, work: Work, *, sent: bool, errors: FieldSentences | None = None) -> BoundForm:
        """Return the questions, with what was typed."""
        told = {name: list(sentences) for name, sentences in (errors or {}).items()}
        return answer_form(
            work, self.survey.questions, locale=locale_tag(), formdata=sent_form(sent=sent), errors=told
        )

    def kept(self, _work: Work) -> Kept:
        """Return that nothing is kept."""
        return Kept()

    def keep(self, _work: Work, _form: BoundForm, _sent_revision: int | None) -> Kept:
        """Keep nothing: what was typed comes back with the page."""
        return Kept()

    def urls(self) -> FormUrls:
        """Return where the answers go."""
        return FormUrls(url_for("surveys.send", survey_id=self.survey.id))

    def page(self, work: Work, sheet: Sheet) -> str:
        """Return the survey, for a visitor with a picture."""
        visits = not current_user.is_authenticated
        return render_template(
            "surveys/survey.html",
            shown=self.survey,
            text=shown_text(self.survey.body),
            form=sheet.form,
            urls=self.urls(),
            problem=sheet.problem,
            problems=self.refused,
            token=self.token,
            visits=visits,
            challenge=captcha.issue(work) if visits and not without_picture() else None,
            captcha_of="survey",
        )

    def submit(self, work: Work, data: Mapping[str, Any] | None) -> Response:
        """Keep the answers; who is refused sees the form again."""
        viewer = current_viewer(work) if current_user.is_authenticated else None
        sent = SentAnswer(data or {}, self.token, locale_tag())
        refused = answer(work, self.survey.id, sent, asker(), viewer=viewer)
        if refused is None:
            return self._thank()
        self.refused = at_fields(refused.problems)
        at_questions = {name: said for name, said in self.refused.items() if self._asks(name)}
        form = self.bound(work, sent=True, errors=at_questions)
        form.validate()
        whole = " ".join(self.refused.get("", []))
        return make_response(self.page(work, Sheet(form, Kept(), problem=whole)), 422)

    def conflicted(self, conflict: Conflict) -> Response:
        """Show how the survey stands: it was closed while somebody typed."""
        with begin() as work:
            elsewhere = self.open(work)
            if elsewhere is None:
                raise conflict
            return elsewhere

    def _asks(self, name: str) -> bool:
        return bool(name) and not name.startswith("captcha")

    def _thank(self) -> Response:
        remember_answer(self.survey.id, self.token)
        return make_response(redirect(url_for("surveys.thanks", survey_id=self.survey.id)))


@blueprint.get("/<survey_id>")
@limiter.limit("240 per minute")
def survey(survey_id: str) -> Response:
    """Show the questions, or why there are none to answer now."""
    return _unseen_by_caches(Answering(survey_id).show())


@blueprint.post("/<survey_id>")
@limiter.limit("600 per hour")
def send(survey_id: str) -> Response:
    """Take answers; what is refused stands in the form with all that was typed."""
    return _unseen_by_caches(Answering(survey_id).send())


def _unseen_by_caches(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get("/<survey_id>/thanks")
@limiter.limit("240 per minute")
def thanks(survey_id: str) -> Response:
    """Thank who has answered, lead others to the questions; a visitor may register with what they typed."""
    with begin() as work:
        shown = queries.survey(work, survey_id[:MOST_CHARACTERS], locale_tag())
        if not has_answered(shown.id):
            return make_response(redirect(url_for("surveys.survey", survey_id=shown.id)))
        answered = None if current_user.is_authenticated else remembered_answer()
        offered = answered is not None and registering.can_begin_with(work, *answered)
        return make_response(render_template("surveys/thanks.html", shown=shown, registers=offered))


@blueprint.get("/kept/<survey_id>/preview")
def preview(survey_id: str) -> str:
    """Show a survey as who answers it will see it; it cannot be sent."""
    insist_on_sign_in()
    with begin() as work:
        viewer = current_viewer(work)
        shown = queries.preview(work, viewer, survey_id[:MOST_CHARACTERS], locale_tag())
        form = answer_form(work, shown.questions, locale=locale_tag())
        return render_template(
            "surveys/preview.html", shown=shown, text=shown_text(shown.body), form=form, urls=FormUrls("")
        )
