"""Escrow 托管: money held of the enterprise's wallet, and what becomes of it. Every transfer names the case.

Each function is called with the order's row held, and once for each order: its keys say so to the ledger.
"""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import select

from workflows.business.ledger.holds import capture, release, reserve
from workflows.business.ledger.kinds import PLATFORM
from workflows.business.ledger.money import to_fen, to_yuan
from workflows.business.ledger.operations import open_account, voucher
from workflows.business.ledger.queries import balance
from workflows.business.ledger.values import Cause
from workflows.business.orders.checkout import HELD_FOR
from workflows.business.orders.models import OrderPayment, ServiceOrder
from workflows.business.orders.terms import share
from workflows.business.vouchers.queries import voucher_of
from workflows.ground.errors import InvalidState
from workflows.ground.work import Work


def pay_in(work: Work, row: ServiceOrder, amount: Decimal) -> None:
    """Hold an amount of the enterprise's wallet for an order. Raises: InvalidState: there is too little."""
    wallet = open_account(work, row.enterprise_id, "wallet")
    available = balance(work, wallet.id).available
    if available < amount:
        raise InvalidState("orders.too_little", available=f"{available:,.2f}", amount=f"{amount:,.2f}")
    position = len(payments(work, row)) + 1
    hold = reserve(
        work, key=f"order:{row.id}:pay:{position}", cause=_cause(row), account_id=wallet.id,
        amount=amount, purpose="order", until=work.now + HELD_FOR,
    )  # fmt: skip
    work.session.add(
        OrderPayment(
            order_id=row.id, position=position, amount_fen=to_fen(amount), hold_id=hold.id,
            paid_by=work.actor, paid_at=work.now,
        )
    )  # fmt: skip
    row.paid_fen += to_fen(amount)
    work.session.flush()


def payments(work: Work, row: ServiceOrder) -> list[OrderPayment]:
    """Return the payments of an order, the first one first."""
    rows = select(OrderPayment).where(OrderPayment.order_id == row.id).order_by(OrderPayment.position)
    return list(work.session.scalars(rows))


def pay_out(work: Work, row: ServiceOrder, fee_percent: Decimal) -> None:
    """Give what was paid to the provider, less the platform's fee; what the voucher pays is spent."""
    wallet = open_account(work, row.provider_id, "wallet")
    for payment in payments(work, row):
        fee = share(to_yuan(payment.amount_fen), fee_percent)
        key = f"order:{row.id}:settle:{payment.position}"
        if fee:
            fees = open_account(work, PLATFORM, "fees")
            capture(work, payment.hold_id, key=f"{key}:fee", cause=_cause(row), target=fees.id, amount=fee)
            row.fee_fen += to_fen(fee)
        if to_fen(fee) < payment.amount_fen:
            capture(work, payment.hold_id, key=key, cause=_cause(row), target=wallet.id)
    if row.voucher_hold_id is not None and row.voucher_id is not None:
        of = voucher_of(work, row.voucher_id).programme.id
        spent = open_account(work, PLATFORM, "spent", voucher(of))
        capture(work, row.voucher_hold_id, key=f"order:{row.id}:spend", cause=_cause(row), target=spent.id)
    work.session.flush()


def give_back(work: Work, row: ServiceOrder, cost_percent: Decimal) -> None:
    """Give everything back to where it was held of, less what cancelling costs: that is the provider's."""
    wallet = open_account(work, row.provider_id, "wallet")
    for payment in payments(work, row):
        cost = share(to_yuan(payment.amount_fen), cost_percent)
        key = f"order:{row.id}:cancel:{payment.position}"
        if cost:
            capture(
                work, payment.hold_id, key=f"{key}:cost", cause=_cause(row), target=wallet.id, amount=cost
            )
            row.cost_fen += to_fen(cost)
        if to_fen(cost) < payment.amount_fen:
            release(work, payment.hold_id, key=key, cause=_cause(row))
    if row.voucher_hold_id is not None:
        release(work, row.voucher_hold_id, key=f"order:{row.id}:cancel:voucher", cause=_cause(row))
    work.session.flush()


def _cause(row: ServiceOrder) -> Cause:
    return Cause("case", row.number or row.id)
