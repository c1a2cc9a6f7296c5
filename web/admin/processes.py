"""Deployed processes: versions, running instances, diagrams."""

from __future__ import annotations

from flask import Response, abort, make_response, render_template

from web.admin.blueprint import blueprint
from web.i18n import locale_tag
from web.viewers import viewer
from web.work import begin
from workflows.administration import queries
from workflows.people.identity.queries import accounts

DIAGRAM = "process.bpmn"


@blueprint.get("/processes")
def processes() -> str:
    """List every deployed version with the number of its instances."""
    with begin() as work:
        found = queries.processes(work, viewer(work))
        return render_template(
            "admin/processes.html",
            processes=found,
            people=accounts(work, {process.deployed_by for process in found}),
            locale=locale_tag(),
        )


@blueprint.get("/processes/<definition_id>")
def process(definition_id: str) -> str:
    """Show the diagram of one version and what belongs to its package."""
    with begin() as work:
        found = queries.processes(work, viewer(work))
        shown = next((one for one in found if one.definition_id == definition_id), None)
        if shown is None:
            abort(404)
        elements = work.repository.elements(definition_id)
        return render_template(
            "admin/process.html",
            process=shown,
            versions=[one for one in found if one.process_id == shown.process_id],
            files=sorted(work.repository.files(definition_id)),
            names={id_: info.name_en for id_, info in elements.items() if info.name_en}
            if locale_tag() == "en"
            else {},
            locale=locale_tag(),
        )


@blueprint.get("/processes/<definition_id>/diagram")
def process_diagram(definition_id: str) -> Response:
    """Return the BPMN of one version."""
    with begin() as work:
        files = work.repository.files(definition_id)
    name = next((name for name in (DIAGRAM, *sorted(files)) if name in files and name.endswith(".bpmn")), "")
    if not name:
        abort(404)
    response = make_response(files[name])
    response.headers["Content-Type"] = "application/xml; charset=utf-8"
    return response
