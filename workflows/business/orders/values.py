"""What crosses the border of this domain: frozen values, amounts as `Decimal` of yuan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal

from forms import Text
from workflows.business.carts.values import CartLineView
from workflows.business.contracts.queries import ContractBrief
from workflows.business.vouchers.values import VoucherView

Side = Literal["enterprise", "provider"]
Party = Literal["enterprise", "provider", "platform"]
OrderState = Literal[
    "awaiting_acceptance",
    "awaiting_contract",
    "awaiting_payment",
    "awaiting_start",
    "in_service",
    "awaiting_completion",
    "completed",
    "cancelled",
]
STATE_NAMES: Mapping[OrderState, Text] = {
    "awaiting_acceptance": Text("待接单", "To be accepted"),
    "awaiting_contract": Text("待签合同", "Contract to be signed"),
    "awaiting_payment": Text("待支付", "To be paid"),
    "awaiting_start": Text("待开始", "To be started"),
    "in_service": Text("服务中", "In service"),
    "awaiting_completion": Text("待完成", "To be confirmed"),
    "completed": Text("完成", "Completed"),
    "cancelled": Text("订单取消", "Cancelled"),
}
"""How people call the states; the running ones bear the ids of the steps at which the process waits."""
ORDER_STATES = tuple(STATE_NAMES)
ENDED: frozenset[str] = frozenset({"completed", "cancelled"})
Action = Literal["accept", "refuse", "pay", "start", "finish", "approve", "return", "cancel"]


@dataclass(frozen=True, slots=True)
class OrderTerms:
    """What the table says of an order with so much to pay: a contract, and the share of a first payment.

    `deposit_percent`: 0 where all of it is paid at once.
    """

    contract: bool
    deposit_percent: Decimal


@dataclass(frozen=True, slots=True)
class CancellationTerms:
    """Whether one side may cancel now, and how much of what is paid goes to the provider then."""

    allowed: bool
    cost_percent: Decimal


@dataclass(frozen=True, slots=True)
class VoucherOffer:
    """A voucher, and what it would pay of an order."""

    voucher: VoucherView
    pays: Decimal


@dataclass(frozen=True, slots=True)
class OrderQuote:
    """An order as it would be placed now. `vouchers` fit, the best first; `chosen` is one of them or None."""

    provider_id: str
    provider_name: str
    lines: tuple[CartLineView, ...]
    total: Decimal
    vouchers: tuple[VoucherOffer, ...]
    chosen: VoucherOffer | None
    terms: OrderTerms

    @property
    def deducted(self) -> Decimal:
        """Return what the chosen voucher pays."""
        return self.chosen.pays if self.chosen is not None else Decimal("0.00")

    @property
    def due(self) -> Decimal:
        """Return what is left to pay from the wallet."""
        return self.total - self.deducted


@dataclass(frozen=True, slots=True)
class OrderLineView:
    """A line of an order as it was ordered."""

    product_number: str
    product_name: str
    product_kind: str
    specification: str
    mode: str
    quantity: int
    price: Decimal
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderView:
    """An order as both its sides see it."""

    id: str
    number: str
    case_id: str | None
    enterprise_id: str
    enterprise_name: str
    provider_id: str
    provider_name: str
    state: OrderState
    pending: str
    total: Decimal
    deducted: Decimal
    due: Decimal
    deposit: Decimal
    paid: Decimal
    fee: Decimal
    cost: Decimal
    voucher_id: str | None
    cancelled_by: str
    placed_at: datetime
    entered_at: datetime
    lines: tuple[OrderLineView, ...]

    @property
    def outstanding(self) -> Decimal:
        """Return what is not paid yet of what is due."""
        return self.due - self.paid


@dataclass(frozen=True, slots=True)
class OrderEventView:
    """A line of the timeline. `actor_name`: "" where the platform acted by the clock."""

    at: datetime
    side: Party
    actor_name: str
    kind: str
    note: str


@dataclass(frozen=True, slots=True)
class OrderPaymentView:
    """A payment into escrow, or what has become of it: held, paid out, or given back."""

    at: datetime
    amount: Decimal


@dataclass(frozen=True, slots=True)
class OrderDetail:
    """The page of an order for one viewer. `side` is theirs, None for who only looks on.

    `actions` are what they may do now; `cancellation`: on which terms.
    """

    order: OrderView
    side: Side | None
    actions: tuple[Action, ...]
    cancellation: CancellationTerms
    events: tuple[OrderEventView, ...]
    payments: tuple[OrderPaymentView, ...]
    voucher_name: str
    contract: ContractBrief | None
