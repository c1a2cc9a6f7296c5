"""What an organisation noted of the person of a sub-account, for the copy of that person's data."""

from __future__ import annotations

from sqlalchemy import select

from workflows.people.personal_data import PersonalRecords, columns, rows_of
from workflows.people.sub_accounts.models import SubAccount

RECORDS = (
    PersonalRecords(
        "sub_account", "子账号资料", "Sub-account",
        columns(
            ("mobile", "联系手机", "Mobile number"), ("position", "职务", "Position"),
            ("created_at", "开通时间", "Since"), ("deleted_at", "删除时间", "Deleted"),
        ),
        rows_of(
            lambda user_id: select(
                SubAccount.mobile, SubAccount.position, SubAccount.created_at, SubAccount.deleted_at
            ).where(SubAccount.user_id == user_id)
        ),
    ),
)  # fmt: skip
