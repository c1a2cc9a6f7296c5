"""The demands that a person published for an enterprise, for the copy of their data."""

from __future__ import annotations

from sqlalchemy import select

from workflows.business.demands.models import Demand
from workflows.people.personal_data import PersonalRecords, columns, rows_of

RECORDS = (
    PersonalRecords(
        "demands", "发布的需求", "Demands",
        columns(
            ("title", "标题", "Title"), ("description", "说明", "Description"),
            ("contact", "联系人", "Contact"),
            ("mobile", "联系手机", "Mobile number"), ("state", "状态", "State"), ("at", "时间", "At"),
        ),
        rows_of(
            lambda user_id: select(
                Demand.title, Demand.description, Demand.contact, Demand.mobile, Demand.state,
                Demand.created_at,
            )
            .where(Demand.created_by == user_id)
            .order_by(Demand.id)
        ),
    ),
)  # fmt: skip
