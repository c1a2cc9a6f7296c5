"""What accounts keep of a person, for the copy of their data: no password, code or token in any form."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from workflows.people.identity.models import Consent, LoginSession, RoleGrant, User
from workflows.people.personal_data import PersonalRecords, columns, rows_of

_GROUPS = select(func.array_agg(aggregate_order_by(RoleGrant.group_id, RoleGrant.group_id))).where(
    RoleGrant.user_id == User.id
)
RECORDS = (
    PersonalRecords(
        "account", "账号资料", "Account",
        columns(
            ("user_name", "用户名", "User name"), ("full_name", "姓名", "Name"),
            ("kind", "注册身份", "Registered as"), ("groups", "角色", "Roles"),
            ("mobile", "手机号", "Mobile number"),
            ("mobile_confirmed_at", "手机号验证时间", "Number confirmed"),
            ("email", "邮箱", "E-mail"), ("email_confirmed_at", "邮箱验证时间", "E-mail confirmed"),
            ("language", "语言", "Language"), ("created_at", "注册时间", "Since"),
        ),
        rows_of(
            lambda user_id: select(
                User.user_name, User.full_name, User.kind, _GROUPS.correlate(User).scalar_subquery(),
                User.mobile, User.mobile_verified_at, User.email, User.email_verified_at, User.locale,
                User.created_at,
            ).where(User.id == user_id)
        ),
    ),
    PersonalRecords(
        "consents", "同意记录", "Consents",
        columns(
            ("agreement", "协议", "Agreement"), ("version", "版本", "Version"),
            ("agreed_at", "同意时间", "Agreed"), ("address", "网络地址", "Network address"),
        ),
        rows_of(
            lambda user_id: select(Consent.agreement, Consent.version, Consent.agreed_at, Consent.address)
            .where(Consent.user_id == user_id)
            .order_by(Consent.agreed_at, Consent.agreement)
        ),
    ),
    PersonalRecords(
        "sign_ins", "登录记录", "Sign-ins",
        columns(
            ("signed_in_at", "登录时间", "Signed in"), ("last_used_at", "最近使用", "Last used"),
            ("ended_at", "退出时间", "Signed out"), ("address", "网络地址", "Network address"),
            ("browser", "浏览器", "Browser"),
        ),
        rows_of(
            lambda user_id: select(
                LoginSession.created_at, LoginSession.last_seen_at, LoginSession.ended_at,
                LoginSession.address, LoginSession.user_agent,
            )
            .where(LoginSession.user_id == user_id)
            .order_by(LoginSession.created_at)
        ),
    ),
)  # fmt: skip
