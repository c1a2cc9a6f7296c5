"""The log of administrative actions."""

from __future__ import annotations

from flask import render_template

from web.admin.blueprint import blueprint
from web.admin.labels import ACTIONS, SUBJECTS, shown_changes
from web.paging import PAGE_ROWS, address_filters, listed, place
from web.viewers import current_viewer
from web.work import begin
from workflows.administration import queries


@blueprint.get("/audit")
def audit() -> str:
    """List who did what when, with before and after; the newest first."""
    filters = address_filters("text", "kind")
    with begin() as work:
        entries = queries.audit_log(
            work,
            current_viewer(work),
            text=filters["text"],
            subject_kind=filters["kind"] or None,
            after=place(),
            limit=PAGE_ROWS + 1,
        )
        page = listed("admin.audit", entries, filters, lambda entry: entry.id)
        return render_template(
            "admin/audit.html",
            page=page,
            changes=shown_changes(work, page.rows),
            actions=ACTIONS,
            subjects=SUBJECTS,
        )
