"""The designated agent of the own organisation: named, invited again, ended by its legal person."""

from __future__ import annotations

from flask import Response, flash, make_response, redirect, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from web.account.application import own_organisation
from web.account.blueprint import blueprint
from web.account.form_input import ask, typed
from web.form_problems import Problems, at_fields
from web.limits import limiter
from web.viewers import current_viewer
from web.work import begin, current_platform
from workflows.business.agents import operations
from workflows.business.agents.queries import standings
from workflows.business.agents.values import Appointment
from workflows.ground.errors import Invalid
from workflows.people.viewer_loader import viewer_of

AGENT_STATES = {
    "not_invited": (_l("Not invited"), "secondary"),
    "invited": (_l("Invited"), "info"),
    "expired": (_l("Invitation expired"), "warning"),
    "accepted": (_l("Accepted"), "success"),
    "ended": (_l("No longer agent"), "secondary"),
}
"""How an agent stands, with the tone of its badge."""


@blueprint.get("/agent")
def agent() -> Response:
    """Show who acts for the organisation's legal person, and who has."""
    return _page()


def _page(problems: Problems | None = None) -> Response:
    with begin() as work:
        own, viewer = own_organisation(work), current_viewer(work)
        may_see = viewer.may(own.id, "organisation")
        known = standings(work, viewer, own.id) if may_see else []
        return ask(
            "account/agent.html",
            problems=problems,
            organisation=own,
            may_see=may_see,
            may_change=viewer.owns(own.id),
            own_agency=viewer.is_agent_of(own.id),
            now=next((one for one in known if one.state != "ended"), None),
            former=[one for one in known if one.state == "ended"],
            states=AGENT_STATES,
        )


@blueprint.post("/agent")
@limiter.limit("60 per hour")
def name_agent() -> Response:
    """Name the agent, and invite them where the organisation is certified; the one before is ended."""
    named = Appointment(typed("name"), typed("mobile"), typed("email"), typed("position"))
    try:
        with begin() as work:
            own = own_organisation(work)
            operations.appoint(
                work, viewer_of(work), own.id, named, base_url=current_platform().settings.base_url
            )
    except Invalid as refusal:
        return _page(at_fields(refusal.problems))
    flash(
        _("The agent is named, and the invitation is on its way.")
        if own.certified
        else _("The agent is named. The invitation goes out once the organisation is certified."),
        "success",
    )
    return _back()


@blueprint.post("/agent/invite")
@limiter.limit("30 per hour")
def invite_agent() -> Response:
    """Send the agent the invitation, for the first time or again."""
    with begin() as work:
        base_url = current_platform().settings.base_url
        operations.invite(work, viewer_of(work), own_organisation(work).id, base_url=base_url)
    flash(_("The invitation is on its way; a link sent before no longer works."), "success")
    return _back()


@blueprint.post("/agent/<agent_id>/end")
@limiter.limit("60 per hour")
def end_agent(agent_id: str) -> Response:
    """End the agent: the legal person acts alone again."""
    with begin() as work:
        operations.end(work, viewer_of(work), own_organisation(work).id, agent_id[:64])
    flash(_("The agent is ended: the legal person acts alone from now on."), "success")
    return _back()


def _back() -> Response:
    return make_response(redirect(url_for("account.agent")))
