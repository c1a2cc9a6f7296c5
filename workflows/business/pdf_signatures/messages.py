"""Sentences of signatures, (zh-CN, English) by name."""

MESSAGES: dict[str, tuple[str, str]] = {
    "busy": (
        "当前验签的人较多，请稍后再试。",
        "Expected a moment with fewer documents being checked: try again shortly.",
    ),
    "no_file": ("请选择要验签的 PDF 文件。", "Expected a PDF to verify, but no file was chosen."),
}
"""Sentence by name."""
