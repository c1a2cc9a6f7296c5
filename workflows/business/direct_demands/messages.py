"""Sentences of direct demands, (zh-CN, English) by name."""

MESSAGES: dict[str, tuple[str, str]] = {
    "not_found": (
        "未找到该直接需求。",
        "Expected a direct demand of yours, but there is none.",
    ),
    "no_addressee": (
        "该服务机构、服务顾问或精选产品目前不能接收直接需求，请返回其页面查看。",
        "Expected a certified provider, an active consultant or a featured product on sale.",
    ),
    "no_organisation": (
        "直接需求由认证企业提出：您还没有单位信息，请先登记企业。",
        "Direct demands come from certified enterprises, but you have no organisation: register yours first.",
    ),
    "enterprises_only": (
        "直接需求由认证企业提出，服务机构不能提出。",
        "Direct demands come from certified enterprises; yours is a provider.",
    ),
    "not_certified": (
        "直接需求由认证企业提出：贵单位尚未通过认证，请先完成认证。",
        "Direct demands come from certified enterprises; yours is not certified yet: complete that first.",
    ),
    "not_given": (
        "只有企业的法定代表人和获得“订单”权限的成员可以提出直接需求。",
        "Expected somebody who binds the enterprise, or a member with the menu “Orders”.",
    ),
    "not_yours": (
        "您没有办理直接需求的权限。",
        "Expected somebody with the menu “Orders” of an organisation, or a consultant.",
    ),
    "not_yours_to_answer": (
        "只有收到需求的服务机构或服务顾问可以登记结果。",
        "Expected somebody of the addressed provider, or the addressed consultant.",
    ),
    "send_instead": (
        "请在服务机构、服务顾问或精选产品的页面提出直接需求。",
        "Send a direct demand from the page of a provider, a consultant or a featured product.",
    ),
    "not_now": (
        "该直接需求的状态已变化，不能进行该操作，请查看最新状态。",
        "Somebody has acted on this direct demand meanwhile: see how it stands now.",
    ),
    "words_required": ("请填写说明。", "Please say something."),
    "words_too_long": ("最多 {most} 个字符。", "Expected at most {most} characters."),
    "no_order": (
        "贵单位与该企业之间没有编号为“{number}”的订单，请核对；平台外成交的可不填。",
        "Expected the number of an order between you and this enterprise, but “{number}” is none; leave it "
        "empty if the deal was made outside the platform.",
    ),
    "too_long": (
        "超过 {most} 条，请缩小范围后再导出。",
        "Expected at most {most} entries in a file: narrow the list first.",
    ),
    "still_waiting": (
        "尚有 {count} 条直接需求待处理。",
        "Direct demands that wait for this provider: {count}.",
    ),
}
"""Sentence by name."""
