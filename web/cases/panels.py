"""An operator gives the place of an expert on a panel to another one."""

from __future__ import annotations

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from web.cases.blueprint import blueprint
from web.i18n import locale_tag
from web.limits import limiter
from web.viewers import current_viewer
from web.work import begin
from workflows.approvals.cases import item_queries
from workflows.business.panels import operations
from workflows.business.panels.queries import panel_of, replacements
from workflows.business.panels.values import PanelView, SeatView
from workflows.ground.errors import Invalid, InvalidState


@blueprint.get("/<number>/panel/<int:place>/replace")
def replace_question(number: str, place: int) -> Response:
    """Ask which expert shall score instead."""
    return _ask(number, place)


@blueprint.post("/<number>/panel/<int:place>/replace")
@limiter.limit("60 per hour")
def replace_expert(number: str, place: int) -> Response:
    """Ask another expert; one who has scored meanwhile stays."""
    try:
        with begin() as work:
            viewer = current_viewer(work)
            case = item_queries.case_by_number(work, viewer, number)
            operations.replace(work, viewer, case.id, place, request.form.get("expert", ""))
        flash(_("Another expert is being asked."), "success")
    except InvalidState as refusal:
        flash(refusal.message(locale_tag()), "warning")
    except Invalid as refusal:
        return _ask(number, place, problem=refusal.message(locale_tag()))
    return _back(number)


def _ask(number: str, place: int, problem: str = "") -> Response:
    with begin() as work:
        viewer = current_viewer(work)
        case = item_queries.case_by_number(work, viewer, number)
        choices = replacements(work, viewer, case.id, locale=locale_tag())
        seat = _asked(panel_of(work, viewer, case.id, locale=locale_tag()), place)
        if seat is None:
            return _back(number)
        page = render_template(
            "cases/replace.html", case=case, seat=seat, locale=locale_tag(), problem=problem,
            choices=choices,
        )  # fmt: skip
        return make_response(page, 422 if problem else 200)


def _asked(panel: PanelView | None, place: int) -> SeatView | None:
    if panel is None or not panel.may_replace:
        return None
    return next((seat for seat in panel.seats if seat.place == place and seat.state == "asked"), None)


def _back(number: str) -> Response:
    return make_response(redirect(url_for("cases.case", number=number)))
