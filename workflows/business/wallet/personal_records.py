"""What a person asked of a wallet, for the copy of their data: of a card the last digits alone."""

from __future__ import annotations

from sqlalchemy import select

from workflows.business.ledger.yuan_columns import in_yuan
from workflows.business.wallet.models import BankCard, Withdrawal
from workflows.people.personal_data import PersonalRecords, columns, rows_of

RECORDS = (
    PersonalRecords(
        "bank_cards", "添加的银行卡", "Bank cards added",
        columns(
            ("added_at", "添加时间", "Added"), ("bank", "银行", "Bank"), ("tail", "尾号", "Last digits"),
            ("state", "状态", "State"),
        ),
        rows_of(
            lambda user_id: select(BankCard.added_at, BankCard.bank_name, BankCard.tail, BankCard.state)
            .where(BankCard.added_by == user_id)
            .order_by(BankCard.id)
        ),
    ),
    PersonalRecords(
        "withdrawals", "提现申请", "Withdrawals",
        columns(
            ("asked_at", "申请时间", "Asked"), ("yuan", "金额（元）", "Yuan"),
            ("state", "状态", "State"),
        ),
        rows_of(
            lambda user_id: select(Withdrawal.asked_at, in_yuan(Withdrawal.amount_fen), Withdrawal.state)
            .where(Withdrawal.asked_by == user_id)
            .order_by(Withdrawal.id)
        ),
    ),
)  # fmt: skip
