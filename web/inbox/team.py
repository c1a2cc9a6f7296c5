"""What the lead of a group sees: its numbers, and its tasks whoever holds them."""

from __future__ import annotations

from datetime import timedelta

from flask import Response, make_response, redirect, render_template, request, url_for

from web.cases import filtering
from web.i18n import locale_tag
from web.inbox import filter_choices
from web.inbox.blueprint import blueprint
from web.inbox.lists import sorting
from web.navigation import list_counts
from web.paging import around
from web.request_values import whole
from web.viewers import current_viewer
from web.work import begin
from workflows.approvals.actions import carbon_copies
from workflows.approvals.policies.cases import may_oversee
from workflows.approvals.team import team_lead
from workflows.approvals.team.team_lead import AGES
from workflows.ground.errors import NotFound
from workflows.people.organisations.group_names import group_names

ROWS = 50


@blueprint.get("/team")
def team() -> Response:
    """Show the first group that the viewer leads."""
    with begin() as work:
        groups = sorted(current_viewer(work).leads)
    if not groups:
        raise NotFound("room.not_found")
    return make_response(redirect(url_for("inbox.team_numbers", group=groups[0])))


@blueprint.get("/team/<group>")
def team_numbers(group: str) -> str:
    """Show how a group stands."""
    with begin() as work:
        viewer = current_viewer(work)
        return render_template(
            "inbox/team.html",
            numbers=team_lead.team_numbers(work, viewer, group),
            group=group,
            names=group_names(work, viewer.leads, locale_tag()),
            counts=list_counts(work, viewer),
            copies=carbon_copies.copies_count(work, viewer),
            leads=viewer.leads,
            oversees=may_oversee(viewer),
            ages=list(zip((None, *AGES), (*AGES, None), strict=True)),
            hours=_hours,
        )


@blueprint.get("/team/<group>/tasks")
def team_tasks(group: str) -> str:
    """List the active tasks of a group, whoever holds them."""
    with begin() as work:
        viewer = current_viewer(work)
        offered = filter_choices.available(work, viewer)
        sort, by = sorting(offered, "oldest")
        page = team_lead.team_tasks(
            work,
            viewer,
            group,
            filtering.filters(offered.fields),
            older_than=_age("older"),
            younger_than=_age("younger"),
            sort=sort,
            by=by,
            **around(ROWS),
        )
        return render_template(
            "inbox/team_tasks.html",
            page=page,
            group=group,
            names=group_names(work, {group}, locale_tag()),
            counts=list_counts(work, viewer),
            copies=carbon_copies.copies_count(work, viewer),
            leads=viewer.leads,
            oversees=may_oversee(viewer),
            offered=offered,
            chips=filter_choices.chips(offered, "inbox.team_tasks"),
            older=_age("older"),
            younger=_age("younger"),
            sort=sort,
            list_url=_list_url,
            endpoint="inbox.team_tasks",
            narrowed=filtering.narrowed() or _age("older") is not None or _age("younger") is not None,
            marked=lambda said: said,
            texts={},
            locale=locale_tag(),
        )


def _list_url(endpoint: str, **changes: str | None) -> str:
    ages = {name: str(age) for name in ("older", "younger") if (age := _age(name)) is not None}
    return filtering.list_url(endpoint, **{**ages, **changes})


def _age(name: str) -> int | None:
    return whole(request.args.get(name, ""), most=max(AGES))


def _hours(took: timedelta | None) -> tuple[int, int] | None:
    """Return days and hours of a span, None for none."""
    return None if took is None else (took.days, took.seconds // 3600)
