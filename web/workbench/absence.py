"""Absence 外出代理: who is away and who stands in; set for oneself, and by who may for others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from web.filters import SHANGHAI
from web.form_problems import problems_of
from web.i18n import locale_tag
from web.limits import limiter
from web.request_values import moment
from web.viewers import current_viewer
from web.work import begin
from web.workbench.blueprint import blueprint
from workflows.approvals.cases import case_status
from workflows.approvals.team import assignee_picker
from workflows.ground.errors import Conflict, Invalid, InvalidState
from workflows.ground.work import Work
from workflows.people.absences import operations, queries
from workflows.people.absences.values import NewAbsence
from workflows.people.identity.queries import id_by_identifier
from workflows.people.organisations.group_names import group_names
from workflows.people.policies.absences import is_colleague, may_set_for_others
from workflows.people.viewer import Viewer, require


@blueprint.get("/absence")
def absence() -> str:
    """Show the viewer's absences and the form for a new one; those of others to who may set them."""
    with begin() as work:
        viewer = _colleague(work)
        return _page(work, viewer)


@blueprint.get("/absence/people")
@limiter.limit("2400 per hour")
def absence_people() -> str:
    """Return the part of the page that lists whom to choose as a deputy."""
    with begin() as work:
        viewer = _colleague(work)
        choice = _choice(work, viewer, request.args.get("q", ""), _chosen())
        return render_template("inbox/people.html", **choice)


@blueprint.post("/absence")
@limiter.limit("60 per hour")
def set_absence() -> Response:
    """Note an absence, or say at the field what is wrong; a search only shows the page again."""
    try:
        with begin() as work:
            viewer = _colleague(work)
            if "search" in request.form:
                return make_response(_page(work, viewer))
            asked = _asked(work, viewer)
            operations.set_absence(work, viewer, asked)
    except Invalid as refusal:
        with begin() as work:
            return make_response(_page(work, current_viewer(work), problems_of(refusal)), 422)
    own = _("Set. Your deputy takes over when it begins.")
    waits = _("Set. It is in force once the person or another administrator has confirmed it.")
    flash(own if asked.user_id == viewer.user_id else waits, "success")
    return make_response(redirect(url_for("workbench.absence")))


@blueprint.post("/absence/<absence_id>/confirm")
@limiter.limit("60 per hour")
def confirm_absence(absence_id: str) -> Response:
    """Put an absence in force that somebody else set; sent twice, the second time changes nothing."""
    return _change(
        operations.confirm_absence,
        absence_id,
        _("Confirmed. The deputy is told, and takes over when it begins."),
    )


@blueprint.post("/absence/<absence_id>/end")
@limiter.limit("60 per hour")
def end_absence(absence_id: str) -> Response:
    """End an absence, or call it off; sent twice, the second time changes nothing."""
    return _change(
        operations.end_absence,
        absence_id,
        _("Ended. What the deputy has taken over stays there until it is decided or given back."),
    )


def _change(operation: Callable[[Work, Viewer, str], object], absence_id: str, done: str) -> Response:
    """Carry out what one button beside an absence asks, and show the list again with what came of it."""
    try:
        with begin() as work:
            operation(work, current_viewer(work), absence_id)
        flash(done, "success")
    except (InvalidState, Conflict) as refusal:
        flash(refusal.message(locale_tag()), "warning")
    return make_response(redirect(url_for("workbench.absence")))


def _colleague(work: Work) -> Viewer:
    viewer = current_viewer(work)
    require(is_colleague(viewer.groups), "absences.no_colleague")
    return viewer


def _asked(work: Work, viewer: Viewer) -> NewAbsence:
    given = request.form
    whose = given.get("whose", "").strip()
    user_id = viewer.user_id if not whose else id_by_identifier(work, whose) or ""
    return NewAbsence(
        user_id,
        given.get("deputy_id", ""),
        moment(given.get("starts_at", "")),
        moment(given.get("ends_at", "")),
        given.get("reason", ""),
        tuple(given.getlist("process_ids")),
    )


def _chosen() -> list[str]:
    return [one for one in request.values.getlist("deputy_id") if one]


def _page(work: Work, viewer: Viewer, problems: dict[str, list[str]] | None = None) -> str:
    for_others = may_set_for_others(viewer)
    now = work.now.astimezone(SHANGHAI)
    return render_template(
        "workbench/absence.html",
        own=queries.own_absences(work, viewer),
        others=queries.all_absences(work, viewer) if for_others else [],
        for_others=for_others,
        processes=case_status.process_choices(work, locale_tag()),
        problems=problems or {},
        typed=request.form,
        start=f"{now:%Y-%m-%dT%H:%M}",
        viewer_id=viewer.user_id,
        **_choice(work, viewer, request.form.get("q", ""), _chosen()),
    )


def _choice(work: Work, viewer: Viewer, text: str, chosen: list[str]) -> dict[str, Any]:
    myself = () if may_set_for_others(viewer) else (viewer.user_id,)
    picked = assignee_picker.deputies(work, viewer, text=text, chosen=chosen, without=myself)
    groups = {group for person in picked.people for group in person.groups}
    return {
        "choice": picked,
        "chosen": chosen,
        "many": False,
        "field": "deputy_id",
        "text": text,
        "person_groups": group_names(work, groups, locale_tag()),
        "people_url": url_for("workbench.absence_people"),
    }
