"""The links of a person as a consultant, for the copy of their data."""

from __future__ import annotations

from sqlalchemy import select

from workflows.business.consultants.models import Consultant
from workflows.people.organisations.models import Organisation
from workflows.people.personal_data import PersonalRecords, columns, rows_of

RECORDS = (
    PersonalRecords(
        "consultant", "服务顾问资料", "Consultant",
        columns(
            ("provider", "服务机构", "Provider"), ("name", "姓名", "Name"), ("email", "邮箱", "E-mail"),
            ("state", "状态", "State"), ("reason", "说明", "Reason"), ("profile", "资料", "Profile"),
            ("accepted_at", "接受时间", "Accepted"), ("ended_at", "结束时间", "Ended"),
        ),
        rows_of(
            lambda user_id: select(
                Organisation.name, Consultant.name, Consultant.email, Consultant.state, Consultant.reason,
                Consultant.profile, Consultant.accepted_at, Consultant.ended_at,
            )
            .join(Organisation, Organisation.id == Consultant.organisation_id)
            .where(Consultant.user_id == user_id)
            .order_by(Consultant.id)
        ),
    ),
)  # fmt: skip
