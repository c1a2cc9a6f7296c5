"""Sentences of payments, (zh-CN, English) by name."""

from forms.messages import MESSAGES as FORMS

MESSAGES: dict[str, tuple[str, str]] = {
    "invalid": ("请更正标出的内容。", "Please correct what is marked."),
    "amount": (
        "请输入 0.01 至 1,000,000.00 元之间的金额，最多两位小数。",
        "Expected an amount from 0.01 to 1,000,000.00 yuan with two decimal places at most.",
    ),
    "not_a_number": FORMS["not_a_number"],
    "number_grouping": FORMS["number_grouping"],
    "too_many_pending": (
        "还有 {most} 笔支付尚未完成，请先完成支付，或等待其失效。",
        "Expected fewer than {most} payments that wait to be paid: pay them first, or wait until they end.",
    ),
    "order_not_found": ("未找到该笔支付。", "Expected a payment of yours, but there is none."),
    "account_closed": ("收款账户已注销", "The account is closed"),
    "holder_differs": ("收款户名与账号不符", "The account belongs to somebody else"),
    "bank_refused": ("收款银行拒绝入账", "The bank has refused it"),
    "no_answer": ("通道长时间未答复", "No answer of the gateway for days"),
    "card_unreadable": ("卡号无法解密", "The card number cannot be opened"),
    "no_gateway": (
        "本平台尚未开通在线支付。",
        "Expected a payment gateway, but this installation has none.",
    ),
}
"""Sentence by name."""
