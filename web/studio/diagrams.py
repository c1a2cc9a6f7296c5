"""Diagrams that pages of the studio draw: of drafts, and of deployed versions."""

from __future__ import annotations

from flask import Response

from web.studio.blueprint import blueprint
from web.viewers import current_viewer
from web.work import begin
from workflows.studio import queries


@blueprint.get("/drafts/<draft_id>/diagrams/<name>")
def draft_diagram(draft_id: str, name: str) -> Response:
    """Return a diagram of a draft as XML, to be drawn."""
    with begin() as work:
        return _xml(queries.draft_file(work, current_viewer(work), draft_id, name))


@blueprint.get("/versions/<definition_id>/diagrams/<name>")
def version_diagram(definition_id: str, name: str) -> Response:
    """Return a diagram of a deployed version as XML, to be drawn."""
    with begin() as work:
        return _xml(queries.version_file(work, current_viewer(work), definition_id, name))


def _xml(content: bytes) -> Response:
    return Response(content, content_type="application/xml; charset=utf-8")
