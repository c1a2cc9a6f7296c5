"""What an applicant may do with a running case: withdraw it, ask for speed."""

from __future__ import annotations

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from web.cases.blueprint import blueprint
from web.i18n import locale_tag
from web.limits import limiter
from web.viewers import current_viewer
from web.work import begin
from workflows.approvals.cases import case_status, item_queries, withdraw_and_urge
from workflows.ground.errors import InvalidState


@blueprint.get("/<number>/withdraw")
def withdraw_question(number: str) -> str | Response:
    """Ask whether the application shall really be taken back, and why."""
    with begin() as work:
        viewer = current_viewer(work)
        case = item_queries.case_by_number(work, viewer, number)
        if "withdraw" not in case_status.permitted(work, viewer, case.id):
            return _back(number)
        return render_template("cases/withdraw.html", case=case, locale=locale_tag())


@blueprint.post("/<number>/withdraw")
@limiter.limit("60 per hour")
def withdraw(number: str) -> Response:
    """Take the application back; sent twice, the second time changes nothing."""
    with begin() as work:
        viewer = current_viewer(work)
        case = item_queries.case_by_number(work, viewer, number)
        if case.state != "withdrawn":
            withdraw_and_urge.withdraw(work, viewer, case.id, request.form.get("reason", ""))
            flash(_("The application is withdrawn."), "success")
    return _back(number)


@blueprint.post("/<number>/urge")
@limiter.limit("60 per hour")
def urge(number: str) -> Response:
    """Remind those who may act; refused kindly when that was done a moment ago."""
    try:
        with begin() as work:
            viewer = current_viewer(work)
            told = withdraw_and_urge.urge(work, viewer, item_queries.case_by_number(work, viewer, number).id)
        flash(ngettext("%(num)s reviewer was told.", "%(num)s reviewers were told.", told), "success")
    except InvalidState as refusal:
        flash(refusal.message(locale_tag()), "warning")
    return _back(number)


def _back(number: str) -> Response:
    return make_response(redirect(url_for("cases.case", number=number)))
