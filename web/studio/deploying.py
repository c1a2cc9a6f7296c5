"""From a draft to a version: what differs, what stops it, the step itself; the versions, and going back."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from web.actor_names import actor_names
from web.form_problems import Problems, problems_of
from web.i18n import locale_tag
from web.paging import place
from web.request_values import revision
from web.statuses import status_of
from web.studio.blueprint import blueprint
from web.studio.checks import finding, summary
from web.viewers import current_viewer
from web.work import begin
from workflows.administration import process_versions
from workflows.administration.repair_values import Names
from workflows.approvals.cases.diagrams import process_names
from workflows.ground.errors import Conflict, Forbidden, Invalid, InvalidState
from workflows.ground.work import Work
from workflows.people.viewer import Viewer
from workflows.studio import approval, deploying, moving, queries
from workflows.studio.staffing_problems import staffing_problems
from workflows.studio.staffing_proof import staffing_proof


@blueprint.get("/drafts/<draft_id>/deploy")
def look_before(draft_id: str) -> str:
    """Show what deploying the draft would change, and what stops it."""
    return outlook_page(draft_id, {})


def outlook_page(draft_id: str, problems: Problems) -> str:
    """Return the page before a deploy, with what was refused at its fields."""
    with begin() as work:
        viewer = current_viewer(work)
        draft = queries.draft(work, viewer, draft_id).draft
        outlook = deploying.outlook(work, viewer, draft_id, place())
        unstaffed = staffing_problems(staffing_proof(work, viewer, draft_id))
        return render_template(
            "studio/deploy.html",
            draft=draft,
            outlook=outlook,
            asked=approval.view(work, viewer, draft_id),
            findings=[finding(one) for one in outlook.problems],
            summary=summary(outlook.problems),
            unstaffed=[finding(one) for one in unstaffed],
            problems=problems,
            typed=dict(request.form),
            locale=locale_tag(),
        )


@blueprint.post("/drafts/<draft_id>/deploy")
def deploy_draft(draft_id: str) -> Response:
    """Deploy the draft as it was looked at; what is refused stands there with the note as typed."""
    try:
        with begin() as work:
            viewer = current_viewer(work)
            note = request.form.get("reason", "")
            although = request.form.get("although", "")
            definition_id = deploying.deploy_draft(
                work, viewer, draft_id, note, revision=revision(), although=although
            )
            process_id = work.repository.get(definition_id).process_id
            has_running = moving.has_cases_elsewhere(work, viewer, definition_id)
    except (Conflict, Forbidden, Invalid, InvalidState) as refusal:
        problems = problems_of(refusal)
        return make_response(outlook_page(draft_id, problems), status_of(refusal))
    flash(_("Deployed: new applications run on this version."), "success")
    if has_running:
        return make_response(redirect(url_for("studio.choose_cases", definition_id=definition_id), 303))
    return make_response(redirect(url_for("studio.versions", process_id=process_id), 303))


@blueprint.get("/processes/<process_id>")
def versions(process_id: str) -> str:
    """List the versions of a process, each with who deployed it and why."""
    return _versions_page(process_id, {})


def _versions_page(process_id: str, problems: Problems) -> str:
    with begin() as work:
        viewer = current_viewer(work)
        listed = deploying.versions(work, viewer, process_id)
        moves = moving.moves_of(work, viewer, process_id)
        people = {one.version.deployed_by for one in listed} | {one.started_by for one in moves}
        people |= {one.approved_by for one in listed if one.approved_by}
        return render_template(
            "studio/versions.html",
            versions=listed,
            moves=moves,
            process_id=process_id,
            actors=actor_names(work, people),
            locale=locale_tag(),
            problems=problems,
            typed=dict(request.form),
        )


@blueprint.get("/versions/<definition_id>/changes")
def version_changes(definition_id: str) -> str:
    """Show what a version changed of the one before it."""
    with begin() as work:
        changes = deploying.version_changes(work, current_viewer(work), definition_id)
        of = work.repository.get(definition_id)
        name = Names(*process_names(work, of)).name(locale_tag())
        return render_template("studio/changes.html", of=of, name=name, changes=changes)


@blueprint.post("/processes/<process_id>/retire")
def retire_process(process_id: str) -> Response:
    """Let no new case of a process begin."""
    return _in_use(process_id, process_versions.retire, _("No new applications begin; running ones go on."))


@blueprint.post("/processes/<process_id>/revive")
def revive_process(process_id: str) -> Response:
    """Let new cases of a retired process begin again."""
    return _in_use(process_id, process_versions.revive, _("New applications can begin again."))


def _in_use(process_id: str, act: Callable[[Work, Viewer, str, str], None], said: str) -> Response:
    try:
        with begin() as work:
            act(work, current_viewer(work), process_id, request.form.get("reason", ""))
    except (Forbidden, Invalid, InvalidState) as refusal:
        problems = problems_of(refusal)
        return make_response(_versions_page(process_id, problems), status_of(refusal))
    flash(said, "success")
    return make_response(redirect(url_for("studio.versions", process_id=process_id), 303))


@blueprint.post("/versions/<definition_id>/current")
def make_version_current(definition_id: str) -> Response:
    """Let new cases run on this version again."""
    with begin() as work:
        viewer = current_viewer(work)
        process_id = queries.version(work, viewer, definition_id).process_id
    try:
        with begin() as work:
            reason = request.form.get("reason", "")
            process_versions.make_current(work, current_viewer(work), definition_id, reason)
    except (Forbidden, Invalid, InvalidState) as refusal:
        problems = problems_of(refusal)
        return make_response(_versions_page(process_id, problems), status_of(refusal))
    flash(_("New applications run on this version."), "success")
    return make_response(redirect(url_for("studio.versions", process_id=process_id), 303))
