"""Sentences of the catalogue domain, (zh-CN, English) by name."""

MESSAGES: dict[str, tuple[str, str]] = {
    "not_found": ("未找到该产品，或您无权查看。", "There is no such product, or it is not meant for you."),
    "in_review_already": (
        "该产品正在审核中，请先撤销再提交。",
        "This product is in review already. Withdraw it before you submit it again.",
    ),
}
