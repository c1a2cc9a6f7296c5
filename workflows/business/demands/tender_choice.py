"""The enterprise chooses one of the opened bids 选定: its order is placed, the others are told."""

from __future__ import annotations

from sqlalchemy import select

from workflows.business.demands import demand_lifecycle, tender_lifecycle
from workflows.business.demands.bidding import held_bid
from workflows.business.demands.inviting import agreed_line, checked_words
from workflows.business.demands.policy import is_own, may_move_deposit
from workflows.business.demands.second_round import may_be_chosen
from workflows.business.orders.checkout import AgreedLine, CheckoutRequest, place_agreed
from workflows.business.orders.models import ServiceOrder
from workflows.ground.errors import Conflict, NotFound
from workflows.ground.work import Work
from workflows.people.viewer import Viewer, require


def choose(work: Work, viewer: Viewer, bid_id: str, asked: CheckoutRequest, message: str) -> str:
    """Choose an opened bid: the order is placed, the other bidders are told; return its number.

    The deposit goes back to the wallet. `asked` is what the page has shown as due, and the chosen voucher.
    Raises: NotFound; Forbidden: an agent, or not given the wallet; Invalid: at the message; InvalidState: an
        obstacle to ordering; Conflict: it cannot be chosen any more, or what a voucher pays has changed.
    """
    demand, tender, row = held_bid(work, bid_id)
    if not is_own(viewer, demand):
        raise NotFound("demands.bid_not_found")
    require(may_move_deposit(viewer, demand), "demands.not_for_agents")
    said = checked_words(message)
    if not may_be_chosen(tender, row):
        raise Conflict("demands.not_now")
    agreed = AgreedLine(f"tender:{row.id}", demand.organisation_id, agreed_line(work, demand, row))
    number = place_agreed(work, viewer, agreed, asked)
    order_id = work.session.scalars(select(ServiceOrder.id).where(ServiceOrder.number == number)).one()
    tender_lifecycle.let_go(work, tender, "lost", but=row.provider_id)
    row.state = "selected"
    tender_lifecycle.tell(work, demand, row.provider_id, "won")
    tender_lifecycle.move(work, tender, "enterprise", "select", said)
    demand_lifecycle.end(work, demand, "awarded", order_id=order_id)
    return number
