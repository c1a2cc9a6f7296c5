"""The second round of a tender 第二轮报价: chosen bidders give a new price, under seal as the first.

The new prices are opened together, once all who were chosen have given one, or when the time is over; who
gives none stands by its first. From then on only these bidders can be chosen.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from decimal import Decimal

from workflows.business.demands import sealed_bids, tender_lifecycle
from workflows.business.demands.bidding import held, held_bid
from workflows.business.demands.inviting import checked_price
from workflows.business.demands.models import Demand
from workflows.business.demands.policy import MENU, is_own
from workflows.business.demands.tender_models import Tender, TenderBid
from workflows.business.demands.tender_values import ROUND_HOURS
from workflows.ground.errors import Conflict, FieldProblem, Invalid, NotFound
from workflows.ground.work import Work
from workflows.people.viewer import Viewer


def ask_again(work: Work, viewer: Viewer, number: str, bid_ids: Collection[str], hours: int) -> None:
    """Begin the second round with the chosen bidders, for so many hours; all bidders are told.

    Raises: NotFound; Invalid: at the bids or the hours; Conflict: nothing is to be chosen now, or there was a
        second round already.
    """
    demand, tender = held(work, number)
    if not is_own(viewer, demand):
        raise NotFound("demands.tender_not_found")
    if tender.state != "choosing" or tender.quotes_until is not None:
        raise Conflict("demands.not_now")
    bids = tender_lifecycle.live_bids(work, tender)
    asked = _chosen(bids, bid_ids)
    if hours not in ROUND_HOURS:
        raise Invalid("demands.round_hours", [FieldProblem("hours", "demands.round_hours", {})])
    for bid in asked:
        bid.second_round = True
    tender.quotes_until = work.now + timedelta(hours=hours)
    tender_lifecycle.move(
        work, tender, "enterprise", "second_round", quotes_until=tender.quotes_until.isoformat()
    )
    for bid in bids:
        news = "asked_again" if bid.second_round else "not_asked_again"
        tender_lifecycle.tell(work, demand, bid.provider_id, news)


def _chosen(bids: Collection[TenderBid], bid_ids: Collection[str]) -> list[TenderBid]:
    chosen = [one for one in bids if one.id in bid_ids]
    if not chosen or len(chosen) != len(set(bid_ids)):
        raise Invalid("demands.choose_bidders", [FieldProblem("bids", "demands.choose_bidders", {})])
    return chosen


def quote(work: Work, viewer: Viewer, secret_key: str, bid_id: str, price: Decimal) -> None:
    """Put a new price of a bid under seal, in place of one sent before.

    With the last one that is waited for, the process goes on to open them all.
    Raises: NotFound; Invalid: at the price; Conflict: no new price is waited for.
    """
    demand, tender, bid = held_bid(work, bid_id)
    if not viewer.may(bid.provider_id, MENU):
        raise NotFound("demands.bid_not_found")
    price_fen = checked_price(price)
    if not bid.second_round or not takes_quotes(work, tender, tender_lifecycle.live_bids(work, tender)):
        raise Conflict("demands.quotes_closed")
    receipt = sealed_bids.seal_quote(work, secret_key, bid, price_fen)
    sides, text = (demand.organisation_id, bid.provider_id), f"SHA-256 {receipt}"
    tender_lifecycle.note(
        work, tender, "provider", "quote", provider_id=bid.provider_id, text=text, sides=sides
    )
    tender_lifecycle.tell(work, demand, bid.provider_id, "quoted")
    if not takes_quotes(work, tender, tender_lifecycle.live_bids(work, tender)):
        tender_lifecycle.tell_process(work, tender, "quoted")


def takes_quotes(work: Work, tender: Tender, bids: Collection[TenderBid]) -> bool:
    """Return whether the second round takes new prices: its time is not over, and one is waited for."""
    waited = any(one.second_round and one.quoted_at is None for one in bids)
    until = tender.quotes_until
    return tender.state == "quoting" and waited and until is not None and work.now < until


def open_quotes(work: Work, secret_key: str, tender: Tender) -> None:
    """Open all new prices of a held tender whose second round is over; its sides are told.

    Raises: InvalidState: it is not over.
    """
    bids = [one for one in tender_lifecycle.live_bids(work, tender) if one.second_round]
    for bid in bids:
        if bid.quoted_at is not None:
            sealed_bids.unseal_quote(secret_key, bid, early=takes_quotes(work, tender, bids))
    tender_lifecycle.stand(work, tender, "platform", "open_quotes")
    demand = work.session.get_one(Demand, tender.demand_id)
    for organisation_id in (demand.organisation_id, *(one.provider_id for one in bids)):
        tender_lifecycle.tell(work, demand, organisation_id, "quotes_opened")


def may_be_chosen(tender: Tender, bid: TenderBid) -> bool:
    """Return whether a bid can be chosen now: after a second round only one of those who were in it."""
    left_out = tender.quotes_until is not None and not bid.second_round
    return tender.state == "choosing" and bid.state == "opened" and not left_out
