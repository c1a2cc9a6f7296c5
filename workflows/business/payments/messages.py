"""Sentences of payments, (zh-CN, English) by name."""

MESSAGES: dict[str, tuple[str, str]] = {
    "invalid": ("请更正标出的内容。", "Please correct what is marked."),
    "amount": (
        "请输入 0.01 至 1,000,000.00 元之间的金额，最多两位小数。",
        "Expected an amount from 0.01 to 1,000,000.00 yuan with two decimal places at most.",
    ),
    "too_many_pending": (
        "还有 {most} 笔支付尚未完成，请先完成支付，或等待其失效。",
        "Expected fewer than {most} payments that wait to be paid: pay them first, or wait until they end.",
    ),
    "order_not_found": ("未找到该笔支付。", "Expected a payment of yours, but there is none."),
    "no_gateway": (
        "本平台尚未开通在线支付。",
        "Expected a payment gateway, but this installation has none.",
    ),
}
"""Sentence by name."""
