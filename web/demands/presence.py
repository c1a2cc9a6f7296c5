"""Who is online in the room of a tender: its page says that it is open, and hears who else is there."""

from __future__ import annotations

from flask import Response, make_response, render_template, request

from web.demands.blueprint import blueprint
from web.demands.tenders import MOST_CHARACTERS
from web.limits import limiter, person
from web.viewers import current_viewer, insist_on_sign_in
from web.work import begin
from workflows.business.demands import presence


@blueprint.post("/<number>/tender/online")
@limiter.limit("60 per minute", key_func=person)
def online(number: str) -> Response:
    """Note that the room is open, and answer the part of its page that says who is online.

    With the waiting time the whole room is asked for anew: from then on it shows who has bid.
    """
    insist_on_sign_in()
    wanted = number[:MOST_CHARACTERS]
    with begin() as work:
        here = presence.be_online(work, current_viewer(work), wanted)
    response = make_response(render_template("demands/online.html", number=wanted, here=here))
    response.headers["Cache-Control"] = "no-store"
    if here.shown and request.form.get("shown") == "no":
        response.headers["HX-Trigger"] = "room:changed"
    return response
