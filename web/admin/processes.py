"""Deployed processes: versions, running instances, diagrams."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask import Response, abort, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from web.actor_names import actor_names
from web.admin.blueprint import blueprint
from web.form_problems import problems_of
from web.i18n import locale_tag
from web.viewers import current_viewer
from web.work import begin
from workflows.administration import process_versions, queries
from workflows.administration.values import DeployedProcess
from workflows.administration.version_differences import differences
from workflows.approvals.cases.diagrams import english_names
from workflows.ground.errors import Invalid
from workflows.ground.work import Work
from workflows.people.viewer import Viewer

DIAGRAM = "process.bpmn"


@blueprint.get("/processes")
def processes() -> str:
    """List every deployed version with the number of its instances."""
    with begin() as work:
        deployed = queries.processes(work, current_viewer(work))
        return render_template(
            "admin/processes.html",
            processes=deployed,
            actors=actor_names(work, {process.deployed_by for process in deployed}),
            locale=locale_tag(),
        )


@blueprint.get("/processes/<definition_id>")
def process(definition_id: str) -> str:
    """Show the diagram of one version and what belongs to its package."""
    with begin() as work:
        return _page(work, definition_id, {})


def _page(work: Work, definition_id: str, problems: dict[str, list[str]]) -> str:
    deployed = queries.processes(work, current_viewer(work))
    shown = next((one for one in deployed if one.definition_id == definition_id), None)
    if shown is None:
        abort(404)
    versions = [one for one in deployed if one.process_id == shown.process_id]
    before = _before(versions, shown)
    files = work.repository.files(definition_id)
    return render_template(
        "admin/process.html",
        process=shown,
        versions=versions,
        before=before,
        changes=differences(work, current_viewer(work), before.definition_id, definition_id)
        if before
        else None,
        actors=actor_names(work, {one.deployed_by for one in versions} | _retirer(shown)),
        problems=problems,
        typed=dict(request.form),
        files=sorted(files),
        names=english_names(_diagram(files)) if locale_tag() == "en" else {},
        locale=locale_tag(),
    )


def _before(versions: list[DeployedProcess], shown: DeployedProcess) -> DeployedProcess | None:
    """Return the version before, None for the first one."""
    return next((one for one in versions if one.version < shown.version), None)


def _retirer(shown: DeployedProcess) -> set[str]:
    return set() if shown.retired is None else {shown.retired.retired_by}


@blueprint.post("/processes/<definition_id>/retire")
def retire_process(definition_id: str) -> Response:
    """Let no new case of the process begin."""
    return _change(definition_id, process_versions.retire, _("No new application can begin any more."))


@blueprint.post("/processes/<definition_id>/revive")
def revive_process(definition_id: str) -> Response:
    """Let new cases begin again."""
    return _change(definition_id, process_versions.revive, _("New applications can begin again."))


@blueprint.post("/processes/<definition_id>/current")
def make_process_current(definition_id: str) -> Response:
    """Let new cases run on this version."""
    try:
        with begin() as work:
            process_versions.make_current(
                work, current_viewer(work), definition_id, request.form.get("reason", "")
            )
    except Invalid as refusal:
        return _again(definition_id, refusal)
    flash(_("New applications run on this version."), "success")
    return make_response(redirect(url_for("admin.process", definition_id=definition_id)))


def _change(definition_id: str, act: Callable[[Work, Viewer, str, str], None], said: str) -> Response:
    try:
        with begin() as work:
            process_id = work.repository.get(definition_id).process_id
            act(work, current_viewer(work), process_id, request.form.get("reason", ""))
    except Invalid as refusal:
        return _again(definition_id, refusal)
    flash(said, "success")
    return make_response(redirect(url_for("admin.process", definition_id=definition_id)))


def _again(definition_id: str, refusal: Invalid) -> Response:
    with begin() as work:
        return make_response(_page(work, definition_id, problems_of(refusal)), 422)


@blueprint.get("/processes/<definition_id>/diagram")
def process_diagram(definition_id: str) -> Response:
    """Return the BPMN of one version."""
    with begin() as work:
        files = work.repository.files(definition_id)
    response = make_response(_diagram(files))
    response.headers["Content-Type"] = "application/xml; charset=utf-8"
    return response


def _diagram(files: Mapping[str, bytes]) -> bytes:
    """Return the BPMN among the files of a package; without one, the page is not found."""
    name = next((name for name in (DIAGRAM, *sorted(files)) if name in files and name.endswith(".bpmn")), "")
    if not name:
        abort(404)
    return files[name]
