"""Experts of a provider: their applications, a new one, the link sent again."""

from __future__ import annotations

from flask import Response, flash, make_response, redirect, render_template, url_for
from flask_babel import gettext as _

from web.experts import applying
from web.experts.labels import ENROLMENT_NEXT, ENROLMENT_STATES, EXPERT_STATES
from web.limits import limiter
from web.paging import PAGE_ROWS, listed, place
from web.team.blueprint import blueprint
from web.team.links import send_again
from web.viewers import current_viewer, own_with
from web.work import begin
from workflows.approvals.values import CaseView
from workflows.business.experts import directory, operations

APPLICATION_FORM = applying.ApplicationForm(
    template="team/expert.html",
    submit="team.propose_expert",
    draft="team.keep_expert",
    open_for=lambda work: own_with(work, "experts").id,
)


@blueprint.get("/experts")
def experts() -> str:
    """List the provider's applications with what there is to do next."""
    with begin() as work:
        own = own_with(work, "experts")
        rows = directory.enrolments(work, current_viewer(work), own.id, after=place(), limit=PAGE_ROWS + 1)
        return render_template(
            "team/experts.html",
            page=listed("team.experts", rows, {}, lambda one: one.id),
            states=ENROLMENT_STATES,
            next_steps=ENROLMENT_NEXT,
            expert_states=EXPERT_STATES,
        )


@blueprint.get("/experts/new")
def new_expert() -> Response:
    """Show the form of an expert."""
    return applying.show(APPLICATION_FORM)


@blueprint.post("/experts/new/draft")
@limiter.limit("1200 per hour")
def keep_expert() -> Response:
    """Keep what was typed so far."""
    return applying.keep(APPLICATION_FORM)


@blueprint.post("/experts/new")
@limiter.limit("60 per hour")
def propose_expert() -> Response:
    """Hand the form in."""

    def go_on(case: CaseView) -> Response:
        flash(_("Handed in as %(number)s. The operator reviews it.", number=case.number), "success")
        return make_response(redirect(url_for("team.experts")))

    return applying.hand_in(APPLICATION_FORM, go_on)


@blueprint.post("/experts/<enrolment_id>/resend")
@limiter.limit("60 per hour")
def resend_expert(enrolment_id: str) -> Response:
    """Send the link again."""
    return send_again("experts", operations.resend, enrolment_id)
