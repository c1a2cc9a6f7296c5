"""What is overdue, for leads and those who oversee: seen without asking for it."""

from __future__ import annotations

from flask import render_template

from web.cases import filtering
from web.i18n import locale_tag
from web.inbox.blueprint import blueprint
from web.inbox.lists import ROWS
from web.paging import around
from web.viewers import current_viewer
from web.work import begin
from workflows.approvals.policies.cases import may_oversee
from workflows.approvals.team.overdue import overdue_tasks
from workflows.people.organisations.group_names import group_names


@blueprint.get("/overdue")
def overdue() -> str:
    """List the overdue steps of the groups that the viewer leads, or all; the longest overdue first."""
    with begin() as work:
        viewer = current_viewer(work)
        page = overdue_tasks(work, viewer, **around(ROWS))
        return render_template(
            "inbox/overdue.html",
            page=page,
            groups=group_names(work, {group for item in page.items for group in item.groups}, locale_tag()),
            endpoint="inbox.overdue",
            list_url=filtering.list_url,
            everything=may_oversee(viewer),
            leads=viewer.leads,
            locale=locale_tag(),
        )
