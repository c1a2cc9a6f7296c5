"""What crosses the border of this domain: frozen values, amounts as `Decimal` of yuan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Literal, get_args

from forms import Text
from workflows.business.carts.values import CartLineView, Mode
from workflows.business.contracts.queries import ContractBrief
from workflows.business.contracts.values import ReleasePlan
from workflows.business.vouchers.values import VoucherView

Side = Literal["enterprise", "provider"]
SIDES: tuple[Side, ...] = get_args(Side)
Party = Literal["enterprise", "provider", "platform"]
OrderState = Literal[
    "awaiting_acceptance",
    "awaiting_contract",
    "awaiting_payment",
    "awaiting_start",
    "in_service",
    "awaiting_completion",
    "disputed",
    "awaiting_rating",
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
    "disputed": Text("争议处理中", "In dispute"),
    "awaiting_rating": Text("待评价", "To be rated"),
    "completed": Text("完成", "Completed"),
    "cancelled": Text("订单取消", "Cancelled"),
}
"""How people call the states; the running ones bear the ids of the steps at which the process waits."""
ORDER_STATES = tuple(STATE_NAMES)
ENDED: frozenset[str] = frozenset({"completed", "cancelled"})
SETTLED: frozenset[str] = frozenset({"awaiting_rating", "completed"})
"""Everything is accepted and paid out."""
HELD_FOR = timedelta(days=3650)
"""Far beyond any order: what is held ends by what becomes of the order, never by the clock."""
Action = Literal[
    "accept",
    "refuse",
    "pay",
    "start",
    "finish",
    "approve",
    "return",
    "dispute",
    "cancel",
    "propose_end",
    "take_back_end",
    "decline_end",
    "end",
    "propose_plan",
    "agree_plan",
    "return_plan",
    "take_back_plan",
    "pay_plan",
]
MilestoneState = Literal["planned", "in_service", "awaiting_completion", "disputed", "accepted", "ended"]
"""Not begun yet; worked on; reported; before the platform; accepted; the order was over before."""
MILESTONE_STATES: tuple[MilestoneState, ...] = get_args(MilestoneState)
SERVING: frozenset[str] = frozenset({"in_service", "awaiting_completion", "disputed"})
"""States of an order in which one of its milestones is under way; the milestone is in the same one."""
ReportAnswer = Literal["", "accepted", "returned", "disputed", "deemed", "ended"]
EndingState = Literal["open", "agreed", "declined", "taken_back", "lapsed", "overtaken"]
"""Waits for the other side; how it was answered; nobody answered in time; the order was over before."""
ENDING_STATES: tuple[EndingState, ...] = get_args(EndingState)
PlanChangeState = Literal[
    "open", "returned", "taken_back", "signing", "unsigned", "to_pay", "in_force", "overtaken"
]
"""Waits for the other side; returned with a remark; agreed on and being signed; given up before both have
signed; signed, and what it adds is to be paid; holds; a milestone or the order was over before."""
PLAN_CHANGE_STATES: tuple[PlanChangeState, ...] = get_args(PlanChangeState)
CHANGES_UNDER_WAY: frozenset[str] = frozenset({"open", "signing", "to_pay"})


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
    mode: Mode
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
    release: ReleasePlan
    released: Decimal
    fee: Decimal
    refund: Decimal | None
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
class Ruling:
    """What the platform has decided in a dispute. `refund_fen`: where the order ends, what goes back."""

    decision: Literal["accept", "return", "refund"]
    refund_fen: int
    explanation: str


@dataclass(frozen=True, slots=True)
class OrderFileView:
    """A file of a report; one that is only being put together is seen by the provider alone."""

    id: str
    name: str
    content_type: str
    size_bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class ReportView:
    """What the provider has reported of a milestone, and how it was answered."""

    note: str
    reported_at: datetime
    files: tuple[OrderFileView, ...]
    answer: ReportAnswer
    answer_note: str
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class MilestoneView:
    """A part of the work. `title` is "" where it is the whole order; `accepted_as`: by whom, "" before."""

    position: int
    title: str
    amount: Decimal
    voucher: Decimal
    due_on: date | None
    state: MilestoneState
    accepted_as: str
    accepted_at: datetime | None
    reports: tuple[ReportView, ...]


@dataclass(frozen=True, slots=True)
class EndingView:
    """That one side proposed to end the order, and what came of it. `due_at`: while it waits, until when."""

    id: str
    side: Side
    refund: Decimal
    reason: str
    state: EndingState
    proposed_at: datetime
    due_at: datetime | None
    answer_note: str
    answered_at: datetime | None


PlanPartKind = Literal["changed", "removed", "added"]


@dataclass(frozen=True, slots=True)
class PlanPartView:
    """What a change of plan makes of a milestone: its amount and its day, and what they were.

    `due` is None where it falls away. `position`: the present one; of one that is new, what it will have.
    """

    kind: PlanPartKind
    position: int
    title: str
    amount: Decimal
    due: date | None
    was_amount: Decimal
    was_due: date | None


@dataclass(frozen=True, slots=True)
class PlanChangeView:
    """That one side proposed to change the plan, and what came of it.

    `added`: by how much what is due rises, less than 0 where it falls; `given_back`: what went back to the
    enterprise with it. `supplement`: what both sign, None before the other side has agreed.
    """

    id: str
    side: Side
    parts: tuple[PlanPartView, ...]
    reason: str
    state: PlanChangeState
    added: Decimal
    given_back: Decimal
    proposed_at: datetime
    answer_note: str
    answered_at: datetime | None
    supplement: ContractBrief | None


@dataclass(frozen=True, slots=True)
class Deadline:
    """Until when a step is to be done, by the timer of the diagram that runs."""

    element_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class OrderDetail:
    """The page of an order for one viewer. `side` is theirs, None for who only looks on.

    `actions` are what they may do now; `cancellation`: on which terms; `deadlines`: the timers that run.
    `attached` are files that wait for the next report; `endings`: proposals to end the order, newest first,
    `plan_changes` those to change its plan.
    """

    order: OrderView
    side: Side | None
    actions: tuple[Action, ...]
    cancellation: CancellationTerms
    events: tuple[OrderEventView, ...]
    payments: tuple[OrderPaymentView, ...]
    voucher_name: str
    contract: ContractBrief | None
    milestones: tuple[MilestoneView, ...]
    deadlines: tuple[Deadline, ...]
    attached: tuple[OrderFileView, ...]
    endings: tuple[EndingView, ...]
    plan_changes: tuple[PlanChangeView, ...]

    @property
    def held(self) -> Decimal:
        """Return what of an order that is not over is in escrow."""
        return self.order.paid - self.order.released

    @property
    def ending(self) -> EndingView | None:
        """Return the proposal to end the order that waits for an answer."""
        return next((one for one in self.endings if one.state == "open"), None)

    @property
    def plan_change(self) -> PlanChangeView | None:
        """Return the change of plan that waits for an answer, for signatures or for money."""
        return next((one for one in self.plan_changes if one.state in CHANGES_UNDER_WAY), None)

    @property
    def given_back(self) -> Decimal:
        """Return what went back to the enterprise by changes of plan."""
        return sum((one.given_back for one in self.plan_changes), Decimal("0.00"))

    @property
    def current(self) -> MilestoneView | None:
        """Return the milestone that is under way, None before the start and after the end."""
        return next((one for one in self.milestones if one.state in SERVING), None)
