"""The messages that a person wrote to the platform, with the answers, for the copy of their data."""

from __future__ import annotations

from sqlalchemy import select

from workflows.business.enquiries.models import Enquiry
from workflows.people.personal_data import PersonalRecords, columns, rows_of

RECORDS = (
    PersonalRecords(
        "enquiries", "我的留言", "Messages to the platform",
        columns(
            ("subject", "主题", "Subject"), ("question", "内容", "Question"), ("asked_at", "时间", "Asked"),
            ("answer", "答复", "Answer"), ("answered_at", "答复时间", "Answered"),
            ("may_be_published", "同意公开", "May be published"),
        ),
        rows_of(
            lambda user_id: select(
                Enquiry.subject, Enquiry.question, Enquiry.asked_at, Enquiry.answer, Enquiry.answered_at,
                Enquiry.consent,
            )
            .where(Enquiry.asked_by == user_id)
            .order_by(Enquiry.id)
        ),
    ),
)  # fmt: skip
