"""What a provider does in a tender 竞标: bid under seal, again as often as it likes, or take its bid back.

The demand is held first, then the tender, then the bid: the opening waits for a bid that is on its way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select

from workflows.business.demands import demand_lifecycle, sealed_bids, tender_lifecycle
from workflows.business.demands.inviting import checked_price
from workflows.business.demands.models import Demand
from workflows.business.demands.policy import MENU
from workflows.business.demands.sealed_bids import BidContent
from workflows.business.demands.tender_models import Tender, TenderBid
from workflows.business.demands.tender_values import LIVE_BIDS
from workflows.business.ledger.money import to_yuan
from workflows.files.sent_files import SentFile, checked
from workflows.ground.db import new_id
from workflows.ground.errors import Conflict, FieldProblem, Invalid, NotFound
from workflows.ground.work import Work
from workflows.people.organisations.models import Organisation
from workflows.people.viewer import Viewer, require

LEAST_PLAN, MOST_PLAN = 20, 5_000


@dataclass(frozen=True, slots=True)
class BidDraft:
    """What a provider hands in, as it was typed and sent; `price` in yuan."""

    provider_id: str
    price: Decimal
    plan: str
    files: Sequence[SentFile] = ()


def bid(work: Work, viewer: Viewer, secret_key: str, number: str, offer: BidDraft) -> None:
    """Put a bid under seal, in place of the one that the provider has sent before.

    Raises: NotFound; Forbidden: not given its orders; Invalid: at price, plan or files, or the provider is
        not certified; Conflict: the tender takes no bids any more; TooMany.
    """
    provider_id = offer.provider_id
    require(viewer.may(provider_id, MENU), "demands.not_yours_to_answer")
    price = to_yuan(checked_price(offer.price))
    content = BidContent(price, _checked_plan(offer.plan), checked(offer.files))
    demand, tender = held(work, number)
    provider = work.session.get_one(Organisation, provider_id)
    if provider.kind != "provider" or provider.certification != "certified":
        raise Invalid("demands.no_bidder")
    if tender.state != "collecting" or work.now >= tender.opens_at:
        raise Conflict("demands.bids_closed")
    row = own_bid(work, tender, provider_id)
    if row is None:
        row = TenderBid(
            id=new_id(), tender_id=tender.id, provider_id=provider_id, plan="", receipt="",
            second_round=False,
        )  # fmt: skip
    row.state, row.handed_in_by, row.handed_in_at = "sealed", viewer.user_id, work.now
    row.opened_at, row.price_fen, row.first_price_fen, row.plan = None, None, None, ""
    work.session.add(row)
    work.session.flush()
    sealed_bids.seal(work, secret_key, row, content)
    tender_lifecycle.note(work, tender, "provider", "bid", provider_id=provider_id)
    tender_lifecycle.tell(work, demand, provider_id, "bid")


def take_back(work: Work, viewer: Viewer, number: str, provider_id: str) -> None:
    """Take a bid back before the opening, one kept from an opening before too; what is sealed is destroyed.

    Raises: NotFound; Forbidden: not given its orders; Conflict: the bids are open, or it has none.
    """
    require(viewer.may(provider_id, MENU), "demands.not_yours_to_answer")
    _, tender = held(work, number)
    row = own_bid(work, tender, provider_id)
    if row is None or tender.state != "collecting" or work.now >= tender.opens_at:
        raise Conflict("demands.bids_closed")
    sealed_bids.discard(work, row)
    row.state = "taken_back"
    tender_lifecycle.note(work, tender, "provider", "take_back", provider_id=provider_id)


def own_bid(work: Work, tender: Tender, provider_id: str) -> TenderBid | None:
    """Return the bid of a provider that can still be chosen, held, None if it has none."""
    rows = select(TenderBid).where(
        TenderBid.tender_id == tender.id, TenderBid.provider_id == provider_id,
        TenderBid.state.in_(sorted(LIVE_BIDS)),
    )  # fmt: skip
    return work.session.scalars(rows.with_for_update()).one_or_none()


def held(work: Work, number: str) -> tuple[Demand, Tender]:
    """Return a demand and its tender, both held. Raises: NotFound."""
    demand = demand_lifecycle.locked_by_number(work, number)
    tender = tender_lifecycle.of_demand(work, demand)
    if tender is None:
        raise NotFound("demands.tender_not_found")
    return demand, tender


def held_bid(work: Work, bid_id: str) -> tuple[Demand, Tender, TenderBid]:
    """Return a bid with its demand and its tender, all held. Raises: NotFound."""
    known = work.session.get(TenderBid, bid_id.replace("\x00", ""))
    if known is None:
        raise NotFound("demands.bid_not_found")
    demand = demand_lifecycle.locked(work, work.session.get_one(Tender, known.tender_id).demand_id)
    tender = tender_lifecycle.locked(work, known.tender_id)
    row = work.session.get_one(TenderBid, known.id, with_for_update=True, populate_existing=True)
    return demand, tender, row


def _checked_plan(plan: str) -> str:
    said = plan.strip()
    if not LEAST_PLAN <= len(said) <= MOST_PLAN:
        bounds = {"least": LEAST_PLAN, "most": MOST_PLAN}
        raise Invalid("demands.plan", [FieldProblem("plan", "demands.plan", bounds)], **bounds)
    return said
