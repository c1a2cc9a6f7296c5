"""In-site messages: read, open the page they are about, mark as read."""

from __future__ import annotations

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import ngettext

from web.i18n import locale_tag
from web.paging import place
from web.viewers import current_viewer
from web.work import begin
from web.workbench.blueprint import blueprint
from workflows.administration import repair_queries
from workflows.approvals.cases import item_queries
from workflows.ground.errors import NotFound
from workflows.ground.work import Work
from workflows.notices import operations, queries
from workflows.notices.queries import MessageView
from workflows.outbox.destinations import PAGES
from workflows.people.policies.administration import may_read_incidents
from workflows.people.viewer import Viewer

ABOUT_INCIDENTS = frozenset({"case_stuck"})
"""Notices of what stops a case: who may mend it is led to the incident."""

ROWS = 20


@blueprint.get("/messages")
def messages() -> str:
    """List the viewer's messages, the newest first."""
    with begin() as work:
        viewer = current_viewer(work)
        rows = queries.messages(work, viewer.user_id, locale_tag(), after=place(), limit=ROWS + 1)
        return render_template(
            "workbench/messages.html",
            messages=rows[:ROWS],
            after=rows[ROWS - 1].id if len(rows) > ROWS else None,
            paged="after" in request.args,
            unread=queries.unread_count(work, viewer.user_id),
            own_pages=PAGES,
            about_incidents=ABOUT_INCIDENTS if may_read_incidents(viewer) else (),
        )


@blueprint.post("/messages/read")
def read_all() -> Response:
    """Mark every message as read."""
    with begin() as work:
        changed = operations.mark_read(work, current_viewer(work).user_id)
    flash(ngettext("%(num)s message marked as read.", "%(num)s messages marked as read.", changed), "success")
    return make_response(redirect(url_for("workbench.messages")))


@blueprint.post("/messages/<message_id>")
def open_message(message_id: str) -> Response:
    """Mark a message as read and go to the page it is about; to a case if the viewer may still see it."""
    with begin() as work:
        viewer = current_viewer(work)
        message = queries.message(work, viewer.user_id, message_id, locale_tag())
        operations.mark_read(work, viewer.user_id, [message.id])
        target = url_for("workbench.messages")
        if request.form.get("open"):
            target = _about(work, viewer, message) or target
    return make_response(redirect(target))


def _about(work: Work, viewer: Viewer, message: MessageView) -> str | None:
    """Return where a message leads; None: the right to that has ended since, the message stays readable."""
    if message.template in PAGES or message.case_id is None:
        return message.page or None
    case_id = message.case_id
    about_incident = message.template in ABOUT_INCIDENTS and may_read_incidents(viewer)
    if about_incident:
        incident = repair_queries.latest_incident_of(work, viewer, case_id)
        if incident is not None:
            return url_for("admin.incident", incident_id=incident)
    try:
        return url_for("cases.case", number=item_queries.case(work, viewer, case_id).number)
    except NotFound:
        return url_for("admin.incidents") if about_incident else None
