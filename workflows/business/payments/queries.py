"""Reading payment orders of one owner."""

from __future__ import annotations

from typing import cast

from sqlalchemy import select

from workflows.business.ledger.money import to_yuan
from workflows.business.payments.models import PaymentOrder, PayOut
from workflows.business.payments.values import OrderState, PaymentOrderView, PayOutState, PayOutView
from workflows.ground.errors import NotFound
from workflows.ground.work import Work

SHOWN = 10


def order_of(work: Work, owner: str, number: str) -> PaymentOrderView:
    """Return an order of `owner`. Raises: NotFound: none, or somebody else's."""
    row = work.session.get(PaymentOrder, number, populate_existing=True)
    if row is None or row.owner != owner:
        raise NotFound("payments.order_not_found")
    return _view(row)


def latest_orders(work: Work, owner: str) -> tuple[PaymentOrderView, ...]:
    """Return the latest orders of `owner`, the newest first."""
    rows = (
        select(PaymentOrder)
        .where(PaymentOrder.owner == owner)
        .order_by(PaymentOrder.created_at.desc(), PaymentOrder.number)
        .limit(SHOWN)
    )
    return tuple(map(_view, work.session.scalars(rows)))


def _view(row: PaymentOrder) -> PaymentOrderView:
    return PaymentOrderView(
        row.number,
        row.owner,
        to_yuan(row.amount_fen),
        cast("OrderState", row.state),
        row.created_at,
        row.expires_at,
        row.settled_at,
    )


def pay_out(work: Work, number: str) -> PayOutView:
    """Return how a pay-out stands; the caller has asked whose it is. Raises: NotFound."""
    row = work.session.get(PayOut, number, populate_existing=True)
    if row is None:
        raise NotFound("payments.order_not_found")
    amount, state = to_yuan(row.amount_fen), cast("PayOutState", row.state)
    return PayOutView(row.number, amount, state, row.reason, row.created_at, row.settled_at)
