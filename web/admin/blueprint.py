"""The place of the administration; its routes are in the modules beside, gathered by `routes.py`."""

from __future__ import annotations

from typing import Any, NamedTuple

from flask import Blueprint, request
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from web.viewers import current_viewer, insist_on_sign_in
from web.work import begin
from workflows.people.policies.administration import may_administrate, may_read_incidents
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


FOR_ANALYSTS = frozenset(
    {
        "admin.incidents",
        "admin.incident",
        "admin.retry_incidents",
        "admin.retry_incident",
        "admin.move_incident",
        "admin.cancel_incident",
    }
)
"""What who makes processes comes to as well; mending asks who deployed."""


@blueprint.before_request
def insist_on_who_may() -> None:
    """Let administrators in, and analysts to the incidents; the operations behind the pages ask again."""
    insist_on_sign_in()
    with begin() as work:
        viewer = current_viewer(work)
        require(may_read_incidents(viewer) if request.endpoint in FOR_ANALYSTS else may_administrate(viewer))


@blueprint.context_processor
def offer_sections() -> dict[str, Any]:
    """Give the pages their menu: what their reader may open."""
    administrates = "admin" in getattr(current_user, "groups", ())
    sections = [one for one in SECTIONS if administrates or one.endpoint in FOR_ANALYSTS]
    return {"sections": sections, "administrates": administrates}
