"""The place of the administration; its routes are in the modules beside, gathered by `routes.py`."""

from __future__ import annotations

from typing import Any, NamedTuple

from flask import Blueprint
from flask_babel import lazy_gettext as _l

from web.viewers import current_viewer, insist_on_sign_in
from web.work import begin
from workflows.people.policies.administration import may_administrate
from workflows.people.viewer import require

blueprint = Blueprint("admin", __name__, template_folder="templates")


class AdminPage(NamedTuple):
    """A page of the administration in its menu."""

    endpoint: str
    label: Any
    icon: str


SECTIONS = (
    AdminPage("admin.home", _l("Overview"), "layout-dashboard"),
    AdminPage("admin.users", _l("Users"), "users"),
    AdminPage("admin.organisations", _l("Organisations"), "building"),
    AdminPage("admin.regions", _l("Regions and windows"), "map-pin"),
    AdminPage("admin.clusters", _l("Industry clusters"), "affiliate"),
    AdminPage("admin.processes", _l("Processes"), "sitemap"),
    AdminPage("admin.incidents", _l("Incidents"), "alert-triangle"),
    AdminPage("admin.services", _l("Outside services"), "plug-connected"),
    AdminPage("admin.settings", _l("Settings"), "adjustments"),
    AdminPage("admin.audit", _l("Audit log"), "history"),
)


@blueprint.before_request
def insist_on_an_administrator() -> None:
    """Let nobody else in; the operations behind the pages ask again."""
    insist_on_sign_in()
    with begin() as work:
        require(may_administrate(current_viewer(work)))


@blueprint.context_processor
def offer_sections() -> dict[str, Any]:
    """Give the pages their menu."""
    return {"sections": SECTIONS}
