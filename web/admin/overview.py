"""The start of the administration: what needs attention, and what was done last."""

from __future__ import annotations

from flask import render_template

from web.admin.blueprint import blueprint
from web.admin.labels import ACTIONS, SUBJECTS, shown_changes
from web.i18n import locale_tag
from web.viewers import current_viewer
from web.work import begin
from workflows.administration import queries
from workflows.administration.values import MOST_COUNTED
from workflows.people.identity.queries import count_accounts
from workflows.people.organisations.queries import counts

SHOWN = 8


@blueprint.get("")
def home() -> str:
    """Show numbers, windows where nobody works, and the latest actions."""
    with begin() as work:
        viewer = current_viewer(work)
        by_state = counts(work, most=MOST_COUNTED + 1)
        regions, clusters = queries.staffed_regions(work, viewer), queries.staffed_clusters(work, viewer)
        latest = queries.audit_log(work, viewer, limit=SHOWN)
        return render_template(
            "admin/home.html",
            accounts=count_accounts(work, most=MOST_COUNTED + 1),
            by_state=by_state,
            organisations=sum(by_state.values()),
            processes=[process for process in queries.processes(work, viewer) if process.current],
            unstaffed_regions=[region for region in regions if region.unstaffed],
            unstaffed_clusters=[cluster for cluster in clusters if cluster.unstaffed],
            latest=latest,
            changes=shown_changes(work, latest),
            actions=ACTIONS,
            subjects=SUBJECTS,
            locale=locale_tag(),
        )
