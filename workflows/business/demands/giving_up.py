"""None of the opened bids is chosen 放弃: the enterprise gives up for the fee of the table, then goes on.

It sets a new opening, for which the bids are kept unless their providers replace or take them back, or it
ends the demand (`actions.withdraw`).
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from workflows.business.demands import deposits, tender_lifecycle, tender_terms
from workflows.business.demands.actions import checked_reason, own_demand
from workflows.business.demands.invitation_lifecycle import number_of
from workflows.business.demands.models import Demand
from workflows.business.demands.tender_models import Tender
from workflows.business.demands.tender_values import OPENED, SHORTEST
from workflows.business.ledger.money import to_yuan
from workflows.business.ledger.values import Cause
from workflows.ground.clock import SHANGHAI
from workflows.ground.errors import Conflict, FieldProblem, Invalid, InvalidState, NotFound
from workflows.ground.work import Work
from workflows.people.viewer import Viewer


def give_up(work: Work, viewer: Viewer, number: str, reason: str, shown_fee: Decimal) -> None:
    """Choose none of the opened bids; the fee is taken of the deposit, the rest stays held.

    `shown_fee`, in yuan, is what the page has said that it costs. Below the minimum of bidders it is 0.
    Raises: NotFound; Forbidden: an agent, or not given the wallet; Invalid: at the reason; Conflict: the bids
        are not open, or it costs something else by now.
    """
    demand, tender = _own(work, viewer, number)
    said = checked_reason(reason)
    if tender.state not in OPENED:
        raise Conflict("demands.not_now")
    fee = tender_terms.fee(work, demand, tender)
    if fee != shown_fee:
        raise Conflict("demands.fee_changed", fee=f"{fee:,.2f}")
    key = f"demand:{demand.id}:fee:{tender.revision}"
    deposits.charge(work, demand, Cause("case", number_of(work, demand)), key, fee)
    for bid in tender_lifecycle.live_bids(work, tender):
        bid.sealed_quote = None  # what was not opened by now is never opened
        tender_lifecycle.tell(work, demand, bid.provider_id, "given_up")
    tender_lifecycle.move(work, tender, "enterprise", "give_up", said)


def reopen(work: Work, viewer: Viewer, number: str, opens_at: datetime | None) -> None:
    """Set a new opening for a tender that was given up; the deposit is held in full again.

    `opens_at`: None for what is no moment; who may not do this is not told of it.
    Raises: NotFound; Forbidden: an agent, or not given the wallet; Invalid: at the time, which is none, too
        soon or not before the delivery; InvalidState: the wallet is short of the deposit; Conflict: it was
        not given up.
    """
    demand, tender = _own(work, viewer, number)
    if tender.state != "given_up":
        raise Conflict("demands.not_now")
    if (
        opens_at is None
        or opens_at < work.now + SHORTEST
        or opens_at.astimezone(SHANGHAI).date() >= demand.deliver_by
    ):
        raise Invalid("demands.new_opening", [FieldProblem("opens_at", "demands.new_opening", {})])
    key = f"demand:{demand.id}:reopen:{tender.revision}"
    missing = deposits.hold(work, demand, Cause("case", number_of(work, demand)), key)
    if missing:
        required = f"{to_yuan(demand.required_fen):,.2f}"
        raise InvalidState("demands.too_little", required=required, missing=f"{missing:,.2f}")
    bids = tender_lifecycle.live_bids(work, tender)
    for bid in bids:
        bid.second_round, bid.quoted_at = False, None
    demand.opens_at = tender.opens_at = opens_at
    tender.opened_at, tender.enough, tender.quotes_until = None, None, None
    shown = f"{opens_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
    tender_lifecycle.move(
        work, tender, "enterprise", "reopen", shown, opens_at=opens_at.isoformat(), quotes_until=""
    )
    for bid in bids:
        tender_lifecycle.tell(work, demand, bid.provider_id, "reopened")


def _own(work: Work, viewer: Viewer, number: str) -> tuple[Demand, Tender]:
    """Return a demand and its tender, both held, for somebody who moves money of its enterprise."""
    demand = own_demand(work, viewer, number)
    tender = tender_lifecycle.of_demand(work, demand)
    if tender is None:
        raise NotFound("demands.tender_not_found")
    return demand, tender
