"""Escrow 托管: money held of the enterprise's wallet, and what becomes of it. Every transfer names the case.

Each function is called with the order's row held. What it moves is named to the ledger by what it is for, so
that nothing moves twice.
"""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import select

from workflows.business.ledger.holds import capture, get_hold, release, reserve
from workflows.business.ledger.kinds import PLATFORM
from workflows.business.ledger.money import to_fen, to_yuan
from workflows.business.ledger.operations import open_account, voucher
from workflows.business.ledger.queries import balance
from workflows.business.ledger.values import Cause
from workflows.business.orders.models import OrderPayment, ServiceOrder
from workflows.business.orders.terms import share
from workflows.business.orders.values import HELD_FOR
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


def held_fen(row: ServiceOrder) -> int:
    """Return what of an order that is not over is in escrow."""
    return row.paid_fen - row.released_fen


def pay_out(work: Work, row: ServiceOrder, key: str, amount_fen: int, fee_percent: Decimal) -> None:
    """Give an amount in escrow to the provider, less the platform's fee; `key` says what for, once an order.

    The fee is worked out of all that was paid out so far, so that its parts add up to the fee of the whole.
    """
    so_far = row.released_fen + amount_fen
    fee_fen = to_fen(share(to_yuan(so_far), fee_percent)) - row.fee_fen
    _take(work, row, f"{key}:fee", fee_fen, open_account(work, PLATFORM, "fees").id)
    _take(work, row, key, amount_fen - fee_fen, open_account(work, row.provider_id, "wallet").id)
    row.released_fen, row.fee_fen = so_far, row.fee_fen + fee_fen
    work.session.flush()


def _take(work: Work, row: ServiceOrder, key: str, amount_fen: int, target: str) -> None:
    """Give an amount of what is held to an account: of the first payment first."""
    for payment in payments(work, row):
        taken = min(amount_fen, to_fen(get_hold(work, payment.hold_id).remaining))
        if taken:
            capture(
                work, payment.hold_id, key=f"order:{row.id}:{key}:{payment.position}", cause=_cause(row),
                target=target, amount=to_yuan(taken),
            )  # fmt: skip
            amount_fen -= taken


def spend_voucher(work: Work, row: ServiceOrder, key: str, amount_fen: int | None = None) -> None:
    """Spend a part of what the voucher of an order pays; None: what is left of it."""
    if row.voucher_hold_id is None or row.voucher_id is None:
        return
    left = to_fen(get_hold(work, row.voucher_hold_id).remaining)
    taken = left if amount_fen is None else min(amount_fen, left)
    if taken:
        of = voucher_of(work, row.voucher_id).programme.id
        spent = open_account(work, PLATFORM, "spent", voucher(of))
        capture(
            work, row.voucher_hold_id, key=f"order:{row.id}:{key}:voucher", cause=_cause(row),
            target=spent.id, amount=to_yuan(taken),
        )  # fmt: skip


def give_back(work: Work, row: ServiceOrder, cost_percent: Decimal) -> None:
    """Give what is left back to where it was held of, less what cancelling costs: that is the provider's."""
    wallet = open_account(work, row.provider_id, "wallet")
    for payment in payments(work, row):
        left = get_hold(work, payment.hold_id).remaining
        cost = share(left, cost_percent)
        key = f"order:{row.id}:cancel:{payment.position}"
        if cost:
            capture(
                work, payment.hold_id, key=f"{key}:cost", cause=_cause(row), target=wallet.id, amount=cost
            )
            row.cost_fen += to_fen(cost)
        if cost < left:
            release(work, payment.hold_id, key=key, cause=_cause(row))
    if row.voucher_hold_id is not None and get_hold(work, row.voucher_hold_id).remaining:
        release(work, row.voucher_hold_id, key=f"order:{row.id}:cancel:voucher", cause=_cause(row))
    work.session.flush()


def give_back_part(work: Work, row: ServiceOrder, key: str, amount_fen: int) -> None:
    """Give an amount in escrow back to the enterprise, of the last payment first; the order goes on."""
    left = amount_fen
    for payment in reversed(payments(work, row)):
        taken = min(left, to_fen(get_hold(work, payment.hold_id).remaining))
        if taken:
            release(
                work, payment.hold_id, key=f"order:{row.id}:{key}:{payment.position}", cause=_cause(row),
                amount=to_yuan(taken),
            )  # fmt: skip
            left -= taken
    row.paid_fen -= amount_fen
    work.session.flush()


def _cause(row: ServiceOrder) -> Cause:
    return Cause("case", row.number or row.id)
