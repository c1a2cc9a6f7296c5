"""Sentences of the sandbox, (zh-CN, English) by name."""

MESSAGES: dict[str, tuple[str, str]] = {
    "not_signed": (
        "签名无效：应由已登记的商户签名。",
        "Expected fields signed by a known merchant, but they are not.",
    ),
    "unreadable": (
        "支付请求不完整或内容有误。",
        "Expected a payment with everything that is agreed, but something is missing or wrong.",
    ),
    "over_the_limit": (
        "超过该银行的单笔限额 {limit} 元，请选择其他银行。",
        "Expected at most {limit} yuan with this bank: choose another one.",
    ),
    "not_found": ("未找到该笔支付。", "Expected a payment of the sandbox, but there is none."),
    "over": (
        "该笔支付已经结束，不能再次支付。",
        "Expected a payment that waits to be paid, but it is over.",
    ),
    "expired": ("该笔支付已过有效期。", "Expected a payment in time, but it has expired."),
    "refund_number_used": (
        "该退款单号已用于其他退款。",
        "Expected a refund number for one refund, but it was used for another.",
    ),
    "pay_out_number_used": (
        "该付款单号已用于其他付款。",
        "Expected a number for one pay-out, but it was used for another.",
    ),
    "unreadable_card": (
        "请输入 8 至 30 位数字的银行卡号或账号。",
        "Expected a card or an account of 8 to 30 digits.",
    ),
    "refund_too_much": (
        "退款合计不能超过已支付金额。",
        "Expected refunds of what was paid at most, but they are more.",
    ),
}
"""Sentence by name."""
