"""The place of the administration; its routes are in the modules beside, gathered by `routes.py`."""

from __future__ import annotations

from typing import Any, NamedTuple

from flask import Blueprint
from flask_babel import lazy_gettext as _l

from web.viewers import insist_on_sign_in, viewer
from web.work import begin
from workflows.people.policies.administration import may_administrate
from workflows.people.viewer import require

blueprint = Blueprint("admin", __name__, template_folder="templates")


class Section(NamedTuple):
    """A page of the administration in its menu."""

    endpoint: str
    label: Any
    icon: str


SECTIONS = (
    Section("admin.home", _l("Overview"), "layout-dashboard"),
    Section("admin.users", _l("Users"), "users"),
    Section("admin.organisations", _l("Organisations"), "building"),
    Section("admin.regions", _l("Regions and windows"), "map-pin"),
    Section("admin.clusters", _l("Industry clusters"), "affiliate"),
    Section("admin.processes", _l("Processes"), "sitemap"),
    Section("admin.incidents", _l("Incidents"), "alert-triangle"),
    Section("admin.services", _l("Outside services"), "plug-connected"),
    Section("admin.settings", _l("Settings"), "adjustments"),
    Section("admin.audit", _l("Audit log"), "history"),
)


@blueprint.before_request
def insist_on_an_administrator() -> None:
    """Let nobody else in; the operations behind the pages ask again."""
    insist_on_sign_in()
    with begin() as work:
        require(may_administrate(viewer(work)))


@blueprint.context_processor
def offer_sections() -> dict[str, Any]:
    """Give the pages their menu."""
    return {"sections": SECTIONS}
