"""The lists of the inbox: to do and done."""

from __future__ import annotations

from typing import Any

from flask import render_template, request

from web.cases import filtering
from web.inbox.blueprint import blueprint
from web.viewers import spoken, viewer
from web.work import begin
from workflows.approvals import ordering, queries, standing
from workflows.approvals.values import Page, WorkItemView
from workflows.organisations.group_names import group_names
from workflows.policies.viewer import Viewer
from workflows.work import Work

ROWS = 50


@blueprint.get("")
def home() -> str:
    """List what waits for the viewer, the oldest first unless sorted otherwise."""
    sort = request.args.get("sort", "")
    sort = sort if sort in ordering.TO_DO else "oldest"
    with begin() as work:
        seen = viewer(work)
        page = queries.to_do(work, seen, filtering.filters(), sort=sort, after=filtering.place(), limit=ROWS)
        return _render(work, seen, "inbox/to_do.html", page, sort=sort, sorts=tuple(ordering.TO_DO))


@blueprint.get("/done")
def done() -> str:
    """List what the viewer has decided, the newest first."""
    with begin() as work:
        seen = viewer(work)
        page = queries.done(work, seen, filtering.filters(), after=filtering.place(), limit=ROWS)
        return _render(work, seen, "inbox/done.html", page)


def _render(work: Work, seen: Viewer, template: str, page: Page[WorkItemView], **more: Any) -> str:
    counts = queries.counts(work, seen)
    return render_template(
        template,
        page=page,
        counts=counts,
        groups=group_names(work, {group for item in page.items for group in item.groups}, spoken()),
        processes=standing.process_choices(work, spoken()),
        given=filtering.given(),
        narrowed=filtering.narrowed(),
        list_url=filtering.list_url,
        place=filtering.place(),
        locale=spoken(),
        **more,
    )
