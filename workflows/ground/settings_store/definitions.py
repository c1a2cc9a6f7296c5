"""Every setting there is: its kind, default and limits, and what it is called in both languages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from workflows.ground.messages import Locale

Value = int | bool | str


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting. Numbers lie between `least` and `most`, texts have at most `most` characters."""

    key: str
    kind: Literal["number", "switch", "text"]
    default: Value
    label_zh: str
    label_en: str
    least: int = 0
    most: int = 0

    def label(self, locale: Locale) -> str:
        """Return what it is called."""
        return self.label_zh if locale == "zh-CN" else self.label_en

    def accepts(self, value: object) -> bool:
        """Tell whether `value` is one that this setting can have."""
        if self.kind == "switch":
            return isinstance(value, bool)
        if self.kind == "number":
            return isinstance(value, int) and not isinstance(value, bool) and self.least <= value <= self.most
        return isinstance(value, str) and len(value) <= self.most


def _number(key: str, default: int, limits: tuple[int, int], zh: str, en: str) -> Setting:
    return Setting(key, "number", default, zh, en, *limits)


SETTINGS: dict[str, Setting] = {
    setting.key: setting
    for setting in (
        Setting("platform_name_zh", "text", "", "平台名称（中文）", "Name of the platform in Chinese", 0, 20),
        Setting("platform_name_en", "text", "", "平台名称（英文）", "Name of the platform in English", 0, 40),
        Setting("registration_open", "switch", True, "开放注册", "Registration is open"),
        Setting("service_phone", "text", "", "客服电话", "Service phone", 0, 40),
        Setting("service_email", "text", "", "客服邮箱", "Service e-mail", 0, 120),
        Setting("sponsor_zh", "text", "", "主办单位（中文）", "Sponsor in Chinese", 0, 60),
        Setting("sponsor_en", "text", "", "主办单位（英文）", "Sponsor in English", 0, 120),
        Setting("icp_number", "text", "", "ICP 备案号", "ICP filing number", 0, 40),
        Setting("police_number", "text", "", "公安备案号", "Police filing number", 0, 40),
        Setting("portal_banner", "text", "", "门户横幅公告", "Banner on the portal", 0, 200),
        Setting(
            "second_factor_required", "switch", False, "工作人员须启用双重验证", "Staff need a second factor"
        ),
        Setting(
            "deployment_approval",
            "switch",
            False,
            "流程部署须经另一名流程分析师同意",
            "Deploying processes needs a second analyst's approval",
        ),
        _number("session_idle_minutes", 120, (5, 1440), "无操作退出（分钟）", "Sign out after idle minutes"),
        _number("session_max_hours", 24, (1, 168), "最长登录（小时）", "Longest sign-in, hours"),
        _number("reset_link_minutes", 30, (5, 1440), "密码重置链接有效（分钟）", "Reset link valid, minutes"),
        _number("former_passwords", 12, (1, 50), "不可重复的历史密码数", "Former passwords refused"),
        _number("unsubmitted_uploads", 200, (10, 2000), "每人未提交附件上限", "Unsubmitted uploads a person"),
        _number(
            "decision_grace_minutes", 2, (0, 10), "决定可撤回（分钟）", "Decisions can be undone, minutes"
        ),
        _number("draft_upload_days", 30, (1, 365), "未提交附件保留（天）", "Keep unsubmitted uploads, days"),
        _number(
            "survey_answer_days",
            180,
            (1, 1095),
            "调研结束后可识别答卷保留（天）",
            "Keep who answered a survey after its end, days",
        ),
    )
}
