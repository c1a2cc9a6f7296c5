"""One draft: its files and new ones, its name, copies, and its end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict

from flask import Response, flash, jsonify, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from web.actor_names import actor_names
from web.form_problems import in_words, problems_of
from web.i18n import locale_tag
from web.links import wants_json
from web.studio.blueprint import blueprint
from web.studio.downloads import zip_of
from web.viewers import current_viewer
from web.work import begin
from workflows.ground.errors import Invalid
from workflows.ground.work import Work
from workflows.people.viewer import Viewer
from workflows.studio import approval, drafts, new_files, queries
from workflows.studio.comments import open_comments
from workflows.studio.contents import NAMED
from workflows.studio.values import NewFile


@blueprint.get("/drafts/<draft_id>")
def draft(draft_id: str) -> str:
    """Show a draft with its files."""
    return _page(draft_id, {})


def _page(draft_id: str, problems: dict[str, list[str]]) -> str:
    with begin() as work:
        viewer = current_viewer(work)
        detail = queries.draft(work, viewer, draft_id)
        return render_template(
            "studio/draft.html",
            detail=detail,
            draft=detail.draft,
            asked=approval.view(work, viewer, draft_id),
            locale=locale_tag(),
            actors=actor_names(work, {detail.draft.changed_by}),
            open_comments=open_comments(work, draft_id),
            named=sorted(NAMED),
            problems=problems,
            typed=dict(request.form),
        )


@blueprint.post("/drafts/<draft_id>/name")
def rename_draft(draft_id: str) -> Response:
    """Call the draft something else."""
    name = request.form.get("name", "")
    return _change(draft_id, lambda work, viewer: drafts.rename_draft(work, viewer, draft_id, name))


@blueprint.post("/drafts/<draft_id>/files")
def add_file(draft_id: str) -> Response:
    """Take a file into the draft, in place of the one of the same name."""
    file = request.files.get("file")
    name, data = (file.filename or "", file.read()) if file is not None else ("", b"")
    return _change(
        draft_id, lambda work, viewer: drafts.save_file(work, viewer, draft_id, name, data, revision=None)
    )


@blueprint.post("/drafts/<draft_id>/new/<any(decision, form):kind>")
def add_new_file(draft_id: str, kind: str) -> Response:
    """Add a table or a form made from nothing: a script learns its id, a browser without is shown it."""
    said = (request.form.get(field, "").strip() for field in ("file_id", "name_zh", "name_en"))
    new = NewFile(kind, *said)
    try:
        with begin() as work:
            added = new_files.add_new_file(work, current_viewer(work), draft_id, new)
    except Invalid as refusal:
        problems = problems_of(refusal)
        if wants_json():
            return make_response(jsonify(problems=problems, detail=in_words(refusal)), 422)
        return make_response(_page(draft_id, problems), 422)
    address = url_for("studio.file", draft_id=draft_id, name=added.file)
    if wants_json():
        return jsonify(asdict(added) | {"address": address})
    return make_response(redirect(address, 303))


@blueprint.post("/drafts/<draft_id>/files/<name>/remove")
def remove_file(draft_id: str, name: str) -> Response:
    """Take a file out of the draft."""
    return _change(draft_id, lambda work, viewer: drafts.remove_file(work, viewer, draft_id, name))


def _change(draft_id: str, act: Callable[[Work, Viewer], object]) -> Response:
    try:
        with begin() as work:
            act(work, current_viewer(work))
    except Invalid as refusal:
        return make_response(_page(draft_id, problems_of(refusal)), 422)
    return make_response(redirect(url_for("studio.draft", draft_id=draft_id), 303))


@blueprint.post("/drafts/<draft_id>/copy")
def copy_draft(draft_id: str) -> Response:
    """Begin another draft with the same files."""
    try:
        with begin() as work:
            viewer = current_viewer(work)
            of = queries.draft(work, viewer, draft_id).draft
            copied = drafts.copy_draft(work, viewer, draft_id, drafts.name_of_copy(of.name))
    except Invalid as refusal:
        return make_response(_page(draft_id, problems_of(refusal)), 422)
    flash(_("Copied."), "success")
    return make_response(redirect(url_for("studio.draft", draft_id=copied), 303))


@blueprint.post("/drafts/<draft_id>/delete")
def delete_draft(draft_id: str) -> Response:
    """Take the draft away."""
    with begin() as work:
        drafts.delete_draft(work, current_viewer(work), draft_id)
    flash(_("The draft was deleted."), "success")
    return make_response(redirect(url_for("studio.home"), 303))


@blueprint.get("/drafts/<draft_id>/export")
def export_draft(draft_id: str) -> Response:
    """Give the draft as a ZIP."""
    with begin() as work:
        viewer = current_viewer(work)
        data = queries.exported_draft(work, viewer, draft_id)
        of = queries.draft(work, viewer, draft_id).draft
    return zip_of(data, of.process_id or "draft")
