"""Tasks that nobody may take, for those who can mend it."""

from __future__ import annotations

from flask import render_template

from web.i18n import locale_tag
from web.inbox.blueprint import blueprint
from web.viewers import current_viewer
from web.work import begin
from workflows.approvals.inbox import lists
from workflows.people.identity.roles import OPERATIONS
from workflows.people.organisations.group_names import group_names


@blueprint.get("/unattended")
def unattended() -> str:
    """List the open tasks that nobody may take, with what to do about each."""
    with begin() as work:
        viewer = current_viewer(work)
        items = lists.unattended(work, viewer)
        names = group_names(work, {group for item in items for group in item.groups}, locale_tag())
        return render_template(
            "inbox/unattended.html",
            found=items,
            groups=names,
            locale=locale_tag(),
            may_assign=viewer.holds(*OPERATIONS),
            may_grant=viewer.holds("admin"),
        )
