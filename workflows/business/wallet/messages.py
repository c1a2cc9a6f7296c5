"""Sentences of wallets, (zh-CN, English) by name."""

MESSAGES: dict[str, tuple[str, str]] = {
    "not_yours": (
        "您没有查看该机构钱包的权限。",
        "Expected a wallet that you were given access to, but this one is not.",
    ),
}
"""Sentence by name."""
