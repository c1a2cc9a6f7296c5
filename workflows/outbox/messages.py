"""Sentences of the outbox, (zh-CN, English) by name."""

MESSAGES: dict[str, tuple[str, str]] = {
    "unknown_template": (
        "没有名为 {template} 的通知模板。",
        "Expected a notice template, but there is no {template}.",
    ),
}
