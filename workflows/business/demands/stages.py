"""Where demands, bids and invitations stand, as the menus of their lists say it.

A stage says more than a state: which way a published demand goes, and how far the order has come that it has
led to. It is made of the rows when they are read, so that no column can be behind.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from sqlalchemy import Case as Choice
from sqlalchemy import and_, case

from forms import Text
from workflows.business.demands.invitation_models import DemandInvitation
from workflows.business.demands.models import Demand
from workflows.business.demands.tender_models import Tender, TenderBid
from workflows.business.demands.tender_values import BID_STATE_NAMES
from workflows.business.demands.values import BEFORE_PUBLICATION, INVITATION_STATE_NAMES, STATE_NAMES
from workflows.business.orders.models import ServiceOrder
from workflows.business.orders.values import SETTLED

DemandStage = Literal[
    "awaiting_deposit", "in_review", "returned", "to_tender", "tendering", "inviting", "to_implement",
    "implementing", "finished", "closed",
]  # fmt: skip
TO_BEGIN: frozenset[str] = frozenset(
    {"awaiting_acceptance", "awaiting_contract", "awaiting_payment", "awaiting_start"}
)
"""States of an order whose service has not begun."""
ORDER_STAGES: Mapping[str, Text] = {
    "to_implement": Text("待实施", "To be carried out"),
    "implementing": Text("实施中", "Being carried out"),
    "finished": Text("已完成", "Completed"),
}
"""How people call how far the order of a demand has come."""
DEMAND_STAGES: Mapping[str, Text] = {
    **{state: name for state, name in STATE_NAMES.items() if state in BEFORE_PUBLICATION},
    "to_tender": Text("待招标", "Taking bids"),
    "tendering": Text("竞标", "Bids open"),
    "inviting": Text("邀标", "By invitation"),
    **ORDER_STAGES,
    "closed": Text("已结束", "Over"),
}
"""The menu of an enterprise's demands, in the order of their way."""
BID_STAGES: Mapping[str, Text] = {
    **{state: name for state, name in BID_STATE_NAMES.items() if state in {"sealed", "opened"}},
    **ORDER_STAGES,
    **{state: name for state, name in BID_STATE_NAMES.items() if state in {"lost", "taken_back"}},
    "closed": Text("已结束", "Over"),
}
"""The menu of a provider's bids; `closed`: chosen, but the order was cancelled."""
INVITATION_STAGES: Mapping[str, Text] = {
    **{state: name for state, name in INVITATION_STATE_NAMES.items() if state in {"invited", "accepted"}},
    **ORDER_STAGES,
    **{
        state: name
        for state, name in INVITATION_STATE_NAMES.items()
        if state in {"declined", "dropped", "lapsed"}
    },
    "closed": Text("已结束", "Over"),
}
"""The menu of a provider's invitations; `closed` as of bids."""


def _order_stage() -> Choice[Any]:
    """Return how far the order of a demand has come; needs `ServiceOrder` joined."""
    return case(
        (ServiceOrder.state.in_(sorted(TO_BEGIN)), "to_implement"),
        (ServiceOrder.state.in_(sorted(SETTLED)), "finished"),
        (ServiceOrder.state == "cancelled", "closed"),
        else_="implementing",
    )


def demand_stage() -> Choice[Any]:
    """Return the stage of a demand; needs `Tender` and `ServiceOrder` joined where there are some."""
    published = Demand.state == "published"
    return case(
        (Demand.state.in_(sorted(BEFORE_PUBLICATION)), Demand.state),
        (and_(published, Demand.selection == "invitation"), "inviting"),
        (and_(published, Tender.state == "collecting"), "to_tender"),
        (published, "tendering"),
        (Demand.state == "awarded", _order_stage()),
        else_="closed",
    )


def bid_stage() -> Choice[Any]:
    """Return the stage of a provider's bid; needs `ServiceOrder` joined where there is one."""
    return case((TenderBid.state == "selected", _order_stage()), else_=TenderBid.state)


def invitation_stage() -> Choice[Any]:
    """Return the stage of a provider's invitation; needs `ServiceOrder` joined where there is one."""
    return case((DemandInvitation.state == "selected", _order_stage()), else_=DemandInvitation.state)
