"""Sentences of orders, (zh-CN, English) by name."""

MESSAGES: dict[str, tuple[str, str]] = {
    "not_found": ("未找到该订单。", "Expected an order of yours, but there is none."),
    "not_certified": (
        "贵单位尚未通过认证，认证后才能下单。",
        "Expected a certified enterprise; it can order once it is certified.",
    ),
    "no_seal": (
        "贵单位还没有有效的企业签章，制作签章后才能下单。",
        "Expected an enterprise with a seal that counts; it can order once it has one.",
    ),
    "changed": (
        "价格、服务券余额或适用条件已变化，金额已重新计算，请核对后再次提交。",
        "A price or what a voucher pays has changed. The amounts were worked out anew: check them, then "
        "order again.",
    ),
    "gone": (
        "购物车中有产品已下架或规格已变更，请先移除。",
        "Something in the cart is not offered any more: remove it first.",
    ),
    "not_now": (
        "订单状态已变化，不能进行该操作，请查看最新状态。",
        "Expected the order in another state: somebody has acted on it meanwhile. See how it stands now.",
    ),
    "being_processed": (
        "订单正在处理中，请稍后刷新。",
        "The order is just being processed: look again in a moment.",
    ),
    "not_yours": (
        "您没有办理该订单此项操作的权限。",
        "Expected somebody who was given the orders of this side, but you were not.",
    ),
    "called_off": ("订单已取消", "The order was cancelled"),
    "reason_required": ("请填写说明。", "Please say why."),
    "reason_too_long": ("说明最多 {most} 个字符。", "Expected at most {most} characters."),
    "cannot_cancel": (
        "该订单目前不能由您一方取消，请与对方协商。",
        "This side cannot cancel the order now: agree with the other side.",
    ),
    "older_process": (
        "该订单按旧版流程办理，不支持此操作，请联系平台。",
        "This order runs by an older version of the process, which knows no such step: ask the platform.",
    ),
    "ending_waits": (
        "已有终止订单的提议待答复。",
        "A proposal to end the order waits for an answer already.",
    ),
    "ending_answered": (
        "该提议已有结果，请查看最新状态。",
        "That proposal has been answered meanwhile: see how the order stands now.",
    ),
    "no_contract": (
        "该订单没有已签署的合同，不能变更里程碑计划。",
        "Expected an order whose contract is signed: only its plan can be changed.",
    ),
    "plan_under_way": (
        "已有里程碑计划变更正在办理，请先处理。",
        "A change of the plan is under way already: see how it stands first.",
    ),
    "plan_moved_on": (
        "里程碑已有变化，请核对最新计划后再办理。",
        "A milestone has moved on meanwhile: look at the plan as it is now, then try again.",
    ),
    "plan_answered": (
        "该变更已有结果，请查看最新状态。",
        "That change has been settled meanwhile: see how the order stands now.",
    ),
    "plan_invalid": ("请更正标出的内容。", "Please correct what is marked."),
    "plan_unchanged": (
        "计划没有变化，请修改金额或日期后提交。",
        "Nothing differs from the plan as it is: change an amount or a day first.",
    ),
    "plan_amount": (
        "请填写大于 0 的金额，最多两位小数。",
        "Expected an amount of more than 0 with at most two decimals.",
    ),
    "plan_due": ("请填写完成日期。", "Expected the day on which the milestone is due."),
    "plan_due_passed": (
        "完成日期应在今天至 {latest} 之间。",
        "Expected a day from today until {latest}.",
    ),
    "plan_due_order": (
        "完成日期不能早于前一个里程碑。",
        "Expected a day that is not before the milestone before.",
    ),
    "plan_fixed": (
        "该订单按旧版流程办理，不能增减里程碑。",
        "This order goes by an older process: milestones can neither be added nor removed.",
    ),
    "plan_begun": ("该里程碑已经开始，不能取消。", "Work on this milestone has begun: it cannot be removed."),
    "plan_title": ("请填写里程碑名称，最多 {most} 个字。", "Expected a title of at most {most} characters."),
    "plan_too_long": ("里程碑最多 {most} 个。", "Expected at most {most} milestones."),
    "plan_overtaken": (
        "所涉里程碑已验收，或订单已结束",
        "A milestone of it was accepted, or the order was over",
    ),
    "escrow_changed": (
        "托管金额已变为 {held} 元，请核对后再答复。",
        "Meanwhile {held} yuan are in escrow: check the amounts, then answer.",
    ),
    "refund_beyond_escrow": (
        "退款金额应在 0 至托管金额 {held} 元之间。",
        "Expected an amount between 0 and the {held} yuan in escrow.",
    ),
    "balance_due": (
        "请先支付尾款 {amount} 元，再确认完成。",
        "Pay the balance of {amount} yuan first, then confirm.",
    ),
    "nothing_due": ("该订单没有待支付的款项。", "Expected something to pay, but nothing is due."),
    "too_little": (
        "钱包可用余额为 {available} 元，不足以支付 {amount} 元，请先充值。",
        "Expected {amount} yuan in the wallet, but {available} are available: recharge first.",
    ),
    "file_not_found": ("未找到该文件。", "Expected a file of this order, but there is none."),
    "too_long": (
        "符合条件的订单超过 {most} 笔，请缩小范围后导出。",
        "Expected at most {most} orders in an export: narrow the list first.",
    ),
    "still_running": (
        "尚有 {count} 个订单未结束。",
        "Orders that have not ended: {count}.",
    ),
}
"""Sentence by name."""
