"""The list of campaigns, one of them, and the claim. The clock and the stock of the server decide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, Response, flash, make_response, redirect, render_template, url_for
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from web.cases.labels import CASE_STATES
from web.i18n import locale_tag
from web.limits import limiter, person
from web.links import is_htmx
from web.services.starting import FOR
from web.viewers import current_viewer, insist_on_sign_in
from web.work import begin
from workflows.business.campaigns import queries
from workflows.business.campaigns.applications import PROCESS, choose
from workflows.business.campaigns.claiming import answer_now, claim
from workflows.business.campaigns.policy import own_enterprises, region_names, size_names
from workflows.business.campaigns.values import CampaignState, CampaignView, ClaimAnswer
from workflows.ground.work import Work

blueprint = Blueprint("campaigns", __name__, template_folder="templates")

STATES: Mapping[CampaignState, tuple[Any, str]] = {
    "upcoming": (_l("Not yet started"), "info"),
    "running": (_l("Open now"), "success"),
    "sold_out": (_l("Sold out"), "secondary"),
    "ended": (_l("Ended"), "secondary"),
}
"""What a state is called, with the tone of its badge."""


OWN_STATES = {
    "claimed": (_l("You have it"), "success"),
    "applied": (_l("Your application is under review"), "info"),
}
"""How the viewer's enterprise stands, where it does."""


@blueprint.get("")
@limiter.limit("240 per minute")
def home() -> str:
    """List the campaigns: those that go on, then the last that ended."""
    with begin() as work:
        listed = queries.campaigns(work)
        return render_template(
            "campaigns/home.html",
            campaigns=listed,
            states=STATES,
            mine=_mine(work, [one.id for one in listed]),
            own_states=OWN_STATES,
        )


@blueprint.get("/<campaign_id>")
@limiter.limit("240 per minute", key_func=person)
def campaign(campaign_id: str) -> str:
    """Show a campaign, and what the viewer can do now."""
    with begin() as work:
        of = queries.campaign(work, campaign_id)
        answer = _now(work, campaign_id)
        return _page(work, of, answer, "campaigns/campaign.html")


@blueprint.post("/<campaign_id>/claim")
@limiter.limit("60 per minute", key_func=person)
def grab(campaign_id: str) -> Response:
    """Claim a voucher; htmx gets the panel with the answer, others the page with it.

    The claim is committed before anything is drawn: until then nobody can tell whether its voucher is gone.
    """
    insist_on_sign_in()
    with begin() as work:
        answer = claim(work, current_viewer(work), campaign_id)
    if is_htmx():
        with begin() as work:
            of = queries.campaign(work, campaign_id)
            return make_response(_page(work, of, answer, "campaigns/panel.html"))
    if answer.outcome == "busy":
        flash(str(BUSY), "warning")
    return make_response(redirect(url_for("campaigns.campaign", campaign_id=campaign_id), 303))


@blueprint.post("/<campaign_id>/apply")
@limiter.limit("60 per minute", key_func=person)
def apply(campaign_id: str) -> Response:
    """Go on to the form of an application with the campaign chosen; who cannot apply is told on its page."""
    insist_on_sign_in()
    with begin() as work:
        viewer = current_viewer(work)
        answer = answer_now(work, viewer, campaign_id)
        if answer is None or answer.outcome == "open":
            organisation_id = choose(work, viewer, campaign_id)
            if organisation_id is not None:
                return _to_form(organisation_id)
    return make_response(redirect(url_for("campaigns.campaign", campaign_id=campaign_id), 303))


def _to_form(organisation_id: str) -> Response:
    of = {FOR: organisation_id}
    return make_response(redirect(url_for("services.start", process_id=PROCESS, **of), 303))  # type: ignore[arg-type]


BUSY = _l("Others hold the last vouchers just now. Press again in a moment.")


def _mine(work: Work, campaign_ids: Sequence[str]) -> Mapping[str, str]:
    """Return how the viewer's enterprises stand to campaigns; nothing for a visitor."""
    if not current_user.is_authenticated:
        return {}
    own = own_enterprises(work, current_viewer(work))
    return queries.standings(work, [one.id for one in own], campaign_ids) if own else {}


def _now(work: Work, campaign_id: str) -> ClaimAnswer | None:
    """Return what a claim would be answered now, None for a visitor and while it can be tried."""
    if not current_user.is_authenticated:
        return None
    return answer_now(work, current_viewer(work), campaign_id)


def _page(work: Work, of: CampaignView, answer: ClaimAnswer | None, template: str) -> str:
    return render_template(
        template,
        campaign=of,
        states=STATES,
        answer=answer,
        reason=answer.refusal.message(locale_tag()) if answer and answer.refusal else "",
        busy=BUSY,
        regions=region_names(work, of.regions).say(locale_tag()),
        sizes=size_names(of.size_classes).say(locale_tag()),
        case_states=CASE_STATES,
    )
