"""All writes of payments: making an order, and what follows from what a gateway says of it.

What a gateway says counts only signed. Money moves by one transfer for each order, however often and in
whatever order it is said; the payer's browser that comes back proves nothing.
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from decimal import Decimal

import structlog
from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from workflows.business.ledger.kinds import PLATFORM
from workflows.business.ledger.money import to_fen, to_yuan
from workflows.business.ledger.operations import move, open_account
from workflows.business.ledger.values import Cause
from workflows.business.payments import differences, pay_outs
from workflows.business.payments.gateway import (
    GatewayPayment,
    GatewayPayOut,
    NoticeRefused,
    PaymentGateway,
)
from workflows.business.payments.models import PaymentNotice, PaymentOrder
from workflows.business.payments.values import Difference, Outcome
from workflows.ground.clock import SHANGHAI
from workflows.ground.db import new_id
from workflows.ground.errors import FieldProblem, Invalid
from workflows.ground.work import Work
from workflows.notices.operations import send_messages
from workflows.notices.telling import tell
from workflows.outside.pursuits import next_ask_at
from workflows.people.identity.queries import members_of

LEAST, MOST = Decimal("0.01"), Decimal("1000000.00")
"""Of one payment, in yuan."""
VALID = timedelta(minutes=30)
MOST_PENDING = 20
"""Orders of one owner that nobody has paid yet."""
ASK_UNTIL = timedelta(hours=25)
"""After the order's end: so long gateways repeat their notices, too."""

log = structlog.get_logger(__name__)


def create_order(work: Work, gateway_name: str, *, owner: str, amount: Decimal) -> str:
    """Make an order for a recharge of the owner's wallet; return its number.

    Raises: Invalid: at the amount; or too many orders of this owner wait to be paid.
    """
    if not (amount.is_finite() and LEAST <= amount <= MOST and amount == round(amount, 2)):
        raise Invalid("payments.invalid", [FieldProblem("amount", "payments.amount", {})])
    waiting = select(func.count()).where(PaymentOrder.owner == owner, PaymentOrder.state == "pending")
    if (work.session.scalar(waiting) or 0) >= MOST_PENDING:
        raise Invalid("payments.too_many_pending", most=MOST_PENDING)
    number = f"CZ{work.now.astimezone(SHANGHAI):%Y%m%d}{secrets.token_hex(6).upper()}"
    order = PaymentOrder(
        number=number, owner=owner, gateway=gateway_name, amount_fen=to_fen(amount), state="pending",
        created_by=work.actor, created_at=work.now, expires_at=work.now + VALID, asked=0,
        next_ask_at=next_ask_at(work.now, asked=0),
    )  # fmt: skip
    work.session.add(order)
    work.session.flush()
    return number


def receive_notice(work: Work, gateway: PaymentGateway, raw: bytes) -> Outcome | None:
    """Take a notice; return what followed, None if the gateway has not signed it: then nothing is kept.

    It is stored as it came before anything follows. Once for each payment and state: a repetition is known.
    """
    try:
        said = gateway.parse_notice(raw)
    except NoticeRefused as refused:
        log.warning("payment.notice_refused", gateway=gateway.name, reason=str(refused))
        return None
    stored = work.session.scalar(
        insert(PaymentNotice)
        .values(
            id=new_id(), gateway=gateway.name, gateway_txn=said.gateway_txn, state=said.state,
            order_no=_number_in(said), amount_fen=to_fen(said.amount), raw=raw.decode("ascii"),
            received_at=work.now, outcome="",
        )
        .on_conflict_do_nothing()
        .returning(PaymentNotice.id)
    )  # fmt: skip
    if stored is None:
        return "repeated"
    if isinstance(said, GatewayPayOut):
        outcome = pay_outs.follow(work, gateway.name, said)
    else:
        outcome = follow(work, gateway.name, said)
    work.session.get_one(PaymentNotice, stored).outcome = outcome
    work.session.flush()
    return outcome


def _number_in(said: GatewayPayment | GatewayPayOut) -> str:
    return said.number if isinstance(said, GatewayPayOut) else said.order_no


def follow(work: Work, gateway_name: str, said: GatewayPayment) -> Outcome:
    """Let an order follow what its gateway says, signed: states only go forward, and money moves once."""
    order = work.session.get(PaymentOrder, said.order_no, with_for_update=True, populate_existing=True)
    if order is None or order.gateway != gateway_name:
        _tell_finance(work, gateway_name, said.order_no, said, None)
        return "unknown"
    if order.state == "paid":
        if said.state == "paid" and said.gateway_txn != order.gateway_txn:
            _tell_finance(work, gateway_name, order.number, said, order)  # paid a second time
            return "in_question"
        return "late"
    if said.state == "paid":
        return _paid(work, order, said)
    if order.state == "pending" and said.state != "pending":
        order.state, order.settled_at = said.state, work.now
        work.session.flush()
    return "noted"


def _paid(work: Work, order: PaymentOrder, said: GatewayPayment) -> Outcome:
    if to_fen(said.amount) != order.amount_fen:
        if order.state != "in_question":
            order.state, order.gateway_txn, order.next_ask_at = "in_question", said.gateway_txn, None
            work.session.flush()
            _tell_finance(work, order.gateway, order.number, said, order)
        return "in_question"
    clearing = open_account(work, PLATFORM, "clearing")
    wallet = open_account(work, order.owner, "wallet")
    move(
        work, key=f"payment:{order.number}", kind="recharge", cause=Cause("notice", order.number),
        source=clearing.id, target=wallet.id, amount=to_yuan(order.amount_fen),
    )  # fmt: skip
    order.state, order.gateway_txn, order.settled_at = "paid", said.gateway_txn, work.now
    order.next_ask_at = None
    work.session.flush()
    tell(work, order.created_by, "payment_received", {"amount": f"{said.amount:.2f}", "number": order.number})
    return "credited"


def _tell_finance(
    work: Work, gateway_name: str, number: str, said: GatewayPayment, order: PaymentOrder | None
) -> None:
    """Let finance clear up that the gateway has money that fits no order, and tell them now."""
    differences.note(
        work,
        Difference(
            gateway_name, number, "in_question", work.now.astimezone(SHANGHAI).date(), said.gateway_txn,
            None if order is None else to_yuan(order.amount_fen), said.amount,
        ),
    )  # fmt: skip
    expected = f"{to_yuan(order.amount_fen):.2f}" if order is not None else "—"
    params = {
        "number": number,
        "txn": said.gateway_txn,
        "amount": f"{said.amount:.2f}",
        "expected": expected,
    }
    send_messages(work, sorted(members_of(work, "finance")), "payment_in_question", params)


def due_orders(work: Work, limit: int) -> list[str]:
    """Return orders about which the platform asks now, and note when it asks again.

    What nobody has paid long after its end is closed, and asked about no more.
    """
    rows = work.session.scalars(
        select(PaymentOrder)
        .where(PaymentOrder.next_ask_at <= work.now)
        .order_by(PaymentOrder.next_ask_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    for order in rows:
        order.asked += 1
        is_over = work.now >= order.expires_at + ASK_UNTIL
        order.next_ask_at = None if is_over else next_ask_at(work.now, order.asked)
        if is_over and order.state == "pending":
            order.state, order.settled_at = "closed", work.now
    work.session.flush()
    return [order.number for order in rows]
