"""Groups that people belong to: the roles of the platform, windows of regions and clusters."""

from __future__ import annotations

import re
from collections.abc import Collection

ROLES: dict[str, tuple[str, str]] = {
    "enterprise": ("企业", "Enterprise"),
    "provider": ("服务机构", "Provider"),
    "consultant": ("服务顾问", "Consultant"),
    "expert": ("专家", "Expert"),
    "operator": ("运营", "Operator"),
    "department": ("主管部门", "Department"),
    "finance": ("财务", "Finance"),
    "analyst": ("流程分析师", "Analyst"),
    "admin": ("系统管理员", "Administrator"),
}
"""Every role without a scope: (zh-CN, English)."""

ROLES_EXPLAINED: dict[str, tuple[str, str]] = {
    "enterprise": (
        "中小企业，由法定代表人或经办人办理",
        "A small business, by its legal person or agent",
    ),
    "provider": ("服务机构，含其子账号", "An organisation that provides services, with its sub-accounts"),
    "consultant": ("受服务机构邀请、为其办事的顾问", "A person who acts for a provider"),
    "expert": ("在评审组中评审产品的专家", "Reviews products on panels"),
    "operator": ("初审、发布、提醒，全平台可见", "Reviews first, publishes, reminds; sees every case"),
    "department": ("终审，全平台可见", "Reviews last; sees every case"),
    "finance": ("充值、提现与付款", "Recharges, withdrawals and payments"),
    "analyst": ("绘制、试办并部署流程", "Draws, tries and deploys processes"),
    "admin": ("管理用户、机构与设置", "Keeps users, organisations and settings"),
}
"""What people of each role do: (zh-CN, English)."""

# Sets of roles that more than one place asks for; tests/architecture allows none to be written elsewhere.
ORGANISATION_ROLES = frozenset({"enterprise", "provider"})
"""Whoever belongs to an organisation has its kind as a role."""
APPLICANTS = ORGANISATION_ROLES | {"consultant"}
"""Those who have cases; all others work on them."""
WORKING_ROLES = frozenset(ROLES) - APPLICANTS
"""Those who work on cases and check what others do, beside the windows: they have an inbox."""
OUTSIDE_ROLES = APPLICANTS | {"expert"}
"""Roles of those whom the platform serves; every other role and window is staff."""
OPERATIONS = frozenset({"operator", "admin"})
"""Those who keep directories, notices and absences, and hand around what nobody else may."""
OVERSIGHT = OPERATIONS | {"department"}
"""Those who see every case and every organisation."""
ANALYSTS = frozenset({"analyst", "admin"})
"""Those who make processes."""
_SCOPED = re.compile(r"(window|cluster):[A-Za-z0-9_-]{1,40}")


def is_group(group_id: str) -> bool:
    """Tell whether `group_id` is a role or a window of a region or a cluster."""
    return group_id in ROLES or _SCOPED.fullmatch(group_id) is not None


def regions_of(groups: frozenset[str]) -> frozenset[str]:
    """Return the regions whose window these groups are."""
    return frozenset(group.removeprefix("window:") for group in groups if group.startswith("window:"))


def clusters_of(groups: frozenset[str]) -> frozenset[str]:
    """Return the clusters whose window these groups are."""
    return frozenset(group.removeprefix("cluster:") for group in groups if group.startswith("cluster:"))


def is_staff(groups: Collection[str]) -> bool:
    """Tell whether somebody in these groups decides for the platform: all roles but those of its users."""
    return any(group not in OUTSIDE_ROLES for group in groups)
