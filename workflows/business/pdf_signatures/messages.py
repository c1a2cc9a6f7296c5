"""Sentences of signatures, (zh-CN, English) by name."""

MESSAGES: dict[str, tuple[str, str]] = {
    "busy": (
        "当前验签的人较多，请稍后再试。",
        "Expected a moment with fewer documents being checked: try again shortly.",
    ),
}
"""Sentence by name."""
