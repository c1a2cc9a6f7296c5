"""Organisations: search, state, people, profile, cases."""

from __future__ import annotations

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from web.account.agent import AGENT_STATES
from web.account.application import process_of
from web.admin.blueprint import blueprint
from web.cases.labels import CERTIFICATION, choices
from web.form_problems import Problems, problems_of
from web.i18n import locale_tag
from web.limits import limiter
from web.paging import PAGE_ROWS, address_filters, listed, place
from web.seals.labels import SEAL_STATES, SOURCES
from web.viewers import current_viewer
from web.work import begin
from web.workbench.organisation import MEMBER_ROLES
from workflows.approvals.cases import forms
from workflows.approvals.inbox.lists import all_cases
from workflows.approvals.values import Filters
from workflows.business.agents.queries import standings
from workflows.business.seals.operations import revoke_seal
from workflows.business.seals.queries import supervised_seals
from workflows.ground.errors import Invalid
from workflows.ground.work import Work
from workflows.people.identity.queries import accounts
from workflows.people.organisations import queries

CASES_SHOWN = 50


@blueprint.get("/organisations")
def organisations() -> str:
    """List organisations, the newest first."""
    filters = address_filters("text", "kind", "certification", "region")
    with begin() as work:
        rows = queries.search(
            work,
            current_viewer(work),
            text=filters["text"],
            kind=filters["kind"] or None,
            certification=filters["certification"] or None,
            region_code=filters["region"] or None,
            after=place(),
            limit=PAGE_ROWS + 1,
        )
        regions = queries.regions(work)
        return render_template(
            "admin/organisations.html",
            page=listed("admin.organisations", rows, filters, lambda organisation: organisation.id),
            state_choices=choices(CERTIFICATION),
            regions={region.code: region.name(locale_tag()) for region in regions},
            windows=[(region.code, region.name(locale_tag())) for region in regions if region.level < 3],
        )


@blueprint.get("/organisations/<organisation_id>")
def organisation(organisation_id: str) -> Response:
    """Show one organisation with its people, its seals, its cases and what was last approved."""
    with begin() as work:
        return _page(work, organisation_id)


def _page(work: Work, organisation_id: str, problems: Problems | None = None) -> Response:
    viewer = current_viewer(work)
    own = queries.organisation(work, viewer, organisation_id)
    members = queries.members(work, own.id)
    form = None
    if own.profile:
        form = forms.profile_form(work, viewer, process_of(own), own.id, locale=locale_tag())
    page = render_template(
        "admin/organisation.html",
        own=own,
        form=form,
        members=members,
        people=accounts(work, [member.user_id for member in members]),
        member_roles=MEMBER_ROLES,
        agent=next((one for one in standings(work, viewer, own.id) if one.state != "ended"), None),
        agent_states=AGENT_STATES,
        seals=supervised_seals(work, viewer, own.id),
        seal_states=SEAL_STATES,
        sources=SOURCES,
        cases=all_cases(work, viewer, Filters(organisation_id=own.id), limit=CASES_SHOWN),
        regions={region.code: region.name(locale_tag()) for region in queries.regions(work)},
        clusters={
            cluster.id: cluster.name(locale_tag()) for cluster in queries.clusters(work, active_only=False)
        },
        locale=locale_tag(),
        problems=problems or {},
        values=request.form,
    )
    return make_response(page, 422 if problems else 200)


@blueprint.post("/organisations/<organisation_id>/seals/<seal_id>/revoke")
@limiter.limit("60 per hour")
def revoke_organisation_seal(organisation_id: str, seal_id: str) -> Response:
    """Take the seal of an organisation out of use, with a reason that it is told."""
    with begin() as work:
        try:
            revoke_seal(work, current_viewer(work), seal_id[:64], request.form.get("reason", ""))
        except Invalid as refusal:
            return _page(work, organisation_id, problems_of(refusal))
    flash(_("The seal and its certificate are revoked."), "success")
    return make_response(redirect(url_for("admin.organisation", organisation_id=organisation_id)))
