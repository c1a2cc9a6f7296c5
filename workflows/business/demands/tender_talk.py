"""What the enterprise and a bidder write to each other once the bids are open; nobody else reads it."""

from __future__ import annotations

from workflows.business.demands import tender_lifecycle
from workflows.business.demands.bidding import held_bid
from workflows.business.demands.inviting import checked_words
from workflows.business.demands.policy import MENU, is_own
from workflows.business.demands.tender_values import OPENED
from workflows.business.demands.values import Party
from workflows.ground.errors import Conflict, NotFound
from workflows.ground.work import Work
from workflows.people.viewer import Viewer


def say(work: Work, viewer: Viewer, bid_id: str, message: str) -> None:
    """Write to the other side of a bid.

    Raises: NotFound: none, or the viewer is on neither side; Invalid: at the message; Conflict: the bids are
        not open, or the tender is over.
    """
    demand, tender, bid = held_bid(work, bid_id)
    own = is_own(viewer, demand)
    if not own and not viewer.may(bid.provider_id, MENU):
        raise NotFound("demands.bid_not_found")
    said = checked_words(message, needed=True)
    if tender.state not in OPENED or bid.opened_at is None:
        raise Conflict("demands.not_now")
    side: Party = "enterprise" if own else "provider"
    sides = (demand.organisation_id, bid.provider_id)
    tender_lifecycle.note(work, tender, side, "say", provider_id=bid.provider_id, text=said, sides=sides)
    to = bid.provider_id if own else demand.organisation_id
    tender_lifecycle.tell(work, demand, to, "said")
