"""The daily file of the sandbox: a CSV with a line of totals, as gateways give it out."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, timedelta

from sqlalchemy import select

from workflows.business.ledger.money import to_yuan
from workflows.business.payment_sandbox.models import SandboxPayment, SandboxPayOut, SandboxRefund
from workflows.ground.clock import midnight
from workflows.ground.work import Work

MOST_LINES = 2_000
"""Of payments, of refunds and of pay-outs in one file; a sandbox has no more."""


def statement_file(work: Work, day: date) -> str:
    """Return what was booked on a day of Shanghai: by the time of each, then the totals."""
    begins = midnight(day).astimezone(UTC)
    ends = begins + timedelta(days=1)
    paid = select(SandboxPayment).where(
        SandboxPayment.state == "paid", SandboxPayment.changed_at >= begins, SandboxPayment.changed_at < ends
    )
    refunded = (
        select(SandboxRefund, SandboxPayment.gateway_txn)
        .join(SandboxPayment, SandboxPayment.order_no == SandboxRefund.order_no)
        .where(SandboxRefund.made_at >= begins, SandboxRefund.made_at < ends)
    )
    lines = [
        (row.changed_at, row.order_no, row.gateway_txn, "payment", row.paid_fen)
        for row in work.session.scalars(paid.limit(MOST_LINES))
    ]
    lines += [
        (row.made_at, row.order_no, txn, "refund", -row.amount_fen)
        for row, txn in work.session.execute(refunded.limit(MOST_LINES))
    ]
    paid_out = select(SandboxPayOut).where(
        SandboxPayOut.outcome == "paid", SandboxPayOut.settles_at >= begins, SandboxPayOut.settles_at < ends
    )
    lines += [
        (row.settles_at, row.number, row.gateway_txn, "pay_out", -row.paid_fen)
        for row in work.session.scalars(paid_out.limit(MOST_LINES))
    ]
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(["time", "order_no", "gateway_txn", "kind", "amount", "fee"])
    for at, order_no, txn, kind, amount_fen in sorted(lines):
        writer.writerow([at.isoformat(), order_no, txn, kind, f"{to_yuan(amount_fen):.2f}", "0.00"])
    total = to_yuan(sum(line[4] for line in lines))
    writer.writerow(["totals", len(lines), "", "", f"{total:.2f}", "0.00"])
    return written.getvalue()
