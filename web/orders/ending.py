"""Ending an order by agreement: one side proposes on the order's page, the other answers there."""

from __future__ import annotations

from flask import Response

from web.limits import limiter
from web.orders.blueprint import MOST_CHARACTERS, blueprint
from web.orders.pages import answered, done, typed_reason
from web.request_values import yuan
from web.viewers import current_viewer
from workflows.business.orders import ending
from workflows.ground.work import Work


@blueprint.post("/<number>/propose-end")
@limiter.limit("30 per hour")
def propose_end(number: str) -> Response:
    """Propose to end an order, with so much given back."""

    def step(work: Work) -> None:
        reason = typed_reason()
        refund = yuan(ending.AMOUNT_FIELD)
        ending.propose(work, current_viewer(work), number[:MOST_CHARACTERS], refund, reason)

    return done(number, "propose_end", step)


@blueprint.post("/<number>/endings/<ending_id>/agree")
@limiter.limit("30 per hour")
def agree_end(number: str, ending_id: str) -> Response:
    """Agree to end an order as the page has shown it."""

    def step(work: Work) -> None:
        viewer = current_viewer(work)
        ending.agree(work, viewer, number[:MOST_CHARACTERS], ending_id[:MOST_CHARACTERS], held=yuan("held"))

    return done(number, "end", step)


@blueprint.post("/<number>/endings/<ending_id>/decline")
@limiter.limit("30 per hour")
def decline_end(number: str, ending_id: str) -> Response:
    """Decline to end an order, and say why."""
    return answered(number, "decline_end", ending.decline, ending_id, typed_reason())


@blueprint.post("/<number>/endings/<ending_id>/take-back")
@limiter.limit("30 per hour")
def take_back_end(number: str, ending_id: str) -> Response:
    """Take a proposal of one's own side back."""
    return answered(number, "take_back_end", ending.take_back, ending_id)
