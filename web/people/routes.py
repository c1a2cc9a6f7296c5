"""Directories: experts with suspending, resuming and ending; consultants to look up."""

from __future__ import annotations

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from web.cases.labels import choices
from web.experts.labels import EXPERT_STATES
from web.form_problems import problems_of
from web.i18n import locale_tag
from web.limits import limiter
from web.paging import PAGE_ROWS, address_filters, listed, place
from web.statuses import status_of
from web.team.labels import CONSULTANT_STATES
from web.viewers import current_viewer, insist_on_sign_in
from web.work import begin
from workflows.business.consultants import operations as consultant_operations
from workflows.business.consultants import queries as consultants
from workflows.business.experts import directory, operations
from workflows.business.experts.expertise import FIELDS, INDUSTRIES, word
from workflows.business.experts.forms import read_form
from workflows.ground.errors import Conflict, Invalid
from workflows.people.policies.people import may_keep_people

blueprint = Blueprint("people", __name__, template_folder="templates")
blueprint.before_request(insist_on_sign_in)


@blueprint.get("/experts")
def experts() -> str:
    """List the experts, the one enrolled last first."""
    filters = address_filters("text", "field", state=EXPERT_STATES)
    with begin() as work:
        rows = directory.directory(work, current_viewer(work), **filters, after=place(), limit=PAGE_ROWS + 1)
        return render_template(
            "people/experts.html",
            page=listed("people.experts", rows, filters, lambda one: one.user_id),
            fields=[(value, word(FIELDS, value, locale_tag())) for value in FIELDS],
            field_names={value: word(FIELDS, value, locale_tag()) for value in FIELDS},
            states=EXPERT_STATES,
            state_choices=choices(EXPERT_STATES),
        )


@blueprint.get("/experts/<user_id>")
def expert(user_id: str) -> Response:
    """Show an expert, with what operators may do."""
    return _expert(user_id)


def _expert(user_id: str, refusal: Invalid | Conflict | None = None) -> Response:
    with begin() as work:
        viewer = current_viewer(work)
        view = directory.expert(work, viewer, user_id)
        page = render_template(
            "people/expert.html",
            expert=view,
            form=read_form(work, operations.PROCESS, operations.FORM, view.profile, locale=locale_tag()),
            field_names=[word(FIELDS, value, locale_tag()) for value in view.fields],
            industry_names=[word(INDUSTRIES, value, locale_tag()) for value in view.industries],
            actions=_actions(view.state) if may_keep_people(viewer) else [],
            states=EXPERT_STATES,
            typed=request.form,
            problems=problems_of(refusal) if isinstance(refusal, Invalid) else {},
            problem=refusal.message(locale_tag()) if isinstance(refusal, Conflict) else "",
        )
        return make_response(page, 200 if refusal is None else status_of(refusal))


def _actions(state: str) -> list[str]:
    return [action for action, (before, _after) in operations.ACTIONS.items() if state in before]


@blueprint.post("/experts/<user_id>/<action>")
@limiter.limit("120 per hour")
def change_expert(user_id: str, action: str) -> Response:
    """Suspend, resume or end an expert."""
    try:
        with begin() as work:
            operations.change_state(
                work, current_viewer(work), user_id, action, request.form.get("reason", "")
            )
    except (Invalid, Conflict) as refusal:
        return _expert(user_id, refusal)
    flash(_("Changed; the expert is told."), "success")
    return make_response(redirect(url_for("people.expert", user_id=user_id)))


@blueprint.get("/consultants")
def all_consultants() -> str:
    """List all consultants, the newest first."""
    filters = address_filters("text", state=CONSULTANT_STATES)
    with begin() as work:
        rows = consultants.directory(
            work, current_viewer(work), **filters, after=place(), limit=PAGE_ROWS + 1
        )
        return render_template(
            "people/consultants.html",
            page=listed("people.all_consultants", rows, filters, lambda one: one.id),
            states=CONSULTANT_STATES,
            state_choices=choices(CONSULTANT_STATES),
        )


@blueprint.get("/consultants/<consultant_id>")
def consultant(consultant_id: str) -> str:
    """Show a consultant with the form as handed in last."""
    with begin() as work:
        view = consultants.consultant(work, current_viewer(work), consultant_id)
        process, form_id = consultant_operations.PROCESS, consultant_operations.FORM
        form = read_form(work, process, form_id, view.profile, locale=locale_tag()) if view.profile else None
        return render_template("people/consultant.html", consultant=view, form=form, states=CONSULTANT_STATES)
