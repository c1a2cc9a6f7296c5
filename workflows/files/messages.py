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
    "not_taken": (
        "不能接收文件“{name}”，请上传 PDF、图片、Word、Excel、PowerPoint 或 ZIP 文件。",
        "{name} is not taken: expected a PDF, a picture, a Word, Excel, PowerPoint or ZIP file.",
    ),
    "too_large": (
        "文件“{name}”过大，每个文件不超过 {most} MB。",
        "{name} is too large: expected at most {most} MB.",
    ),
    "too_many_at_once": ("每次最多附 {most} 个文件。", "Expected at most {most} files at once."),
}
