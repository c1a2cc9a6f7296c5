"""What organisations keep of the people who belong to them, for the copy of a person's data."""

from __future__ import annotations

from sqlalchemy import select

from workflows.people.organisations.models import DesignatedAgent, Member, Organisation
from workflows.people.personal_data import PersonalRecords, columns, rows_of

RECORDS = (
    PersonalRecords(
        "memberships", "所属机构", "Organisations",
        columns(
            ("organisation", "机构", "Organisation"), ("credit_code", "统一社会信用代码", "Credit code"),
            ("role", "身份", "Place"), ("menus", "可办菜单", "Menus"),
            ("since", "加入时间", "Since"), ("ended_at", "结束时间", "Until"),
        ),
        rows_of(
            lambda user_id: select(
                Organisation.name, Organisation.credit_code, Member.role, Member.menus, Member.since,
                Member.ended_at,
            )
            .join(Organisation, Organisation.id == Member.organisation_id)
            .where(Member.user_id == user_id)
            .order_by(Member.since, Organisation.id)
        ),
    ),
    PersonalRecords(
        "agencies", "经办人任职", "Named as an agent",
        columns(
            ("organisation", "机构", "Organisation"), ("name", "姓名", "Name"),
            ("mobile", "手机号", "Mobile number"), ("email", "邮箱", "E-mail"),
            ("position", "职务", "Position"),
            ("accepted_at", "接受时间", "Accepted"), ("ended_at", "终止时间", "Ended"),
        ),
        rows_of(
            lambda user_id: select(
                Organisation.name, DesignatedAgent.name, DesignatedAgent.mobile, DesignatedAgent.email,
                DesignatedAgent.position, DesignatedAgent.accepted_at, DesignatedAgent.ended_at,
            )
            .join(Organisation, Organisation.id == DesignatedAgent.organisation_id)
            .where(DesignatedAgent.user_id == user_id)
            .order_by(DesignatedAgent.id)
        ),
    ),
)  # fmt: skip
