"""One file of a draft, drawn or as text: saved at each change, and never over what others have changed."""

from __future__ import annotations

from pathlib import PurePosixPath

from flask import Response, jsonify, make_response, redirect, render_template, request, url_for
from flask_babel import lazy_gettext as _l

from forms import BoundForm
from web.filters import SHANGHAI
from web.form_frame import framed
from web.form_problems import Problems, in_words, problems_of
from web.i18n import locale_tag
from web.limits import limiter
from web.links import wants_json
from web.request_values import revision
from web.security import takes_texts_of
from web.statuses import status_of
from web.studio.blueprint import blueprint
from web.studio.comments import shown_comments
from web.viewers import current_viewer
from web.work import begin
from workflows.ground.errors import Conflict, Invalid
from workflows.ground.work import Work
from workflows.package_data.file_names import SCENARIOS
from workflows.scenarios.words import refusal_codes
from workflows.studio import drafts, form_preview, queries
from workflows.studio.contents import MOST_BYTES

EDITORS = {".bpmn": "studio/diagram.html", ".dmn": "studio/decisions.html", ".form": "studio/form.html"}
"""The page of an editor by what the name of a file ends in; any other file is text."""


@blueprint.get("/drafts/<draft_id>/files/<name>")
def file(draft_id: str, name: str) -> str:
    """Show a file: in its editor; anything else, or with `view=text`, as text."""
    return _page(draft_id, name, {})


def _page(draft_id: str, name: str, problems: Problems, *, conflict: bool = False) -> str:
    with begin() as work:
        viewer = current_viewer(work)
        detail = queries.draft(work, viewer, draft_id)
        kept = queries.draft_file(work, viewer, draft_id, name).decode("utf-8", "replace")
        as_text = request.args.get("view") == "text"
        return render_template(
            "studio/file.html" if as_text else EDITORS.get(PurePosixPath(name).suffix, "studio/file.html"),
            draft=detail.draft,
            name=name,
            content=request.form.get("content", kept),
            revision=request.form.get("revision", detail.draft.revision),
            problems=problems,
            conflict=conflict,
            has_editor=PurePosixPath(name).suffix in EDITORS,
            refusals=_refusals() if name == SCENARIOS else {},
            **shown_comments(work, viewer, draft_id, name),
        )


def _refusals() -> dict[str, str]:
    """Return what people read when something is refused, by its code, which a scenario may expect."""
    return {code: texts[locale_tag() == "en"] for code, texts in refusal_codes().items()}


@blueprint.post("/drafts/<draft_id>/files/<name>")
@takes_texts_of(MOST_BYTES)
def save_file(draft_id: str, name: str) -> Response:
    """Save a file: a script learns the new revision, a browser without goes back to the draft."""
    try:
        with begin() as work:
            viewer = current_viewer(work)
            changed = drafts.save_file(work, viewer, draft_id, name, _typed(), revision=revision())
            saved_at = f"{work.now.astimezone(SHANGHAI):%H:%M}"
    except (Invalid, Conflict) as refusal:
        return _refused(draft_id, name, refusal)
    if wants_json():
        return jsonify({"revision": changed, "saved_at": saved_at})
    return make_response(redirect(url_for("studio.draft", draft_id=draft_id), 303))


def _refused(draft_id: str, name: str, refusal: Invalid | Conflict) -> Response:
    if wants_json():
        return make_response(jsonify({"detail": in_words(refusal)}), status_of(refusal))
    problems = problems_of(refusal) if isinstance(refusal, Invalid) else {}
    page = _page(draft_id, name, problems, conflict=isinstance(refusal, Conflict))
    return make_response(page, status_of(refusal))


@blueprint.post("/drafts/<draft_id>/files/<name>/copy")
@takes_texts_of(MOST_BYTES)
def keep_as_copy(draft_id: str, name: str) -> Response:
    """Begin another draft in which this file says what was typed, where somebody else was faster."""
    try:
        with begin() as work:
            viewer = current_viewer(work)
            of = queries.draft(work, viewer, draft_id).draft
            copied = drafts.copy_draft(work, viewer, draft_id, drafts.name_of_copy(of.name), {name: _typed()})
    except Invalid as refusal:
        return make_response(_page(draft_id, name, problems_of(refusal)), 422)
    return make_response(redirect(url_for("studio.file", draft_id=copied, name=name), 303))


@blueprint.post("/drafts/<draft_id>/files/<name>/preview")
@takes_texts_of(MOST_BYTES)
@limiter.limit("120 per minute")
def preview(draft_id: str, name: str) -> Response:
    """Draw a form as it was sent, as an applicant would see it, in either language; nothing is kept."""

    def form_of(work: Work) -> BoundForm:
        viewer = current_viewer(work)
        return form_preview.preview_form(work, viewer, draft_id, name, _typed(), locale=locale_tag())

    return framed(form_of, button=_l("Check your answers"), kept=True)


def _typed() -> bytes:
    """Return what was typed; a browser sends the ends of lines as two characters."""
    return request.form.get("content", "").replace("\r\n", "\n").encode()
