"""Sentences of rankings, (zh-CN, English) by name."""

MESSAGES: dict[str, tuple[str, str]] = {
    "not_found": ("未找到该积分记录。", "Expected points that you may read, but there are none."),
}
"""Sentence by name."""
