"""Filters that people keep: above the list, with live counts; keeping, sharing and taking away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from web.cases import filtering
from web.form_problems import problems_of
from web.i18n import locale_tag
from web.inbox.blueprint import blueprint
from web.limits import limiter
from web.viewers import current_viewer
from web.work import begin
from workflows.approvals.inbox import lists, saved_filters
from workflows.approvals.inbox.filter_address import FIELD, readable
from workflows.approvals.inbox.filter_fields import FieldChoice, field_choices
from workflows.approvals.inbox.lists import COUNT_LIMIT
from workflows.approvals.inbox.saved_filters import FilterView
from workflows.approvals.policies.team_lead import may_share_filters
from workflows.ground.errors import Invalid, NotFound
from workflows.ground.work import Work
from workflows.people.organisations.group_names import group_names
from workflows.people.viewer import Viewer

QUERY = "query:"


@dataclass(frozen=True, slots=True)
class Shown:
    """A kept filter above the list: how many tasks fit, or at least; whether it is the one shown."""

    filter: FilterView
    url: str
    count: int
    more: bool
    active: bool


def shown(work: Work, viewer: Viewer) -> list[Shown]:
    """Return the viewer's filters with exact counts; a constant number of statements for all of them."""
    rows = [one for one in saved_filters.saved(work, viewer) if one.query]
    fields: dict[str, list[FieldChoice]] = {}
    for one in rows:
        process = one.query.get("process", "")
        if process and process not in fields and any(name.startswith(FIELD) for name in one.query):
            fields[process] = field_choices(work, process, locale_tag())
    wanted = {one.id: filtering.read(one.query, fields.get(one.query.get("process", ""), ())) for one in rows}
    counted = lists.counts_of(work, viewer, wanted)
    here = _address()
    return [
        Shown(
            one,
            _url(one.query),
            min(counted[one.id], COUNT_LIMIT),
            counted[one.id] > COUNT_LIMIT,
            dict(one.query) == here,
        )
        for one in rows
    ]


def start_url(work: Work, viewer: Viewer) -> str | None:
    """Return the address with which the viewer's inbox begins, None for all tasks."""
    start = saved_filters.starting(work, viewer)
    return None if start is None else _url(start.query)


@blueprint.get("/filters")
def filters() -> str:
    """Show the viewer's filters, and the form that keeps the one in the address."""
    return _page()


@blueprint.post("/filters")
@limiter.limit("120 per hour")
def keep_filter() -> Response:
    """Keep the filter that the form carries."""
    said = {name.removeprefix(QUERY): text for name, text in request.form.items() if name.startswith(QUERY)}
    query = readable(said)
    try:
        with begin() as work:
            viewer = current_viewer(work)
            group = request.form.get("group") or None
            kept_id = saved_filters.keep(work, viewer, request.form.get("name", ""), query, group)
            if "default" in request.form:
                saved_filters.begin_with(work, viewer, kept_id)
    except Invalid as refusal:
        return make_response(_page(refusal, query), 422)
    flash(_("The filter is kept."), "success")
    return make_response(redirect(_url(query)))


@blueprint.post("/filters/<filter_id>")
@limiter.limit("600 per hour")
def change_filter(filter_id: str) -> Response:
    """Move a filter, share it, make it the beginning of the inbox, or take it away."""
    what, group = request.form.get("what", ""), request.form.get("group") or None
    with begin() as work:
        viewer = current_viewer(work)
        if what in {"up", "down"}:
            saved_filters.move(work, viewer, filter_id, up=what == "up")
        elif what == "share":
            saved_filters.share(work, viewer, filter_id, group)
        elif what in {"default", "no_default"}:
            saved_filters.begin_with(work, viewer, filter_id if what == "default" else None)
        elif what == "forget":
            saved_filters.forget(work, viewer, filter_id)
            flash(_("The filter is gone."), "success")
        else:
            raise NotFound("room.not_found")
    return make_response(redirect(url_for("inbox.filters")))


def _page(refusal: Invalid | None = None, query: dict[str, str] | None = None) -> str:
    with begin() as work:
        viewer = current_viewer(work)
        rows = saved_filters.saved(work, viewer)
        mine = [group for group in sorted(viewer.groups) if may_share_filters(viewer, group)]
        return render_template(
            "inbox/filters.html",
            found=rows,
            address=_address() if query is None else query,
            typed=request.form,
            problems=problems_of(refusal) if refusal else {},
            shareable=mine,
            names=group_names(work, {*mine, *(one.group for one in rows if one.group)}, locale_tag()),
        )


def _url(query: Mapping[str, Any]) -> str:
    return url_for("inbox.home", **query)


def _address() -> dict[str, str]:
    """Return the filters and the order of the request's address."""
    return readable(request.args)
