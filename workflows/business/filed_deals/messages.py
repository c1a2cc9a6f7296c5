"""Sentences of filed deals, (zh-CN, English) by name."""

from __future__ import annotations

MESSAGES: dict[str, tuple[str, str]] = {
    "not_found": ("未找到该交易备案。", "Expected a filed deal that you may see, but there is none."),
    "not_yours": (
        "您没有查看交易备案的权限。",
        "Expected somebody who was given the orders of an organisation, but you were not.",
    ),
    "not_yours_to_answer": (
        "仅交易的客户企业可以确认或提出异议。",
        "Expected somebody of the customer of this deal, but you are not.",
    ),
    "not_now": (
        "该交易已答复或已转入审核，不能再次答复。",
        "The deal was answered already, or its review has begun.",
    ),
    "no_customer": (
        "未找到该统一社会信用代码的已认证企业，请核对；客户须先在平台完成认证。",
        "Expected the credit code of a certified enterprise, but none has it: the customer signs up first.",
    ),
    "no_product": (
        "未找到贵机构该编号的已上架产品，请核对；不涉及平台产品的可不填。",
        "Expected the number of a product of yours that is listed; leave it empty for anything else.",
    ),
    "words_required": ("请写明异议内容。", "Say what you object to."),
    "words_too_long": ("最多 {most} 个字符。", "Expected at most {most} characters."),
    "too_long": (
        "超过 {most} 条，请缩小筛选范围后再导出。",
        "There are more than {most}: narrow the list, then export again.",
    ),
}
"""Sentence by name."""
