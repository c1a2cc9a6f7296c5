"""The start of the workbench: what waits, how my applications stand, what is new."""

from __future__ import annotations

from itertools import chain

from flask import render_template

from web.contracts.labels import STEPS
from web.i18n import locale_tag
from web.navigation import overdue
from web.viewers import current_viewer
from web.work import begin
from web.workbench.blueprint import blueprint
from workflows.approvals.cases import case_status
from workflows.approvals.inbox import lists
from workflows.business.contracts import queries as contracts
from workflows.notices import queries as notices
from workflows.people.organisations.group_names import group_names
from workflows.people.organisations.queries import organisations_of

SHOWN = 5


@blueprint.get("")
def home() -> str:
    """Show the beginnings of all lists, with exact counts."""
    with begin() as work:
        viewer = current_viewer(work)
        to_do = lists.to_do(work, viewer, limit=SHOWN)
        own = lists.my_applications(work, viewer, limit=SHOWN)
        open_items = case_status.open_items(work, viewer, own.items)
        acting = case_status.acting_groups(chain.from_iterable(open_items.values()))
        acting |= case_status.acting_groups(to_do.items)
        return render_template(
            "workbench/home.html",
            to_do=to_do,
            waiting=contracts.waiting(work, viewer),
            contract_steps=STEPS,
            late=overdue(work, viewer.groups),
            own=own,
            open_items=open_items,
            groups=group_names(work, acting | viewer.groups, locale_tag()),
            roles=sorted(viewer.groups),
            organisations=organisations_of(work, viewer.user_id),
            messages=notices.messages(work, viewer.user_id, locale_tag(), limit=SHOWN),
            unread=notices.unread_count(work, viewer.user_id),
            announcements=notices.announcements(work, locale_tag(), limit=SHOWN),
            locale=locale_tag(),
        )
