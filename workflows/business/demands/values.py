"""What crosses the border of this domain: frozen values, amounts as `Decimal` of yuan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Literal, get_args

from forms import Text

DemandState = Literal[
    "awaiting_deposit",
    "in_review",
    "returned",
    "published",
    "awarded",
    "rejected",
    "withdrawn",
    "expired",
]
STATE_NAMES: Mapping[DemandState, Text] = {
    "awaiting_deposit": Text("待缴保证金", "Deposit to be held"),
    "in_review": Text("待审核", "In review"),
    "returned": Text("待修改", "To be corrected"),
    "published": Text("已公布", "Published"),
    "awarded": Text("已选定", "Provider chosen"),
    "rejected": Text("未通过", "Rejected"),
    "withdrawn": Text("已撤回", "Withdrawn"),
    "expired": Text("已到期", "Expired"),
}
"""How people call the states."""
DEMAND_STATES = tuple(STATE_NAMES)
BEFORE_PUBLICATION: frozenset[str] = frozenset({"awaiting_deposit", "in_review", "returned"})
"""States in which the case of the demand is under way."""
Payment = Literal["full", "instalments"]
PAYMENTS: tuple[Payment, ...] = get_args(Payment)
Selection = Literal["tender", "invitation"]
SELECTIONS: tuple[Selection, ...] = get_args(Selection)
HELD_FOR = timedelta(days=3650)
"""Far beyond any demand: what is held ends by what becomes of the demand, never by the clock."""


InvitationState = Literal["invited", "accepted", "declined", "selected", "dropped", "lapsed"]
INVITATION_STATE_NAMES: Mapping[InvitationState, Text] = {
    "invited": Text("待答复", "To be answered"),
    "accepted": Text("洽谈中", "Negotiating"),
    "declined": Text("已婉拒", "Declined"),
    "selected": Text("已选定", "Chosen"),
    "dropped": Text("未选定", "Not chosen"),
    "lapsed": Text("已失效", "Lapsed"),
}
"""How people call the states of an invitation."""
INVITATION_STATES = tuple(INVITATION_STATE_NAMES)
LIVE: frozenset[str] = frozenset({"invited", "accepted"})
"""States of an invitation whose process is under way."""
InvitationAction = Literal["invite", "accept", "decline", "offer", "say", "select", "drop", "lapse"]
Party = Literal["enterprise", "provider", "platform"]
MOST_PRICE = Decimal("100000000.00")
"""Of an offer, in yuan."""


@dataclass(frozen=True, slots=True)
class HallSearch:
    """What the project hall is narrowed by; "" and None narrow nothing.

    `budget_from` and `budget_to` are in yuan, both included; `days_left` are whole days until the opening
    of the bids while they are taken, else until the delivery
    date.
    """

    text: str = ""
    category: str = ""
    region: str = ""
    budget_from: Decimal | None = None
    budget_to: Decimal | None = None
    days_left: int | None = None
    organisation_id: str = ""


@dataclass(frozen=True, slots=True)
class DemandCard:
    """A demand as lists show it. `ends_at`: when its delivery date is over.

    `stage`: where it stands for its enterprise, "" outside the enterprise's own list. `opens_at`: until when
    its tender takes bids, None without a tender that does, and outside the project hall.
    """

    id: str
    number: str
    title: str
    category: str
    region: str
    organisation_name: str
    budget: Decimal
    deliver_by: date
    ends_at: datetime
    state: DemandState
    selection: Selection
    deposit: Decimal
    created_at: datetime
    published_at: datetime | None
    stage: str
    opens_at: datetime | None


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to speak to about a demand, and the name that stands on invoices."""

    name: str
    mobile: str
    invoice_name: str


@dataclass(frozen=True, slots=True)
class DemandPage:
    """A demand with all that its page shows. `contact`: None where the viewer may not read it.

    `fee`: what ending a tender has cost. `order_number`: of the order with whom was chosen, "" for others
    than its enterprise.
    `own`: the viewer works on demands of the enterprise, and sees its money. `required` is the deposit that
    the table asks for. `may_hold` the deposit now, `may_withdraw` now: the viewer moves its money.
    """

    card: DemandCard
    description: str
    payment: Payment
    contact: Contact | None
    own: bool
    required: Decimal
    may_hold: bool
    may_withdraw: bool
    ended_at: datetime | None
    reason: str
    fee: Decimal
    order_number: str


@dataclass(frozen=True, slots=True)
class NegotiationView:
    """An invitation as lists show it. `price` is what the provider offers now; `stage`: where it stands."""

    id: str
    demand_number: str
    title: str
    enterprise_name: str
    provider_id: str
    provider_name: str
    state: InvitationState
    stage: str
    price: Decimal | None
    invited_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class ThreadFile:
    """A file of the thread, without its content."""

    id: str
    name: str
    content_type: str
    size_bytes: int


@dataclass(frozen=True, slots=True)
class ThreadEntry:
    """A line of the thread: who of which side did what, what they said, and the price that they offered."""

    at: datetime
    side: Party
    person: str
    kind: InvitationAction
    text: str
    price: Decimal | None
    files: tuple[ThreadFile, ...]


@dataclass(frozen=True, slots=True)
class InvitationPage:
    """An invitation with all that its page shows; `actions` is what the viewer can do now."""

    of: NegotiationView
    description: str
    budget: Decimal
    deliver_by: date
    side: Party | None
    actions: frozenset[InvitationAction]
    thread: tuple[ThreadEntry, ...]
