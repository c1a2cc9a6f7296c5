"""The payments into a wallet that a person began, for the copy of their data."""

from __future__ import annotations

from sqlalchemy import select

from workflows.business.ledger.yuan_columns import in_yuan
from workflows.business.payments.models import PaymentOrder
from workflows.people.personal_data import PersonalRecords, columns, rows_of

RECORDS = (
    PersonalRecords(
        "payments", "发起的充值", "Payments begun",
        columns(
            ("created_at", "发起时间", "Begun"), ("number", "编号", "Number"), ("state", "状态", "State"),
            ("settled_at", "到账时间", "Settled"), ("yuan", "金额（元）", "Yuan"),
        ),
        rows_of(
            lambda user_id: select(
                PaymentOrder.created_at, PaymentOrder.number, PaymentOrder.state, PaymentOrder.settled_at,
                in_yuan(PaymentOrder.amount_fen),
            )
            .where(PaymentOrder.created_by == user_id)
            .order_by(PaymentOrder.created_at, PaymentOrder.number)
        ),
    ),
)  # fmt: skip
