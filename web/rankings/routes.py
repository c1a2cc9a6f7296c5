"""The ranking 活跃度排名 by period, for everybody; the reasons of the points, for who may read them."""

from __future__ import annotations

from typing import cast

from flask import Blueprint, abort, render_template, request, url_for
from flask_babel import gettext as _

from web.i18n import locale_tag
from web.limits import limiter
from web.paging import PAGE_ROWS, listed, place
from web.viewers import current_viewer, insist_on_sign_in
from web.work import begin
from workflows.business.rankings import queries
from workflows.business.rankings.points import latest_periods, table_of_points
from workflows.business.rankings.values import ALL_TIME, EVENT_NAMES, RANKED_KINDS, Ranked, RankedKind

blueprint = Blueprint("rankings", __name__, template_folder="templates")

_MOST_CHARACTERS = 64


@blueprint.get("")
@limiter.limit("240 per minute")
def home() -> str:
    """Show who has the most points in a period, and what counts how much."""
    kind = cast("RankedKind", _among(request.args.get("of", ""), RANKED_KINDS))
    with begin() as work:
        periods = latest_periods(work)
        period = _among(request.args.get("period", ""), periods)
        rows = queries.ranking(work, kind, period)
        return render_template(
            "rankings/home.html",
            kind=kind,
            period=period,
            periods=[(one, _("All time") if one == ALL_TIME else one) for one in periods],
            rows=rows,
            most=queries.LISTED,
            tabs=[
                (url_for("rankings.home", of=one, period=period), name, None, one == kind)
                for one, name in (("provider", _("Providers")), ("consultant", _("Consultants")))
            ],
            counted=table_of_points(work),
            events=_event_names(),
        )


def _event_names() -> dict[str, str]:
    return {event: words.say(locale_tag()) for event, words in EVENT_NAMES.items()}


def _among(asked: str, known: tuple[str, ...]) -> str:
    return asked if asked in known else known[0]


@blueprint.get("/<kind>/<ranked_id>")
def reasons(kind: str, ranked_id: str) -> str:
    """Show why the points of somebody count, to who oversees and to themselves. 404: no such kind."""
    insist_on_sign_in()
    if kind not in RANKED_KINDS:
        abort(404)
    of = Ranked(kind, ranked_id[:_MOST_CHARACTERS])
    with begin() as work:
        name, entries = queries.reasons(work, current_viewer(work), of, after=place(), limit=PAGE_ROWS + 1)
        standings = queries.standings(work, of, latest_periods(work)[:3])
    return render_template(
        "rankings/reasons.html",
        name=name,
        of=of,
        all_time=ALL_TIME,
        standings=standings,
        events=_event_names(),
        page=listed("rankings.reasons", entries, {}, lambda one: one.id, kind=of.kind, ranked_id=of.id),
    )
