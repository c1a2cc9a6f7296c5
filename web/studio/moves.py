"""Running cases on their way to a version: who can go, how far it is, and the way back."""

from __future__ import annotations

from flask import Response, make_response, redirect, render_template, request, url_for

from web.actor_names import actor_names
from web.form_problems import Problems, problems_of
from web.i18n import locale_tag
from web.paging import place
from web.statuses import status_of
from web.studio.blueprint import blueprint
from web.viewers import current_viewer
from web.work import begin
from workflows.administration.repair_values import Names
from workflows.approvals.cases.diagrams import process_names
from workflows.ground.errors import Forbidden, Invalid, InvalidState
from workflows.ground.messages import sentence
from workflows.people.viewer_loader import viewer_of
from workflows.studio import moving, queries
from workflows.studio.values import MovedCase


@blueprint.get("/versions/<definition_id>/cases")
def choose_cases(definition_id: str) -> str:
    """Show what the version means for each running case on another one, to be chosen from."""
    return _choice_page(definition_id, {})


def _choice_page(definition_id: str, problems: Problems) -> str:
    with begin() as work:
        viewer = current_viewer(work)
        of = queries.version(work, viewer, definition_id)
        return render_template(
            "studio/choose_cases.html",
            of=of,
            name=Names(*process_names(work, of)).name(locale_tag()),
            impact=moving.version_impact(work, viewer, definition_id, place()),
            most=moving.MOST_MOVED,
            chosen=request.form.getlist("instance"),
            problems=problems,
            typed=dict(request.form),
            locale=locale_tag(),
        )


@blueprint.post("/versions/<definition_id>/cases")
def start_move(definition_id: str) -> Response:
    """Begin to move the chosen cases, or all that can go; what is refused keeps the choice."""
    chosen = None if request.form.get("which") == "all" else request.form.getlist("instance")
    try:
        with begin() as work:
            reason = request.form.get("reason", "")
            move_id = moving.start_move(work, current_viewer(work), definition_id, chosen, reason)
    except (Forbidden, Invalid) as refusal:
        return make_response(_choice_page(definition_id, problems_of(refusal)), status_of(refusal))
    moving.carry_on(begin, viewer_of, move_id)
    return make_response(redirect(url_for("studio.move", move_id=move_id), 303))


@blueprint.get("/moves/<move_id>")
def move(move_id: str) -> str:
    """Show how far a move is."""
    return _move_page(move_id, {})


def _move_page(move_id: str, problems: Problems) -> str:
    with begin() as work:
        shown = moving.move(work, current_viewer(work), move_id)
        return render_template(
            "studio/move.html",
            move=shown,
            most=moving.MOST_SHOWN,
            actors=actor_names(work, {one for one in (shown.started_by, shown.undone_by) if one}),
            reasons={one.number: _why(one) for one in shown.cases},
            problems=problems,
            typed=dict(request.form),
        )


def _why(case: MovedCase) -> str:
    """Return why a case was stopped, in the language of the request; "" if it was not."""
    return "" if case.refusal is None else sentence(case.refusal[0], locale_tag(), case.refusal[1])


@blueprint.post("/moves/<move_id>/go-on")
def go_on_moving(move_id: str) -> Response:
    """Move the next cases; the page asks for it until none is left."""
    moving.carry_on(begin, viewer_of, move_id)
    return make_response(redirect(url_for("studio.move", move_id=move_id), 303))


@blueprint.post("/moves/<move_id>/undo")
def undo_move(move_id: str) -> Response:
    """Begin to take the cases of a move back to where they came from."""
    try:
        with begin() as work:
            moving.undo_move(work, current_viewer(work), move_id, request.form.get("reason", ""))
    except (Forbidden, Invalid, InvalidState) as refusal:
        return make_response(_move_page(move_id, problems_of(refusal)), status_of(refusal))
    moving.carry_on(begin, viewer_of, move_id)
    return make_response(redirect(url_for("studio.move", move_id=move_id), 303))
