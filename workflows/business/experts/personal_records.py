"""The profile of a person as an expert, and the applications for it, for the copy of their data."""

from __future__ import annotations

from sqlalchemy import select

from workflows.business.experts.models import Enrolment, Expert
from workflows.people.personal_data import PersonalRecords, columns, rows_of

RECORDS = (
    PersonalRecords(
        "expert", "专家资料", "Expert",
        columns(
            ("state", "状态", "State"), ("reason", "说明", "Reason"), ("profile", "资料", "Profile"),
            ("enrolled_at", "入库时间", "Enrolled"), ("changed_at", "修改时间", "Changed"),
        ),
        rows_of(
            lambda user_id: select(
                Expert.state, Expert.reason, Expert.profile, Expert.enrolled_at, Expert.changed_at
            ).where(Expert.user_id == user_id)
        ),
    ),
    PersonalRecords(
        "expert_enrolments", "专家入库申请", "Enrolments as an expert",
        columns(
            ("name", "姓名", "Name"), ("email", "邮箱", "E-mail"), ("state", "状态", "State"),
            ("reason", "说明", "Reason"), ("at", "时间", "At"),
        ),
        rows_of(
            lambda user_id: select(
                Enrolment.name, Enrolment.email, Enrolment.state, Enrolment.reason, Enrolment.created_at
            )
            .where(Enrolment.user_id == user_id)
            .order_by(Enrolment.id)
        ),
    ),
)  # fmt: skip
