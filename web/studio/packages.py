"""The first page of the studio: deployed packages, drafts, and how a draft begins."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, make_response, redirect, render_template, request, url_for

from web.actor_names import actor_names
from web.form_problems import problems_of
from web.i18n import locale_tag
from web.studio.blueprint import blueprint
from web.studio.downloads import zip_of
from web.viewers import current_viewer
from web.work import begin
from workflows.ground.errors import Invalid
from workflows.ground.work import Work
from workflows.people.viewer import Viewer
from workflows.studio import drafts, queries
from workflows.studio.values import NewProcess


@blueprint.get("")
def home() -> str:
    """List the deployed packages and the drafts."""
    with begin() as work:
        viewer = current_viewer(work)
        packages, drafted = queries.packages(work, viewer), queries.drafts(work, viewer)
        people = {one.current.deployed_by for one in packages} | {one.changed_by for one in drafted}
        return render_template(
            "studio/home.html",
            packages=packages,
            drafts=drafted,
            actors=actor_names(work, people),
            locale=locale_tag(),
        )


@blueprint.get("/new")
def new_draft() -> str:
    """Ask what a new process is called, or for the file of one."""
    return _new_page({})


def _new_page(problems: dict[str, list[str]]) -> str:
    with begin() as work:
        current_viewer(work)
        return render_template("studio/new.html", problems=problems, typed=dict(request.form))


@blueprint.post("/new")
def create_process() -> Response:
    """Begin a draft of a process that does not exist yet."""
    said = NewProcess(
        *(request.form.get(field, "").strip() for field in ("process_id", "name_zh", "name_en"))
    )
    return _begin(lambda work, viewer: drafts.draft_from_nothing(work, viewer, said))


@blueprint.post("/import")
def import_draft() -> Response:
    """Begin a draft of a diagram, or of the files in a ZIP."""
    file = request.files.get("file")
    data = file.read() if file is not None else b""
    name = request.form.get("name", "")
    return _begin(lambda work, viewer: drafts.draft_from_upload(work, viewer, name, data))


@blueprint.post("/versions/<definition_id>/draft")
def draft_version(definition_id: str) -> Response:
    """Begin a draft of a deployed version."""
    return _begin(lambda work, viewer: drafts.draft_from_version(work, viewer, definition_id))


def _begin(make: Callable[[Work, Viewer], str]) -> Response:
    """Begin a draft and show it; what is refused stands at its field, with everything typed."""
    try:
        with begin() as work:
            draft_id = make(work, current_viewer(work))
    except Invalid as refusal:
        return make_response(_new_page(problems_of(refusal)), 422)
    return make_response(redirect(url_for("studio.draft", draft_id=draft_id), 303))


@blueprint.get("/versions/<definition_id>/export")
def export_version(definition_id: str) -> Response:
    """Give the files of a deployed version as a ZIP."""
    with begin() as work:
        data = queries.exported_version(work, current_viewer(work), definition_id)
        of = work.repository.get(definition_id)
    return zip_of(data, f"{of.process_id}-{of.version}")
