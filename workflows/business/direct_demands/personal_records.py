"""The direct demands that a person sent, or took up, for the copy of their data.

What the other side typed as its contact is the other side's.
"""

from __future__ import annotations

from sqlalchemy import case, or_, select

from workflows.business.direct_demands.models import DirectDemand
from workflows.people.personal_data import PersonalRecords, columns, rows_of

RECORDS = (
    PersonalRecords(
        "direct_demands", "直接需求", "Direct demands",
        columns(
            ("title", "标题", "Title"), ("description", "说明", "Description"),
            ("contact", "联系人", "Contact"),
            ("mobile", "联系手机", "Mobile number"), ("state", "状态", "State"),
            ("sent_at", "发送时间", "Sent"),
            ("answer", "答复", "Answer"), ("answered_at", "答复时间", "Answered"),
        ),
        rows_of(
            lambda user_id: select(
                DirectDemand.title, DirectDemand.description,
                case((DirectDemand.sent_by == user_id, DirectDemand.contact), else_=None),
                case((DirectDemand.sent_by == user_id, DirectDemand.mobile), else_=None),
                DirectDemand.state, DirectDemand.sent_at, DirectDemand.answer, DirectDemand.answered_at,
            )
            .where(or_(DirectDemand.sent_by == user_id, DirectDemand.answered_by == user_id))
            .order_by(DirectDemand.id)
        ),
    ),
)  # fmt: skip
