"""All addresses of the team."""

from __future__ import annotations

from flask import Response, make_response, redirect, render_template, url_for

from web.team import consultants, experts, sub_accounts
from web.team.blueprint import blueprint, parts_of
from web.work import begin

__all__ = ["blueprint", "consultants", "experts", "sub_accounts"]


@blueprint.get("")
def home() -> Response:
    """Go to the first page that the person may open; without any, say why."""
    with begin() as work:
        parts = parts_of(work)
    if parts:
        return make_response(redirect(url_for(parts[0].endpoint)))
    return make_response(render_template("team/nothing.html"), 403)
