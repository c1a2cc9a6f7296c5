"""The place of an organisation's people; its routes are in the modules beside, gathered by `routes.py`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from flask import Blueprint
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from web.viewers import current_viewer, insist_on_sign_in, own_organisations
from web.work import begin
from workflows.ground.work import Work
from workflows.people.organisations.values import OrganisationView
from workflows.people.policies.team import may_settle_in, may_work_in
from workflows.people.viewer import Viewer

blueprint = Blueprint("team", __name__, template_folder="templates")
blueprint.before_request(insist_on_sign_in)


class Part(NamedTuple):
    """A page of the team: it stands in the menu for who was given `menu`."""

    menu: str
    endpoint: str
    label: Any
    icon: str


PARTS = (
    Part("sub_accounts", "team.sub_accounts", _l("Sub-accounts"), "users"),
    Part("experts", "team.experts", _l("Experts"), "certificate"),
    Part("consultants", "team.consultants", _l("Consultants"), "user-heart"),
)


def parts_of(work: Work) -> list[Part]:
    """Return the pages that the signed-in person may open."""
    viewer, organisations = current_viewer(work), own_organisations(work)
    return [part for part in PARTS if any(_may(part)(viewer, own, part.menu) for own in organisations)]


def _may(part: Part) -> Callable[[Viewer, OrganisationView, str], bool]:
    """Sub-accounts are ended also when the organisation is not certified any more."""
    return may_settle_in if part.menu == "sub_accounts" else may_work_in


@blueprint.context_processor
def offer_parts() -> dict[str, Any]:
    """Give the pages their menu."""
    with begin() as work:
        return {"parts": parts_of(work) if current_user.is_authenticated else []}
