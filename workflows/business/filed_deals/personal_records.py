"""The deals that a person put on file or answered for the customer, for the copy of their data."""

from __future__ import annotations

from sqlalchemy import or_, select

from workflows.business.filed_deals.models import FiledDeal
from workflows.business.ledger.money import to_yuan
from workflows.ground.messages import Locale
from workflows.ground.work import Work
from workflows.people.personal_data import PersonalRecords, Rows, columns


def _deals(work: Work, user_id: str, _locale: Locale) -> Rows:
    rows = (
        select(
            FiledDeal.filed_at, FiledDeal.title, FiledDeal.description, FiledDeal.contract_number,
            FiledDeal.made_on, FiledDeal.state, FiledDeal.filed_by == user_id, FiledDeal.objection,
            FiledDeal.amount_fen,
        )
        .where(or_(FiledDeal.filed_by == user_id, FiledDeal.answered_by == user_id))
        .order_by(FiledDeal.id)
    )  # fmt: skip
    return ((*deal, to_yuan(fen)) for *deal, fen in work.session.execute(rows))


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
        _deals,
    ),
)  # fmt: skip
