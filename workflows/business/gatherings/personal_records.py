"""The activities for which a person signed up, for the copy of their data."""

from __future__ import annotations

from sqlalchemy import select

from workflows.business.gatherings.models import Gathering, GatheringSignUp
from workflows.people.personal_data import PersonalRecords, columns, rows_of

RECORDS = (
    PersonalRecords(
        "activities", "活动报名", "Activities",
        columns(
            ("activity", "活动", "Activity"), ("starts_at", "开始时间", "Begins"), ("name", "姓名", "Name"),
            ("organisation", "单位", "Organisation"), ("state", "状态", "State"),
            ("signed_up_at", "报名时间", "Signed up"), ("checked_in_at", "签到时间", "Checked in"),
        ),
        rows_of(
            lambda user_id: select(
                Gathering.title_zh, Gathering.starts_at, GatheringSignUp.name, GatheringSignUp.organisation,
                GatheringSignUp.state, GatheringSignUp.signed_up_at, GatheringSignUp.checked_in_at,
            )
            .join(Gathering, Gathering.id == GatheringSignUp.gathering_id)
            .where(GatheringSignUp.user_id == user_id)
            .order_by(GatheringSignUp.id)
        ),
    ),
)  # fmt: skip
