"""Tasks that nobody may take, for those who can mend it."""

from __future__ import annotations

from flask import render_template

from web.inbox.blueprint import blueprint
from web.viewers import spoken, viewer
from web.work import begin
from workflows.approvals.inbox import lists
from workflows.people.organisations.group_names import group_names


@blueprint.get("/unattended")
def unattended() -> str:
    """List the open tasks that nobody may take, with what to do about each."""
    with begin() as work:
        seen = viewer(work)
        found = lists.unattended(work, seen)
        names = group_names(work, {group for item in found for group in item.groups}, spoken())
        return render_template(
            "inbox/unattended.html",
            found=found,
            groups=names,
            locale=spoken(),
            may_assign=seen.holds("operator", "admin"),
            may_grant=seen.holds("admin"),
        )
