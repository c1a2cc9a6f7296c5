"""A difference to reconcile: the gateway has booked a payment yesterday for which there is no order."""

from __future__ import annotations

from datetime import timedelta

from workflows.business.ledger.money import to_yuan
from workflows.business.payment_sandbox.models import SandboxPayment
from workflows.business.payments.gateway import StatementRow
from workflows.business.payments.gateways import SANDBOX
from workflows.business.payments.reconciliation import reconcile
from workflows.ground.clock import SHANGHAI
from workflows.ground.work import Work

NUMBER, FEN = "CZ00000000DEMONSTRATE", 36_800


def book_elsewhere(work: Work) -> None:
    """Let the gateway know a payment of yesterday that the platform does not, and compare the day."""
    booked_at = work.now - timedelta(days=1)
    row = SandboxPayment(
        order_no=NUMBER, gateway_txn="SB00000000DEMONSTRATE", amount_fen=FEN, paid_fen=FEN, refunded_fen=0,
        subject="钱包充值", notify_url="http://localhost/", return_url="http://localhost/", bank="corporate",
        state="paid", created_at=booked_at, changed_at=booked_at,
        expires_at=booked_at + timedelta(minutes=30),
    )  # fmt: skip
    work.session.add(row)
    work.session.flush()
    amount, free = to_yuan(FEN), to_yuan(0)
    line = StatementRow(booked_at, row.order_no, row.gateway_txn, "payment", amount, free)
    reconcile(work, SANDBOX, booked_at.astimezone(SHANGHAI).date(), [line], [])
