"""Sentences of files: (zh-CN, English) by name."""

from __future__ import annotations

MESSAGES: dict[str, tuple[str, str]] = {
    "not_found": ("未找到该文件，或您无权查看。", "There is no such file, or it is not meant for you."),
    "too_many": (
        "您有太多未提交的附件，请先提交或删除一部分。",
        "You have too many uploads that were never submitted; submit or remove some first.",
    ),
    "unknown_profile": (
        "没有附件类型“{profile}”。",
        "Expected a known kind of upload, but found “{profile}”.",
    ),
}
