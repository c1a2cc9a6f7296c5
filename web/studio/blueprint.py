"""The place of the studio, for analysts and administrators; its routes are gathered by `routes.py`."""

from __future__ import annotations

from flask import Blueprint

from web.viewers import current_viewer, insist_on_sign_in
from web.work import begin
from workflows.people.policies.administration import may_draw_processes
from workflows.people.viewer import require

blueprint = Blueprint("studio", __name__, template_folder="templates")


@blueprint.before_request
def insist_on_an_analyst() -> None:
    """Let those in who draw processes; the operations behind the pages ask again."""
    insist_on_sign_in()
    with begin() as work:
        require(may_draw_processes(current_viewer(work)))
