"""Sentences of the sandbox, (zh-CN, English) by name."""

MESSAGES: dict[str, tuple[str, str]] = {
    "not_signed": (
        "签名无效：应由已登记的接入方签名。",
        "Expected fields signed by a known client, but they are not.",
    ),
    "unreadable": (
        "核验请求不完整或内容有误。",
        "Expected a check with everything that is agreed, but something is missing or wrong.",
    ),
    "not_found": ("未找到该次核验。", "Expected a check of the sandbox, but there is none."),
    "over": ("该次核验已经结束。", "Expected a check that waits for the person, but it is over."),
    "expired": ("该次核验已过有效期。", "Expected a check in time, but it has expired."),
}
"""Sentence by name."""
