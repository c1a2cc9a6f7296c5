"""Comparing a day's file of a gateway with the platform's records, line by line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, timedelta

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from workflows.business.ledger.money import to_yuan
from workflows.business.payments import differences
from workflows.business.payments.gateway import StatementRow
from workflows.business.payments.models import PaymentOrder, PayOut, StatementDay
from workflows.business.payments.values import Difference, Reconciliation
from workflows.ground.clock import midnight
from workflows.ground.db import among
from workflows.ground.work import Work

Known = Mapping[str, PaymentOrder | PayOut]


def reconcile(
    work: Work, gateway: str, day: date, rows: Sequence[StatementRow], before: Sequence[StatementRow]
) -> Reconciliation:
    """Compare what a gateway has booked on `day`; `before` is what it booked on the day before.

    What is settled here just after midnight may be booked there just before it. Each difference is noted and
    becomes a case of finance, once, however often the day is compared.
    """
    known = _known(work, gateway, [row.order_no for row in rows])
    different = [one for row in rows if (one := _compared(gateway, day, row, known.get(row.order_no)))]
    equal = len(rows) - len(different)
    booked = {row.order_no for row in (*rows, *before)}
    different += _missing_there(work, gateway, day, booked)
    for one in different:
        differences.note(work, one)
    _record(work, gateway, day, equal, len(different))
    return Reconciliation(equal, tuple(different))


def _known(work: Work, gateway: str, numbers: Sequence[str]) -> Known:
    """Return what the platform knows of these numbers: orders and pay-outs."""
    orders = select(PaymentOrder).where(PaymentOrder.gateway == gateway, among(PaymentOrder.number, numbers))
    pay_outs = select(PayOut).where(PayOut.gateway == gateway, among(PayOut.number, numbers))
    rows: list[PaymentOrder | PayOut] = [*work.session.scalars(orders), *work.session.scalars(pay_outs)]
    return {row.number: row for row in rows}


def _compared(
    gateway: str, day: date, row: StatementRow, known: PaymentOrder | PayOut | None
) -> Difference | None:
    """Return how a line of the file differs from what is known, None if it is equal."""
    expected_kind = "pay_out" if isinstance(known, PayOut) else "payment"
    here = None if known is None else to_yuan(known.amount_fen)
    if known is not None and known.state == "in_question":
        return Difference(gateway, row.order_no, "in_question", day, row.gateway_txn, here, abs(row.amount))
    is_here = known is not None and known.state == "paid" and row.kind == expected_kind
    if not is_here or known is None or known.gateway_txn not in (None, row.gateway_txn):
        return Difference(gateway, row.order_no, "missing_here", day, row.gateway_txn, None, abs(row.amount))
    if here != abs(row.amount):
        return Difference(gateway, row.order_no, "other_amount", day, row.gateway_txn, here, abs(row.amount))
    return None


def _missing_there(work: Work, gateway: str, day: date, booked: set[str]) -> Iterator[Difference]:
    begins = midnight(day).astimezone(UTC)
    ends = begins + timedelta(days=1)
    orders = select(PaymentOrder).where(
        PaymentOrder.gateway == gateway,
        PaymentOrder.state == "paid",
        PaymentOrder.settled_at >= begins,
        PaymentOrder.settled_at < ends,
    )
    pay_outs = select(PayOut).where(
        PayOut.gateway == gateway,
        PayOut.state == "paid",
        PayOut.settled_at >= begins,
        PayOut.settled_at < ends,
    )
    rows: list[PaymentOrder | PayOut] = [*work.session.scalars(orders), *work.session.scalars(pay_outs)]
    for row in rows:
        if row.number not in booked:
            amount, txn = to_yuan(row.amount_fen), row.gateway_txn or ""
            yield Difference(gateway, row.number, "missing_there", day, txn, amount, None)


def _record(work: Work, gateway: str, day: date, equal: int, different: int) -> None:
    values = {"equal": equal, "differences": different, "compared_at": work.now}
    made = insert(StatementDay).values(gateway=gateway, day=day, **values)
    keys = [StatementDay.gateway, StatementDay.day]
    work.session.execute(made.on_conflict_do_update(index_elements=keys, set_=values))
