"""Programmes for those who oversee them: what is left of the budgets, and what became of what was granted."""

from __future__ import annotations

from flask import Response, render_template

from web.i18n import locale_tag
from web.limits import limiter
from web.spreadsheets import saved_table
from web.viewers import current_viewer
from web.vouchers.blueprint import blueprint
from web.vouchers.labels import KINDS
from web.work import begin
from workflows.business.vouchers import report


@blueprint.get("/programmes")
def programmes() -> str:
    """List the programmes with what is left of their budgets, the newest year first."""
    with begin() as work:
        rows = report.overview(work, current_viewer(work))
        now = work.now
    return render_template("vouchers/programmes.html", rows=rows, kinds=KINDS, now=now)


@blueprint.get("/programmes/<programme_id>")
def programme(programme_id: str) -> str:
    """Show what became of a programme's budget, by region and by size class."""
    with begin() as work:
        of = report.report(work, current_viewer(work), programme_id, locale_tag())
    return render_template("vouchers/programme.html", of=of, kinds=KINDS)


@blueprint.get("/programmes/<programme_id>/figures.<kind>")
@limiter.limit("60 per hour")
def export(programme_id: str, kind: str) -> Response:
    """Give the figures as CSV or XLSX, to be saved."""
    with begin() as work:
        of = report.report(work, current_viewer(work), programme_id, locale_tag())
    locale = locale_tag()
    return saved_table(
        f"vouchers-{of.programme.id}",
        kind,
        lambda file_kind, target: report.export_report(of, file_kind, target, locale),
    )
