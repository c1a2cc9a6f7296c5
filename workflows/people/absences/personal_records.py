"""The absences of a person, for the copy of their data."""

from __future__ import annotations

from sqlalchemy import select

from workflows.people.absences.models import Absence
from workflows.people.personal_data import PersonalRecords, columns, rows_of

RECORDS = (
    PersonalRecords(
        "absences", "外出记录", "Absences",
        columns(
            ("starts_at", "开始", "From"), ("ends_at", "结束", "Until"),
            ("ended_at", "提前结束", "Ended before"), ("reason", "事由", "Reason"),
        ),
        rows_of(
            lambda user_id: select(Absence.starts_at, Absence.ends_at, Absence.ended_at, Absence.reason)
            .where(Absence.user_id == user_id)
            .order_by(Absence.starts_at)
        ),
    ),
)  # fmt: skip
