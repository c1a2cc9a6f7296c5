"""Sentences of after-sales, (zh-CN, English) by name."""

MESSAGES: dict[str, tuple[str, str]] = {
    "not_found": ("未找到该售后办件。", "Expected an after-sales case of yours, but there is none."),
    "not_completed": (
        "订单全部验收后才能申请售后。",
        "Expected an order that is accepted as a whole: a case can be opened once it is.",
    ),
    "too_late": (
        "该订单的售后期已于 {until} 届满，不能再申请售后。",
        "The time for after-sales of this order ended at {until}.",
    ),
    "running_already": (
        "该订单已有办理中的售后：{number}。",
        "Case {number} about this order is under way already.",
    ),
    "not_yours": ("您没有办理该售后的权限。", "Expected somebody who was given the orders of this side."),
    "not_now": (
        "售后办件的状态已变化，不能进行该操作，请查看最新状态。",
        "Somebody has acted on the case meanwhile: see how it stands now.",
    ),
    "being_processed": (
        "正在处理中，请稍后刷新。",
        "The case is just being processed: look again in a moment.",
    ),
    "words_required": ("请填写说明。", "Please say what it is about."),
    "words_too_long": ("说明最多 {most} 个字符。", "Expected at most {most} characters."),
    "wallet_empty": (
        "钱包没有可用余额，请先充值。",
        "Expected something in the wallet to pay from, but nothing is available: recharge first.",
    ),
    "too_many": (
        "符合条件的售后超过 {most} 件，请缩小范围后导出。",
        "Expected at most {most} cases in an export: narrow the list first.",
    ),
}
"""Sentence by name."""
