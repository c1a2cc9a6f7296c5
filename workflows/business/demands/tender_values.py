"""What crosses the border of a tender 竞标: frozen values, amounts as `Decimal` of yuan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Literal

from forms import Text
from workflows.business.demands.values import Party, ThreadFile

TenderState = Literal["collecting", "choosing", "quoting", "given_up", "selected", "ended"]
TENDER_STATE_NAMES: Mapping[TenderState, Text] = {
    "collecting": Text("投标中", "Taking bids"),
    "choosing": Text("已开标，待选定", "Bids open, to be chosen"),
    "quoting": Text("第二轮报价中", "Second round"),
    "given_up": Text("未选定，待重新开标", "None chosen: new opening or the end"),
    "selected": Text("已选定", "Chosen"),
    "ended": Text("已结束", "Ended"),
}
"""How people call the states of a tender."""
TENDER_STATES = tuple(TENDER_STATE_NAMES)
RUNNING: frozenset[str] = frozenset({"collecting", "choosing", "quoting", "given_up"})
"""States of a tender whose process is under way."""
OPENED: frozenset[str] = frozenset({"choosing", "quoting"})
"""States of a tender whose bids are open, and in which both sides write to each other."""
BidState = Literal["sealed", "opened", "selected", "lost", "taken_back"]
BID_STATE_NAMES: Mapping[BidState, Text] = {
    "sealed": Text("已投标，待开标", "Sealed until the opening"),
    "opened": Text("已开标", "Opened"),
    "selected": Text("中选", "Chosen"),
    "lost": Text("未中选", "Not chosen"),
    "taken_back": Text("已撤回", "Taken back"),
}
"""How people call the states of a bid."""
BID_STATES = tuple(BID_STATE_NAMES)
LIVE_BIDS: frozenset[str] = frozenset({"sealed", "opened"})
"""States of a bid that can still be chosen."""
TenderAction = Literal[
    "begin", "bid", "take_back", "open", "say", "second_round", "quote", "open_quotes", "select", "give_up",
    "reopen", "end", "lapse",
]  # fmt: skip
WAITING = timedelta(minutes=30)
"""Before the opening: from then on the sides see who has bid."""
ONLINE = timedelta(seconds=40)
"""For so long somebody is online whose page has said that it is open; it says so every 15 seconds."""
SHORTEST = timedelta(hours=24)
"""Between the publication and the opening at least."""
ROUND_HOURS = (1, 4, 24, 72)
"""How long the second round can be open."""


@dataclass(frozen=True, slots=True)
class TenderView:
    """A tender as lists and pages show it; `bids` is how many can be chosen, `minimum` 0 asks for none.

    `quotes_until`: until when the second round takes new prices, None where there was none.
    """

    id: str
    demand_number: str
    title: str
    enterprise_name: str
    state: TenderState
    minimum: int
    opens_at: datetime
    opened_at: datetime | None
    enough: bool | None
    quotes_until: datetime | None
    bids: int
    revision: int


@dataclass(frozen=True, slots=True)
class TenderLine:
    """A line of the history: who of which side did what."""

    at: datetime
    side: Party
    organisation_name: str
    kind: TenderAction
    text: str


@dataclass(frozen=True, slots=True)
class BidView:
    """A bid. `price`, `plan` and `files` are empty until it was opened.

    `second_round`: it was chosen for one. `quoted_at` is when a new price came in for it; `first_price`, the
    price before, is there once that price was opened. It can be chosen now if `may_be_chosen`.
    `thread` is what the enterprise and its provider have written to each other, for these two alone.
    """

    id: str
    provider_id: str
    provider_name: str
    state: BidState
    handed_in_at: datetime
    receipt: str
    price: Decimal | None
    second_round: bool
    quoted_at: datetime | None
    first_price: Decimal | None
    may_be_chosen: bool
    plan: str
    files: tuple[ThreadFile, ...]
    thread: tuple[TenderLine, ...]


@dataclass(frozen=True, slots=True)
class OwnBid:
    """A bid as the list of its provider shows it; `stage`: where it stands."""

    id: str
    demand_number: str
    title: str
    enterprise_name: str
    state: BidState
    stage: str
    opens_at: datetime
    handed_in_at: datetime
    price: Decimal | None


@dataclass(frozen=True, slots=True)
class TenderRoom:
    """What the room of a tender shows to one of its sides, or to who oversees; `side`: the viewer's.

    `bids` are all for the enterprise and who oversees, and the own one for a bidder. `named`: the waiting
    time has come. `fee` is what ending the tender now takes of the deposit, None where the viewer has no say.
    The viewer may do `actions` now.
    """

    of: TenderView
    side: Party | None
    bids: tuple[BidView, ...]
    actions: frozenset[TenderAction]
    fee: Decimal | None
    deposit: Decimal | None
    history: tuple[TenderLine, ...]
    order_number: str
    named: bool


@dataclass(frozen=True, slots=True)
class RoomPresence:
    """Who is online in a room. `shown`: it is time to tell; `names`: of bidders, for who may read them."""

    shown: bool
    enterprise: bool
    bidders: int
    names: tuple[str, ...]
