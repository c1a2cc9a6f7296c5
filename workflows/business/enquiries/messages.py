"""Sentences of the message box, (zh-CN, English) by name."""

MESSAGES: dict[str, tuple[str, str]] = {
    "invalid": ("请检查标出的内容。", "Please check the marked fields."),
    "required": ("请填写此项。", "Please fill this in."),
    "too_long": ("最多 {most} 个字符。", "Expected at most {most} characters."),
    "email_form": (
        "请填写有效的电子邮箱，答复将发送至该邮箱。",
        "Expected a mail address: the answer goes there.",
    ),
    "too_many": (
        "今日留言次数已达上限，请明日再试。",
        "As many messages as are taken within a day have been sent. Please try again tomorrow.",
    ),
    "box_closed": ("留言暂停受理。", "The message box takes no messages at the moment."),
    "not_written": (
        "请在“我要留言”页面留言。",
        "Expected a message that was written on the page of the message box.",
    ),
    "not_found": ("未找到该留言。", "Expected a published question, but there is none."),
    "not_now": (
        "该留言已办结，不能进行该操作。",
        "Expected a message that waits for its answer, but this one is dealt with.",
    ),
}
"""Sentence by name."""
