"""My organisation: its certification, and its pages once it is certified."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import abort, render_template
from flask_babel import lazy_gettext as _l

from web.account.agent import AGENT_STATES
from web.account.application import process_of
from web.i18n import locale_tag
from web.viewers import current_viewer
from web.work import begin
from web.workbench.blueprint import blueprint
from workflows.approvals.cases import forms, item_queries
from workflows.business.agents.queries import standings
from workflows.business.agents.values import AgentStanding
from workflows.business.registration.licences import ASKED_DAYS_BEFORE
from workflows.ground.clock import SHANGHAI
from workflows.ground.errors import NotFound
from workflows.ground.work import Work
from workflows.people.identity.queries import accounts
from workflows.people.organisations import queries as organisations
from workflows.people.organisations.group_names import group_names
from workflows.people.organisations.values import OrganisationView
from workflows.people.policies.team import may_work_in
from workflows.people.viewer import WINDOW, Viewer, require

MENU = (
    ("workbench.organisation", _l("Overview"), "building"),
    ("workbench.organisation_profile", _l("Profile"), "file-text"),
    ("account.agent", _l("Designated agent"), "user-check"),
    ("account.payment_account", _l("Payment account"), "credit-card"),
)
"""The pages of an organisation, open once it is certified."""

MEMBER_ROLES = {"owner": _l("Owner"), "agent": _l("Designated agent"), "member": _l("Member")}


@blueprint.get("/organisation")
def organisation() -> str:
    """Show how the organisation stands and, once certified, its menu."""
    with begin() as work:
        viewer = current_viewer(work)
        mine = organisations.organisations_of(work, viewer.user_id)
        if not mine:
            return render_template("workbench/no_organisation.html")
        own = mine[0]
        members = organisations.members(work, own.id)
        regions = {region.code: region.name(locale_tag()) for region in organisations.regions(work)}
        return render_template(
            "workbench/organisation.html",
            own=own,
            case=item_queries.latest_case(work, own.id, process_of(own)),
            menu=MENU,
            members=members,
            names=accounts(work, [member.user_id for member in members]),
            member_roles=MEMBER_ROLES,
            agent=_agent(work, viewer, own.id),
            agent_states=AGENT_STATES,
            may_name=viewer.owns(own.id),
            may_change=viewer.acts_for(own.id),
            **licence_of(work, own),
            region=regions.get(own.region_code or "", ""),
            window=group_names(work, {f"{WINDOW}{own.region_code}"}, locale_tag()) if own.region_code else {},
            locale=locale_tag(),
        )


def _agent(work: Work, viewer: Viewer, organisation_id: str) -> AgentStanding | None:
    """Return who is named as agent and how they stand; None: nobody, or not for the viewer."""
    if not viewer.may(organisation_id, "organisation"):
        return None
    return next((one for one in standings(work, viewer, organisation_id) if one.state != "ended"), None)


@blueprint.get("/organisation/profile")
def organisation_profile() -> str:
    """Show the profile: what was last approved."""
    with begin() as work:
        viewer = current_viewer(work)
        mine = organisations.organisations_of(work, viewer.user_id)
        if not mine:
            raise NotFound("organisations.not_found")
        own = mine[0]
        if not own.certified:
            abort(403)
        require(may_work_in(viewer, own, "organisation"))  # a plain member does not read the figures
        return render_template(
            "workbench/profile.html",
            own=own,
            form=forms.profile_form(work, viewer, process_of(own), own.id, locale=locale_tag()),
            menu=MENU,
            may_change=viewer.acts_for(own.id),
            case=item_queries.latest_case(work, own.id, process_of(own)),
            **licence_of(work, own),
            locale=locale_tag(),
        )


def licence_of(work: Work, own: OrganisationView) -> dict[str, Any]:
    """Return for pages until when the licence is valid, and whether that is over or near."""
    until = own.licence_valid_until
    today = work.now.astimezone(SHANGHAI).date()
    return {
        "licence_until": until,
        "licence_ended": until is not None and until < today,
        "licence_ends": until is not None and until <= today + timedelta(days=ASKED_DAYS_BEFORE["month"]),
    }
