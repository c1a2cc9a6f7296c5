"""Reading orders: lists of one side, and the page of one order. A list takes two statements, however long."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import cast

from sqlalchemy import ColumnElement, exists, func, or_, select

from workflows.approvals.models import Case
from workflows.business.carts.values import Mode
from workflows.business.contracts.queries import ContractBrief, contract_of_subject
from workflows.business.contracts.values import ReleasePlan, SubjectView
from workflows.business.ledger.money import to_yuan
from workflows.business.orders import ending_proposals, escrow, milestones, report_files
from workflows.business.orders.actions import STEPS
from workflows.business.orders.models import (
    OrderEnding,
    OrderEvent,
    OrderLine,
    OrderReport,
    ServiceOrder,
)
from workflows.business.orders.order_lifecycle import CONTRACT_SUBJECT
from workflows.business.orders.plan_change_views import plan_changes_of
from workflows.business.orders.policy import MENU, may_pay, may_see, side_of
from workflows.business.orders.terms import NOT_NOW, goes_by_milestones, terms_to_cancel
from workflows.business.orders.values import (
    CHANGES_UNDER_WAY,
    ENDED,
    SERVING,
    SETTLED,
    Action,
    CancellationTerms,
    Deadline,
    EndingState,
    EndingView,
    MilestoneState,
    MilestoneView,
    OrderDetail,
    OrderEventView,
    OrderLineView,
    OrderPaymentView,
    OrderState,
    OrderView,
    Party,
    PlanChangeView,
    ReportAnswer,
    ReportView,
    Side,
)
from workflows.business.vouchers.queries import voucher_of
from workflows.ground.clock import midnight
from workflows.ground.errors import NotFound
from workflows.ground.work import Work
from workflows.people.identity.queries import accounts
from workflows.people.viewer import Viewer, require

MOST_CHARACTERS = 100


@dataclass(frozen=True, slots=True)
class OrderSearch:
    """What a list is narrowed by; "" and None narrow nothing. `text`: in number, product and other side."""

    state: str = ""
    text: str = ""
    first: date | None = None
    last: date | None = None
    with_voucher: bool = False


def orders(
    work: Work,
    viewer: Viewer,
    organisation_id: str,
    side: Side,
    search: OrderSearch,
    *,
    after: str | None = None,
    limit: int = 20,
) -> tuple[OrderView, ...]:
    """Return up to `limit` orders of one side, the newest first. Raises: Forbidden: not given the menu."""
    require(viewer.may(organisation_id, MENU), "orders.not_yours")
    rows = select(ServiceOrder).where(
        _own(organisation_id, side), ServiceOrder.number.is_not(None), *_narrowed(search, side)
    )
    if after is not None:
        rows = rows.where(ServiceOrder.id < after)
    return _views(work, work.session.scalars(rows.order_by(ServiceOrder.id.desc()).limit(limit)).all())


def _own(organisation_id: str, side: Side) -> ColumnElement[bool]:
    column = ServiceOrder.enterprise_id if side == "enterprise" else ServiceOrder.provider_id
    return column == organisation_id


def _narrowed(search: OrderSearch, side: Side) -> Iterable[ColumnElement[bool]]:
    if search.state:
        yield ServiceOrder.state == search.state
    if search.text:
        text = search.text[:MOST_CHARACTERS].replace("\x00", "")
        other = ServiceOrder.provider_name if side == "enterprise" else ServiceOrder.enterprise_name
        named = OrderLine.product_name.icontains(text, autoescape=True)
        yield or_(
            ServiceOrder.number.icontains(text, autoescape=True),
            other.icontains(text, autoescape=True),
            exists().where(OrderLine.order_id == ServiceOrder.id, named),
        )
    if search.first is not None:
        yield ServiceOrder.placed_at >= midnight(search.first)
    if search.last is not None:
        yield ServiceOrder.placed_at < midnight(search.last + timedelta(days=1))
    if search.with_voucher:
        yield ServiceOrder.voucher_id.is_not(None)


def settled_orders(work: Work, enterprise_id: str) -> int:
    """Return how many orders of an enterprise are accepted and paid; everybody may know the number."""
    rows = select(func.count()).where(
        ServiceOrder.enterprise_id == enterprise_id, ServiceOrder.state.in_(sorted(SETTLED))
    )
    return work.session.scalar(rows) or 0


def visible(work: Work, viewer: Viewer, number: str) -> ServiceOrder:
    """Return the row of an order that the viewer may see. Raises: NotFound."""
    row = work.session.scalar(select(ServiceOrder).where(ServiceOrder.number == number.replace("\x00", "")))
    if row is None or not may_see(viewer, row):
        raise NotFound("orders.not_found")
    return row


def order(work: Work, viewer: Viewer, number: str) -> OrderDetail:
    """Return an order with all that its page shows. Raises: NotFound: none, or none of the viewer's."""
    row = visible(work, viewer, number)
    side = side_of(viewer, row)
    cancellation = terms_to_cancel(work, row, side) if side is not None else NOT_NOW
    endings, changes = _endings(work, row), plan_changes_of(work, row)
    contract = contract_of_subject(work, CONTRACT_SUBJECT, row.id)
    actions: list[Action] = []
    if side is not None:
        actions += _actions(work, viewer, row, side, cancellation=cancellation, endings=endings)
        actions += _plan_actions(work, viewer, row, side, contract=contract, changes=changes)
    return OrderDetail(
        _views(work, [row])[0],
        side,
        tuple(actions),
        cancellation,
        _events(work, row),
        tuple(OrderPaymentView(one.paid_at, to_yuan(one.amount_fen)) for one in escrow.payments(work, row)),
        voucher_of(work, row.voucher_id).programme.name if row.voucher_id is not None else "",
        contract,
        _milestones(work, row),
        _deadlines(work, row),
        report_files.attached(work, row) if side == "provider" and row.state == "in_service" else (),
        endings,
        changes,
    )


def _milestones(work: Work, row: ServiceOrder) -> tuple[MilestoneView, ...]:
    """Return the milestones with their reports; as many statements for many as for one."""
    files, by_position = report_files.of_order(work, row), dict[int, list[ReportView]]()
    reports = select(OrderReport).where(OrderReport.order_id == row.id).order_by(OrderReport.number)
    for one in work.session.scalars(reports):
        by_position.setdefault(one.position, []).append(
            ReportView(
                one.note, one.reported_at, tuple(files.get(one.id, ())), cast("ReportAnswer", one.answer),
                one.answer_note, one.answered_at,
            )
        )  # fmt: skip
    return tuple(
        MilestoneView(
            one.position, one.title, to_yuan(one.amount_fen), to_yuan(one.voucher_fen), one.due_on,
            cast("MilestoneState", one.state), one.accepted_as, one.accepted_at,
            tuple(by_position.get(one.position, ())),
        )
        for one in milestones.milestones_of(work, row)
    )  # fmt: skip


def _deadlines(work: Work, row: ServiceOrder) -> tuple[Deadline, ...]:
    """Return the timers that run in the process of an order, the next one first."""
    case = work.session.get(Case, row.case_id) if row.case_id and row.state not in ENDED else None
    if case is None or case.instance_id is None:
        return ()
    timers = work.runtime.timers_of_case(case.instance_id)
    return tuple(Deadline(one.element_id, one.due_at) for one in timers)


def may_open(work: Work, viewer: Viewer, number: str) -> bool:
    """Tell whether the page of an order would open for the viewer."""
    row = work.session.scalar(select(ServiceOrder).where(ServiceOrder.number == number))
    return row is not None and may_see(viewer, row)


def contract_subject(work: Work, order_id: str) -> SubjectView | None:
    """Return an order as its contract names it, None if there is none."""
    row = work.session.get(ServiceOrder, order_id)
    if row is None:
        return None
    (view,) = _views(work, [row])
    named = "、".join(dict.fromkeys(line.product_name for line in view.lines))
    return SubjectView(named[:MOST_CHARACTERS], view.number, row.due_fen, row.provider_id, row.enterprise_id)


def numbers_of_cases(work: Work, numbers: Sequence[str]) -> frozenset[str]:
    """Return which of these numbers of cases are orders; one statement."""
    rows = select(ServiceOrder.number).where(ServiceOrder.number.in_(numbers))
    return frozenset(one for one in work.session.scalars(rows) if one)


def _actions(
    work: Work,
    viewer: Viewer,
    row: ServiceOrder,
    side: Side,
    *,
    cancellation: CancellationTerms,
    endings: Sequence[EndingView],
) -> Iterable[Action]:
    if row.pending or row.state in ENDED:
        return
    outstanding = row.paid_fen < row.due_fen
    waits = outstanding and row.state == "awaiting_completion" and milestones.awaits_payment(work, row)
    if outstanding and row.state in {"awaiting_payment", "awaiting_completion"} and may_pay(viewer, row):
        yield "pay"
    for action, step in STEPS.items():
        if step.side == side and step.state == row.state and not (action == "approve" and waits):
            yield action
    if row.state in SERVING and goes_by_milestones(work, row):
        yield from _ways_out(row, side, endings)
    # A provider that does not want an order refuses it; it has nothing to cancel before it has accepted.
    if cancellation.allowed and not (side == "provider" and row.state == "awaiting_acceptance"):
        yield "cancel"


def _ways_out(row: ServiceOrder, side: Side, endings: Sequence[EndingView]) -> Iterable[Action]:
    if row.state != "disputed":
        yield "dispute"
    waiting = next((one for one in endings if one.state == "open"), None)
    if waiting is None:
        yield "propose_end"
    elif waiting.side == side:
        yield "take_back_end"
    else:
        yield from ("end", "decline_end")


def _plan_actions(
    work: Work,
    viewer: Viewer,
    row: ServiceOrder,
    side: Side,
    *,
    contract: ContractBrief | None,
    changes: Sequence[PlanChangeView],
) -> Iterable[Action]:
    """Yield what may be done about the plan; it stands in the contract, so without one there is nothing."""
    if row.pending or row.state not in SERVING or contract is None or contract.state != "signed":
        return
    change = next((one for one in changes if one.state in CHANGES_UNDER_WAY), None)
    if change is None:
        if goes_by_milestones(work, row):
            yield "propose_plan"
    elif change.state == "to_pay":
        if may_pay(viewer, row):
            yield "pay_plan"
    elif change.state == "open":
        if change.side == side:
            yield "take_back_plan"
        else:
            yield from ("agree_plan", "return_plan")


def _endings(work: Work, row: ServiceOrder) -> tuple[EndingView, ...]:
    return tuple(
        EndingView(
            id=one.id, side=cast("Side", one.side), refund=to_yuan(one.refund_fen), reason=one.reason,
            state=cast("EndingState", one.state), proposed_at=one.proposed_at,
            due_at=_due(work, one) if one.state == "open" else None, answer_note=one.answer_note,
            answered_at=one.answered_at,
        )
        for one in ending_proposals.proposals(work, row)
    )  # fmt: skip


def _due(work: Work, proposal: OrderEnding) -> datetime | None:
    """Return until when a proposal waits, by the timer of its process."""
    instance_id = ending_proposals.instance_of(work, proposal)
    timers = work.runtime.timers_of_case(instance_id) if instance_id is not None else ()
    return min((one.due_at for one in timers), default=None)


def _events(work: Work, row: ServiceOrder) -> tuple[OrderEventView, ...]:
    rows = work.session.scalars(
        select(OrderEvent).where(OrderEvent.order_id == row.id).order_by(OrderEvent.id)
    ).all()
    known = accounts(work, sorted({one.actor for one in rows if one.side != "platform"}))
    return tuple(
        OrderEventView(
            one.at,
            cast("Party", one.side),
            known[one.actor].shown_name if one.side != "platform" and one.actor in known else "",
            one.kind,
            one.note,
        )
        for one in rows
    )


def _views(work: Work, rows: Sequence[ServiceOrder]) -> tuple[OrderView, ...]:
    by_order: dict[str, list[OrderLineView]] = {row.id: [] for row in rows}
    if rows:
        lines = select(OrderLine).where(OrderLine.order_id.in_(by_order))
        for line in work.session.scalars(lines.order_by(OrderLine.order_id, OrderLine.position)):
            by_order[line.order_id].append(_line(line))
    return tuple(_view(row, tuple(by_order[row.id])) for row in rows)


def _line(row: OrderLine) -> OrderLineView:
    return OrderLineView(
        row.product_number,
        row.product_name,
        row.product_kind,
        row.specification,
        cast("Mode", row.mode),
        row.quantity,
        to_yuan(row.unit_fen),
        to_yuan(row.amount_fen),
    )


def _view(row: ServiceOrder, lines: tuple[OrderLineView, ...]) -> OrderView:
    return OrderView(
        id=row.id, number=row.number or "", case_id=row.case_id, enterprise_id=row.enterprise_id,
        enterprise_name=row.enterprise_name, provider_id=row.provider_id, provider_name=row.provider_name,
        state=cast("OrderState", row.state), pending=row.pending, total=to_yuan(row.total_fen),
        deducted=to_yuan(row.deducted_fen), due=to_yuan(row.due_fen), deposit=to_yuan(row.deposit_fen),
        paid=to_yuan(row.paid_fen), release=cast("ReleasePlan", row.release),
        released=to_yuan(row.released_fen), fee=to_yuan(row.fee_fen),
        refund=to_yuan(row.refund_fen) if row.refund_fen is not None else None, cost=to_yuan(row.cost_fen),
        voucher_id=row.voucher_id, cancelled_by=row.cancelled_by, placed_at=row.placed_at,
        entered_at=row.entered_at, lines=lines,
    )  # fmt: skip
