"""Who could act on each step of a draft today, and where nobody could."""

from __future__ import annotations

from flask import render_template

from web.i18n import locale_tag
from web.studio.blueprint import blueprint
from web.viewers import current_viewer
from web.work import begin
from workflows.people.identity.roles import ROLES
from workflows.studio import queries
from workflows.studio.staffing_proof import staffing_proof


@blueprint.get("/drafts/<draft_id>/staff")
def draft_staff(draft_id: str) -> str:
    """Show for each user task who could act on it today."""
    with begin() as work:
        viewer = current_viewer(work)
        return render_template(
            "studio/staff.html",
            draft=queries.draft(work, viewer, draft_id).draft,
            steps=staffing_proof(work, viewer, draft_id),
            roles={role: called[locale_tag() == "en"] for role, called in ROLES.items()},
            locale=locale_tag(),
        )
