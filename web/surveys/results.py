"""What a survey has brought, for those who keep it: charts, texts by the page, everything as a file."""

from __future__ import annotations

from typing import BinaryIO

from flask import Response, render_template, url_for

from web.i18n import locale_tag
from web.limits import limiter
from web.paging import PAGE_ROWS, listed, place
from web.spreadsheets import saved_table
from web.surveys.blueprint import MOST_CHARACTERS, TONES, blueprint
from web.surveys.keeping import phase_names
from web.viewers import current_viewer, insist_on_sign_in
from web.work import begin
from workflows.business.surveys import queries
from workflows.business.surveys import results as survey_results
from workflows.business.surveys.export import export
from workflows.ground.spreadsheets import FileKind


@blueprint.get("/kept/<survey_id>/results")
@limiter.limit("120 per minute")
def results(survey_id: str) -> str:
    """Show what the answers of a survey add up to."""
    insist_on_sign_in()
    with begin() as work:
        viewer = current_viewer(work)
        row = queries.kept_one(work, viewer, survey_id[:MOST_CHARACTERS])
        return render_template(
            "surveys/results.html",
            row=row,
            phases=phase_names(),
            tones=TONES,
            results=survey_results.results(work, viewer, row.id, locale_tag()),
            most_days=survey_results.MOST_DAYS,
            export_urls={
                kind: url_for("surveys.download", survey_id=row.id, kind=kind) for kind in ("csv", "xlsx")
            },
        )


@blueprint.get("/kept/<survey_id>/results/<key>")
@limiter.limit("120 per minute")
def texts(survey_id: str, key: str) -> str:
    """List what was answered to a question of text."""
    insist_on_sign_in()
    with begin() as work:
        viewer = current_viewer(work)
        row = queries.kept_one(work, viewer, survey_id[:MOST_CHARACTERS])
        question = survey_results.text_question(work, viewer, row.id, key[:MOST_CHARACTERS])
        rows = survey_results.texts(work, viewer, row.id, question.key, after=place(), limit=PAGE_ROWS + 1)
        return render_template(
            "surveys/texts.html",
            row=row,
            label=question.label.say(locale_tag()),
            page=listed("surveys.texts", rows, {}, lambda one: one.id, survey_id=row.id, key=question.key),
        )


@blueprint.get("/kept/<survey_id>/answers.<kind>")
@limiter.limit("30 per minute")
def download(survey_id: str, kind: str) -> Response:
    """Give all answers as a file."""
    insist_on_sign_in()
    locale = locale_tag()

    def write_table(file: FileKind, target: BinaryIO) -> None:
        with begin() as work:
            export(work, current_viewer(work), survey_id[:MOST_CHARACTERS], target, kind=file, locale=locale)

    return saved_table("survey", kind, write_table)
