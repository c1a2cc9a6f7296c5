"""The second round of a tender: begun by the enterprise in the room, answered there by the chosen bidders."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, flash, make_response, redirect, request, url_for
from flask_babel import gettext as _

from web.demands.blueprint import blueprint
from web.demands.tenders import room_page
from web.form_problems import problems_of
from web.limits import limiter
from web.request_values import whole, yuan
from web.statuses import status_of
from web.viewers import current_viewer, insist_on_sign_in
from web.work import begin, current_platform
from workflows.business.demands import second_round, tender_queries
from workflows.ground.errors import Conflict, Invalid
from workflows.ground.work import Work

_MOST_CHARACTERS = 64
_MOST_BIDS = 500


@blueprint.post("/<number>/tender/second-round")
@limiter.limit("60 per hour")
def begin_second_round(number: str) -> Response:
    """Begin the second round with the bidders that were ticked; what is refused stands in the room."""
    insist_on_sign_in()
    wanted = number[:_MOST_CHARACTERS]
    ticked = [one[:_MOST_CHARACTERS] for one in request.form.getlist("bids")[:_MOST_BIDS]]

    def step(work: Work) -> None:
        hours = whole(request.form.get("hours", "")) or 0
        second_round.ask_again(work, current_viewer(work), wanted, ticked, hours)

    return _done(step, lambda _work: wanted, _("The second round has begun: all bidders have been told."))


@blueprint.post("/bids/<bid_id>/quote")
@limiter.limit("60 per hour")
def quote_again(bid_id: str) -> Response:
    """Put the new price of a bid under seal; what is refused stands in the room with what was typed."""
    insist_on_sign_in()
    wanted, secret_key = bid_id[:_MOST_CHARACTERS], current_platform().settings.secret_key

    def step(work: Work) -> None:
        second_round.quote(work, current_viewer(work), secret_key, wanted, yuan("price"))

    def number_of(work: Work) -> str:
        return tender_queries.number_of_bid(work, wanted)

    return _done(step, number_of, _("Your new price is under seal until the end of the round."))


def _done(step: Callable[[Work], None], number_of: Callable[[Work], str], said: str) -> Response:
    """Carry out a step and lead back to the room; a refusal stands there with what was typed."""
    try:
        with begin() as work:
            step(work)
            number = number_of(work)
    except (Conflict, Invalid) as refusal:
        with begin() as work:
            return room_page(work, number_of(work), problems_of(refusal), status=status_of(refusal))
    flash(said, "success")
    return make_response(redirect(url_for("demands.tender", number=number)))
