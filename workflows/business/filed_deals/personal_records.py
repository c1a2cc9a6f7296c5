"""The deals that a person put on file or answered for the customer, for the copy of their data."""

from __future__ import annotations

from sqlalchemy import or_, select

from workflows.business.filed_deals.models import FiledDeal
from workflows.business.ledger.yuan_columns import in_yuan
from workflows.people.personal_data import PersonalRecords, columns, rows_of

RECORDS = (
    PersonalRecords(
        "filed_deals", "交易备案", "Deals on file",
        columns(
            ("filed_at", "备案时间", "Filed"), ("title", "标题", "Title"),
            ("description", "说明", "Description"),
            ("contract_number", "合同编号", "Contract number"), ("made_on", "成交日期", "Date of the deal"),
            ("state", "状态", "State"), ("filed", "本人备案", "Filed by me"),
            ("objection", "客户异议", "Objection of the customer"), ("yuan", "金额（元）", "Yuan"),
        ),
        rows_of(
            lambda user_id: select(
                FiledDeal.filed_at, FiledDeal.title, FiledDeal.description, FiledDeal.contract_number,
                FiledDeal.made_on, FiledDeal.state, FiledDeal.filed_by == user_id, FiledDeal.objection,
                in_yuan(FiledDeal.amount_fen),
            )
            .where(or_(FiledDeal.filed_by == user_id, FiledDeal.answered_by == user_id))
            .order_by(FiledDeal.id)
        ),
    ),
)  # fmt: skip
