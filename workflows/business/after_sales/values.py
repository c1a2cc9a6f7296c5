"""What crosses the border of this domain: frozen values, amounts as `Decimal` of yuan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal, get_args

from forms import Text
from workflows.business.orders.values import Deadline, OrderFileView, Party, Side

AfterSalesState = Literal["awaiting_reply", "awaiting_verdict", "mediating", "claimed", "closed"]
STATE_NAMES: Mapping[AfterSalesState, Text] = {
    "awaiting_reply": Text("待服务机构答复", "Waits for the provider"),
    "awaiting_verdict": Text("待企业确认", "Waits for the enterprise"),
    "mediating": Text("平台调解中", "The platform mediates"),
    "claimed": Text("追收欠款", "Money is owed"),
    "closed": Text("已结案", "Closed"),
}
"""How people call the states; the running ones bear the ids of the steps at which the process waits."""
AFTER_SALES_STATES: tuple[AfterSalesState, ...] = get_args(AfterSalesState)
Outcome = Literal["", "satisfied", "silent", "withdrawn", "closed", "refunded", "given_up", "ended"]
"""Why it is closed; `silent`: the enterprise did not answer, `ended`: its case was ended by the platform."""
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
Action = Literal["reply", "satisfied", "ask_platform", "pay_claim"]


@dataclass(frozen=True, slots=True)
class Mediation:
    """What the platform has decided. `refund_fen`: what the provider is to give back, 0 for nothing."""

    refund_fen: int
    explanation: str


@dataclass(frozen=True, slots=True)
class Opening:
    """Whether a case may be opened on an order. `until`: the end of its time, None before it is accepted.

    `running` is the number of the one that runs already.
    """

    until: datetime | None
    running: str
    allowed: bool


@dataclass(frozen=True, slots=True)
class EntryView:
    """What was said or decided in a case. `actor_name`: "" where the platform acted by the clock."""

    at: datetime
    side: Party
    actor_name: str
    kind: str
    note: str
    amount: Decimal | None
    files: tuple[OrderFileView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AfterSalesView:
    """A case as both sides see it. `refund` is what was decided, `collected` what of it has been paid."""

    id: str
    number: str
    order_number: str
    product_name: str
    enterprise_name: str
    provider_name: str
    state: AfterSalesState
    outcome: Outcome
    pending: str
    reason: str
    refund: Decimal
    collected: Decimal
    opened_at: datetime

    @property
    def owed(self) -> Decimal:
        """Return what the provider still owes, 0 once it was given up."""
        return self.refund - self.collected if self.state != "closed" else Decimal("0.00")


@dataclass(frozen=True, slots=True)
class CaseDetail:
    """The page of a case for one viewer. `side` is theirs, None for who only looks on."""

    case: AfterSalesView
    side: Side | None
    actions: tuple[Action, ...]
    entries: tuple[EntryView, ...]
    deadlines: tuple[Deadline, ...]
