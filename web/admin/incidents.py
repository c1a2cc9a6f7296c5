"""Cases that cannot go on by themselves: what is alike, one in full, and the ways to mend it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from web.admin.blueprint import blueprint
from web.admin.engine_words import HAPPENED, JOB_KINDS, JOB_STATES, PASSED_BY
from web.form_problems import in_words, problems_of
from web.i18n import locale_tag
from web.incident_causes import cause
from web.paging import PAGE_ROWS, address_filters, listed, place
from web.viewers import current_viewer
from web.work import begin
from workflows.administration import repair_queries, repairs
from workflows.administration.repair_queries import JSON_LIMIT
from workflows.administration.repair_values import Mended
from workflows.ground import case_json
from workflows.ground.errors import FieldProblem, Invalid
from workflows.ground.work import Work
from workflows.people.policies.administration import may_administrate
from workflows.people.viewer import Viewer

MOST_VARIABLES = 50
VARIABLE = "variable:"


@blueprint.get("/incidents")
def incidents() -> str:
    """List causes and open incidents; administrators also see suspended cases and what else failed."""
    filters = address_filters("process", "element", "code")
    with begin() as work:
        viewer = current_viewer(work)
        administrates = may_administrate(viewer)
        rows = repair_queries.incidents(
            work,
            viewer,
            process_id=filters["process"] or None,
            element_id=filters["element"] or None,
            code=filters["code"] or None,
            after=place(),
            limit=PAGE_ROWS + 1,
        )
        return render_template(
            "admin/incidents.html",
            page=listed("admin.incidents", rows, filters, lambda one: one.id),
            causes=repair_queries.causes(work, viewer),
            of_platform=repair_queries.platform_incidents(work, viewer) if administrates else [],
            suspended=repair_queries.suspended_cases(work, viewer) if administrates else [],
            problems={},
            typed={},
            locale=locale_tag(),
            cause_words=cause,
        )


@blueprint.post("/incidents/retry")
def retry_incidents() -> Response:
    """Try the chosen incidents again, each by itself, and say what became of them."""
    outcomes = repairs.retry_all(begin, request.form.getlist("incident"), request.form.get("reason", ""))
    done = [one for _id, one in outcomes if isinstance(one, Mended) and not one.still]
    stuck = [one for _id, one in outcomes if isinstance(one, Mended) and one.still]
    refused = [one for _id, one in outcomes if not isinstance(one, Mended)]
    if not outcomes:
        flash(_("Choose at least one incident."), "warning")
    if done:
        flash(ngettext("%(num)s case goes on.", "%(num)s cases go on.", len(done)), "success")
    for one in stuck:
        flash(_stopped_again(one), "warning")
    for sentence in dict.fromkeys(in_words(one) for one in refused):
        flash(sentence, "danger")
    return make_response(redirect(_list_url()))


@blueprint.post("/incidents/<incident_id>/retry-job")
def retry_job(incident_id: str) -> Response:
    """Try a job of the platform's own again."""
    try:
        with begin() as work:
            repairs.retry_platform(work, current_viewer(work), incident_id, _reason())
    except Invalid as refusal:
        flash(in_words(refusal), "danger")
    else:
        flash(_("The job runs again in a moment."), "success")
    return make_response(redirect(url_for("admin.incidents")))


def _stopped_again(mended: Mended) -> str:
    return str(_("%(number)s stopped again: %(reason)s", number=mended.number, reason=cause(mended.still)))


def _list_url() -> str:
    filters: dict[str, Any] = dict(address_filters("process", "element", "code"))
    return url_for("admin.incidents", **{name: text for name, text in filters.items() if text})


@blueprint.get("/incidents/<incident_id>")
def incident(incident_id: str) -> str:
    """Show one incident with its cause, variables and history."""
    with begin() as work:
        return _page(work, current_viewer(work), incident_id, {}, {})


def _page(
    work: Work,
    viewer: Viewer,
    incident_id: str,
    problems: dict[str, list[str]],
    typed: dict[str, str],
    *,
    tried: str = "",
) -> str:
    """Draw the page; `tried` is the repair that was refused: what was typed stands in its form alone."""
    return render_template(
        "admin/incident.html",
        detail=repair_queries.incident(work, viewer, incident_id),
        problems=problems,
        typed=typed,
        tried=tried,
        variable=VARIABLE,
        locale=locale_tag(),
        cause_words=cause,
        happened=HAPPENED,
        passed_by=PASSED_BY,
        job_states=JOB_STATES,
        job_kinds=JOB_KINDS,
    )


@blueprint.post("/incidents/<incident_id>/retry")
def retry_incident(incident_id: str) -> Response:
    """Try again."""
    return _mend(incident_id, lambda work, viewer: repairs.retry(work, viewer, incident_id, _reason()))


@blueprint.post("/incidents/<incident_id>/correct")
def correct_incident(incident_id: str) -> Response:
    """Set the variables that were changed, then try again."""
    return _mend(
        incident_id,
        lambda work, viewer: repairs.correct(work, viewer, incident_id, _corrections(), _reason()),
    )


@blueprint.post("/incidents/<incident_id>/move")
def move_incident(incident_id: str) -> Response:
    """Go on at the chosen step."""
    target = request.form.get("target", "")
    return _mend(incident_id, lambda work, viewer: repairs.move(work, viewer, incident_id, target, _reason()))


@blueprint.post("/incidents/<incident_id>/cancel")
def cancel_incident(incident_id: str) -> Response:
    """End the case."""
    return _mend(incident_id, lambda work, viewer: repairs.cancel(work, viewer, incident_id, _reason()))


@blueprint.post("/instances/<instance_id>/suspend")
def suspend_instance(instance_id: str) -> Response:
    """Let nothing happen in a case."""
    return _set_suspended(instance_id, repairs.suspend, _("The case is suspended."))


@blueprint.post("/instances/<instance_id>/resume")
def resume_instance(instance_id: str) -> Response:
    """Let a suspended case go on."""
    return _set_suspended(instance_id, repairs.resume, _("The case goes on."))


def _set_suspended(instance_id: str, act: Callable[[Work, Viewer, str, str], Mended], said: str) -> Response:
    try:
        with begin() as work:
            act(work, current_viewer(work), instance_id, _reason())
    except Invalid as refusal:
        flash(in_words(refusal), "danger")
    else:
        flash(said, "success")
    return make_response(redirect(url_for("admin.incidents")))


def _mend(incident_id: str, act: Callable[[Work, Viewer], Mended]) -> Response:
    """Mend, and say what it came to; where something is missing the page comes back with what was typed."""
    try:
        with begin() as work:
            mended = act(work, current_viewer(work))
    except Invalid as refusal:
        with begin() as work:
            viewer, typed = current_viewer(work), dict(request.form)
            page = _page(work, viewer, incident_id, problems_of(refusal), typed, tried=request.endpoint or "")
        return make_response(page, 422)
    if mended.still:
        flash(_stopped_again(mended), "warning")
    else:
        flash(_("%(number)s was mended.", number=mended.number), "success")
    return make_response(redirect(url_for("admin.incidents")))


def _reason() -> str:
    return request.form.get("reason", "")


def _corrections() -> dict[str, Any]:
    """Return the variables that were changed on the page. Raises: Invalid: at the field: no JSON."""
    values: dict[str, Any] = {}
    problems: list[FieldProblem] = []
    typed = [name for name in request.form if name.startswith(VARIABLE)][:MOST_VARIABLES]
    for name in typed:
        text = request.form[name].strip()
        if text == request.form.get(f"was:{name}", "").strip():
            continue
        try:
            if len(text) > JSON_LIMIT:
                raise ValueError(name)
            values[name.removeprefix(VARIABLE)] = case_json.read(text.encode())
        except ValueError:
            problems.append(FieldProblem(name, "administration.not_json", {}))
    if problems:
        raise Invalid("administration.repair_incomplete", problems)
    return values
