"""Sentences of the notices domain, (zh-CN, English) by name."""

MESSAGES: dict[str, tuple[str, str]] = {
    "announcement_not_found": ("未找到该公告。", "This announcement was not found."),
    "announcement_title": ("请填写公告标题。", "Please enter a title."),
    "announcement_body": ("请填写公告正文。", "Please enter the text."),
    "announcement_incomplete": ("公告内容不完整。", "The announcement is incomplete."),
    "too_long": ("最多 {limit} 个字。", "At most {limit} characters."),
    "title_en_missing": (
        "填写了英文正文时，请同时填写英文标题。",
        "Please enter an English title for the English text.",
    ),
    "unknown_kind": ("请选择栏目。", "Choose what it is."),
    "ends_before_it_begins": ("结束时间应晚于开始时间。", "Expected the end after the beginning."),
    "bad_moment": ("请填写有效的日期和时间。", "Expected a date and a time."),
    "no_such_service": (
        "请选择可在线办理的事项。",
        "Choose a service that people can apply for.",
    ),
    "preferences_incomplete": ("通知设置不完整。", "The choice about notices is incomplete."),
    "digest_minute": ("请选择摘要发送时间。", "Please choose when the digest is sent."),
    "message_not_found": ("未找到该消息。", "This message was not found."),
}
