"""Surveys for those who keep them: listed, written, published, ended, copied, announced."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, cast

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from web.account.qr_codes import qr_code, qr_picture
from web.form_problems import Problems, problems_of
from web.form_steps import led_to
from web.i18n import locale_tag
from web.limits import limiter
from web.paging import PAGE_ROWS, address_filters, listed, place
from web.request_values import moment, refuse_unread_moments, shown_moment
from web.statuses import status_of
from web.surveys.blueprint import MOST_CHARACTERS, TONES, blueprint
from web.viewers import current_viewer, insist_on_sign_in
from web.work import begin
from workflows.administration import announcements
from workflows.business.surveys import keeping, queries
from workflows.business.surveys.announcing import USUAL_INTRODUCTION, notice_of
from workflows.business.surveys.values import (
    LIMITS,
    PHASE_NAMES,
    SURVEY_PHASES,
    KeptSurvey,
    SurveyDraft,
    SurveyPhase,
)
from workflows.ground.errors import Invalid, InvalidState
from workflows.ground.work import Work
from workflows.people.policies.organisations import may_keep_announcements
from workflows.people.viewer import Viewer, require

_MOST_TYPED = 20_000
_USUAL_TIME = timedelta(days=30)


def phase_names() -> dict[str, str]:
    """Return how the reader calls the phases."""
    return {phase: name.say(locale_tag()) for phase, name in PHASE_NAMES.items()}


@blueprint.get("/kept")
def kept() -> str:
    """List the surveys of a phase, or all, with how many have answered."""
    insist_on_sign_in()
    given = address_filters(phase=SURVEY_PHASES)
    phase = cast("SurveyPhase", given["phase"]) if given["phase"] else None
    with begin() as work:
        viewer = current_viewer(work)
        rows = queries.kept(work, viewer, phase=phase, after=place(), limit=PAGE_ROWS + 1)
        names = phase_names()
        lists = [("", _("All")), *names.items()]
        return render_template(
            "surveys/kept.html",
            page=listed("surveys.kept", rows, given, lambda one: one.id),
            lists=[
                (url_for("surveys.kept", phase=one or None), name, None, given["phase"] == one)
                for one, name in lists
            ],
            phases=names,
            tones=TONES,
        )


@blueprint.get("/kept/new")
def write() -> Response:
    """Show an empty survey."""
    insist_on_sign_in()
    with begin() as work:
        require(may_keep_announcements(current_viewer(work)))
        return _editor(work, None, {}, 200)


@blueprint.get("/kept/<survey_id>")
def edit(survey_id: str) -> Response:
    """Show a survey to change; once it is published, its link and QR code as well."""
    insist_on_sign_in()
    with begin() as work:
        row = queries.kept_one(work, current_viewer(work), survey_id[:MOST_CHARACTERS])
        return _editor(work, row, {}, 200)


def _editor(work: Work, row: KeptSurvey | None, problems: Problems, status: int) -> Response:
    values: dict[str, Any] = {
        name: request.form.get(name, getattr(row, name, USUAL_INTRODUCTION.get(name, "")))
        for name in keeping.TEXTS
    }
    usual = {"opens_at": None, "closes_at": work.now + _USUAL_TIME}
    for name in keeping.MOMENTS:
        kept_moment = getattr(row, name) if row is not None else usual[name]
        values[name] = request.form.get(name, shown_moment(kept_moment))
    values["one_per_company"] = (
        "one_per_company" in request.form if request.form else row is not None and row.one_per_company
    )
    link = url_for("surveys.survey", survey_id=row.id, _external=True) if row is not None else ""
    page = render_template(
        "surveys/edit.html",
        row=row,
        values=values,
        limits=LIMITS,
        phases=phase_names(),
        tones=TONES,
        problems=problems,
        link=link,
        code=qr_code(link, scale=5) if row is not None and row.state != "draft" else "",
    )
    return make_response(page, status)


@blueprint.post("/kept/new")
@blueprint.post("/kept/<survey_id>")
@limiter.limit("240 per hour")
def save(survey_id: str | None = None) -> Response:
    """Keep what was typed; publish it as well if that was asked for."""
    insist_on_sign_in()
    publishing = request.form.get("then") == "publish"
    wanted = survey_id[:MOST_CHARACTERS] if survey_id else None
    try:
        refuse_unread_moments(keeping.MOMENTS, "surveys.invalid", "surveys.bad_moment")
        with begin() as work:
            viewer = current_viewer(work)
            saved = keeping.save(work, viewer, _typed(), wanted)
            if publishing:
                keeping.publish(work, viewer, saved)
    except (Invalid, InvalidState) as refusal:
        with begin() as work:
            viewer = current_viewer(work)
            require(may_keep_announcements(viewer))
            row = queries.kept_one(work, viewer, wanted) if wanted else None
            return _editor(work, row, problems_of(refusal), status_of(refusal))
    flash(_("The survey is published.") if publishing else _("The survey is saved."), "success")
    return make_response(redirect(url_for("surveys.edit", survey_id=saved)))


def _typed() -> SurveyDraft:
    texts = {name: request.form.get(name, "")[:_MOST_TYPED] for name in keeping.TEXTS}
    opens_at, closes_at = (moment(request.form.get(name, "")) for name in keeping.MOMENTS)
    one_per_company = request.form.get("one_per_company") == "on"
    return SurveyDraft(**texts, opens_at=opens_at, closes_at=closes_at, one_per_company=one_per_company)


@blueprint.post("/kept/<survey_id>/end")
@limiter.limit("60 per hour")
def end(survey_id: str) -> Response:
    """Take no more answers, for ever."""

    def step(work: Work, viewer: Viewer, wanted: str) -> str:
        keeping.end(work, viewer, wanted)
        return wanted

    return _done(step, survey_id, _("The survey has ended: nobody can answer any more."))


@blueprint.post("/kept/<survey_id>/copy")
@limiter.limit("60 per hour")
def copy(survey_id: str) -> Response:
    """Begin another survey with the same questions."""
    said = _("This is a copy, with the same questions: change what is different.")
    return _done(keeping.copy, survey_id, said)


@blueprint.post("/kept/<survey_id>/delete")
@limiter.limit("60 per hour")
def delete(survey_id: str) -> Response:
    """Delete a draft."""
    insist_on_sign_in()
    with begin() as work:
        keeping.delete(work, current_viewer(work), survey_id[:MOST_CHARACTERS])
    return led_to(url_for("surveys.kept", phase="draft"), _("The draft is deleted."))


def _done(step: Callable[[Work, Viewer, str], str], survey_id: str, said: str) -> Response:
    insist_on_sign_in()
    with begin() as work:
        shown = step(work, current_viewer(work), survey_id[:MOST_CHARACTERS])
    flash(said, "success")
    return make_response(redirect(url_for("surveys.edit", survey_id=shown)))


@blueprint.post("/kept/<survey_id>/notice")
@limiter.limit("60 per hour")
def announce(survey_id: str) -> Response:
    """Write the draft of a notice that carries the link and the QR code of a survey."""
    insist_on_sign_in()
    with begin() as work:
        viewer = current_viewer(work)
        row = queries.kept_one(work, viewer, survey_id[:MOST_CHARACTERS])
        if row.state == "draft":
            raise InvalidState("surveys.closed")
        link = url_for("surveys.survey", survey_id=row.id, _external=True)
        notice = notice_of(row, link=link, code=url_for("surveys.code", survey_id=row.id))
        notice_id = announcements.save(work, viewer, notice)
    flash(_("A notice is drafted, with the link and the QR code: look at it and publish it."), "success")
    return make_response(redirect(url_for("notices.edit", notice_id=notice_id)))


@blueprint.get("/<survey_id>/code.svg")
@limiter.limit("240 per minute")
def code(survey_id: str) -> Response:
    """Draw the QR code that leads to a survey."""
    with begin() as work:
        shown = queries.survey(work, survey_id[:MOST_CHARACTERS], locale_tag())
    response = make_response(qr_picture(url_for("surveys.survey", survey_id=shown.id, _external=True)))
    response.content_type = "image/svg+xml"
    return response
