"""Sentences of typesetting, (zh-CN, English) by name."""

MESSAGES: dict[str, tuple[str, str]] = {
    "busy": (
        "当前生成文件的人较多，请稍后再试。",
        "Expected a moment with fewer documents being made: try again shortly.",
    ),
}
"""Sentence by name."""
