"""The second round of a tender: begun by the enterprise in the room, answered there by the chosen bidders."""

from __future__ import annotations

from flask import Response, request
from flask_babel import gettext as _

from web.demands.blueprint import blueprint
from web.demands.tenders import MOST_CHARACTERS, done_in_room
from web.limits import limiter
from web.request_values import whole, yuan
from web.viewers import current_viewer, insist_on_sign_in
from web.work import begin, current_platform
from workflows.business.demands import second_round, tender_queries
from workflows.ground.work import Work

_MOST_BIDS = 500


@blueprint.post("/<number>/tender/second-round")
@limiter.limit("60 per hour")
def begin_second_round(number: str) -> Response:
    """Begin the second round with the bidders that were ticked; what is refused stands in the room."""
    insist_on_sign_in()
    wanted = number[:MOST_CHARACTERS]
    ticked = [one[:MOST_CHARACTERS] for one in request.form.getlist("bids")[:_MOST_BIDS]]

    def step(work: Work) -> None:
        hours = whole(request.form.get("hours", "")) or 0
        second_round.ask_again(work, current_viewer(work), wanted, ticked, hours)

    return done_in_room(wanted, step, _("The second round has begun: all bidders have been told."))


@blueprint.post("/bids/<bid_id>/quote")
@limiter.limit("60 per hour")
def quote_again(bid_id: str) -> Response:
    """Put the new price of a bid under seal; what is refused stands in the room with what was typed."""
    insist_on_sign_in()
    wanted, secret_key = bid_id[:MOST_CHARACTERS], current_platform().settings.secret_key
    with begin() as work:
        number = tender_queries.number_of_bid(work, wanted)

    def step(work: Work) -> None:
        second_round.quote(work, current_viewer(work), secret_key, wanted, yuan("price"))

    return done_in_room(number, step, _("Your new price is under seal until the end of the round."))
