"""Consultants of a provider: invite, send again, end."""

from __future__ import annotations

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from web.cases.labels import choices
from web.form_problems import problems_of
from web.i18n import locale_tag
from web.limits import limiter
from web.paging import PAGE_ROWS, address_filters, listed, place
from web.team.blueprint import blueprint
from web.team.labels import CONSULTANT_NEXT, CONSULTANT_STATES
from web.team.links import send_again
from web.viewers import current_viewer, own_with
from web.work import begin
from workflows.business.consultants import operations, queries
from workflows.ground.errors import Invalid, InvalidState


@blueprint.get("/consultants")
def consultants() -> Response:
    """List consultants and invitations with what there is to do next, and invite."""
    return _page({})


@blueprint.post("/consultants")
@limiter.limit("60 per hour")
def invite_consultant() -> Response:
    """Invite a person by mail."""
    name, email = request.form.get("name", ""), request.form.get("email", "")
    try:
        with begin() as work:
            own = own_with(work, "consultants")
            operations.invite(work, current_viewer(work), own.id, name=name, email=email)
    except Invalid as refusal:
        return _page(problems_of(refusal))
    except InvalidState as refusal:
        return _page({"": [refusal.message(locale_tag())]})
    flash(_("The invitation is on its way to %(email)s.", email=email.strip()), "success")
    return make_response(redirect(url_for("team.consultants")))


def _page(problems: dict[str, list[str]]) -> Response:
    filters = address_filters(state=CONSULTANT_STATES)
    with begin() as work:
        own, viewer = own_with(work, "consultants"), current_viewer(work)
        rows = queries.consultants_of(
            work, viewer, own.id, state=filters["state"], after=place(), limit=PAGE_ROWS + 1
        )
        page = render_template(
            "team/consultants.html",
            page=listed("team.consultants", rows, filters, lambda one: one.id),
            live_mails={one.email for one in rows if one.live},
            states=CONSULTANT_STATES,
            state_choices=choices(CONSULTANT_STATES),
            next_steps=CONSULTANT_NEXT,
            typed=request.form if request.method == "POST" else request.args,
            problems=problems,
        )
        return make_response(page, 422 if problems else 200)


@blueprint.post("/consultants/<consultant_id>/resend")
@limiter.limit("60 per hour")
def resend_consultant(consultant_id: str) -> Response:
    """Send the invitation again."""
    return send_again("consultants", operations.resend, consultant_id)


@blueprint.get("/consultants/<consultant_id>/end")
def end_question(consultant_id: str) -> Response:
    """Ask whether the link shall really end."""
    return _ask_end(consultant_id, {})


def _ask_end(consultant_id: str, problems: dict[str, list[str]]) -> Response:
    with begin() as work:
        own_with(work, "consultants")
        view = queries.consultant(work, current_viewer(work), consultant_id)
        page = render_template(
            "team/end.html", consultant=view, states=CONSULTANT_STATES, typed=request.form, problems=problems
        )
        return make_response(page, 422 if problems else 200)


@blueprint.post("/consultants/<consultant_id>/end")
@limiter.limit("60 per hour")
def end_consultant(consultant_id: str) -> Response:
    """End the link, at whatever stage it is."""
    reason = request.form.get("reason", "")
    try:
        with begin() as work:
            operations.end(
                work, current_viewer(work), own_with(work, "consultants").id, consultant_id, reason
            )
    except Invalid as refusal:
        return _ask_end(consultant_id, problems_of(refusal))
    except InvalidState as refusal:
        flash(refusal.message(locale_tag()), "warning")
    else:
        flash(_("The link is ended and the person is told."), "success")
    return make_response(redirect(url_for("team.consultants")))
