"""None of the opened bids is chosen: given up in the room, then opened anew or ended."""

from __future__ import annotations

from flask import Response, request
from flask_babel import gettext as _

from web.demands.blueprint import blueprint
from web.demands.tenders import MOST_CHARACTERS, MOST_TYPED, done_in_room
from web.limits import limiter
from web.request_values import moment, yuan
from web.viewers import current_viewer, insist_on_sign_in
from workflows.business.demands import giving_up
from workflows.ground.work import Work


@blueprint.post("/<number>/tender/give-up")
@limiter.limit("60 per hour")
def give_up(number: str) -> Response:
    """Choose none of the bids, for the fee that the page has shown."""
    insist_on_sign_in()
    wanted, reason = number[:MOST_CHARACTERS], request.form.get("reason", "")[:MOST_TYPED]

    def step(work: Work) -> None:
        giving_up.give_up(work, current_viewer(work), wanted, reason, yuan("fee"))

    return done_in_room(wanted, step, _("None is chosen. Now set a new opening, or end the demand."))


@blueprint.post("/<number>/tender/reopen")
@limiter.limit("60 per hour")
def reopen(number: str) -> Response:
    """Set a new opening for a tender that was given up."""
    insist_on_sign_in()
    wanted = number[:MOST_CHARACTERS]

    def step(work: Work) -> None:
        giving_up.reopen(work, current_viewer(work), wanted, moment(request.form.get("opens_at", "")))

    return done_in_room(wanted, step, _("The new opening is set: all bidders have been told."))
