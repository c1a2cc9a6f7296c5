"""Sentences of settings: (zh-CN, English) by name."""

from __future__ import annotations

MESSAGES: dict[str, tuple[str, str]] = {
    "invalid": ("请检查标出的设置。", "Please check the settings that are marked."),
    "unknown": ("没有设置“{key}”。", "Expected the name of a setting, but found “{key}”."),
    "number": ("应为 {least} 到 {most} 之间的整数。", "Expected a whole number from {least} to {most}."),
    "text": ("最多 {most} 个字符。", "Expected at most {most} characters."),
    "switch": ("应为开或关。", "Expected on or off."),
}
