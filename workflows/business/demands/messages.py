"""Sentences of demands, (zh-CN, English) by name."""

MESSAGES: dict[str, tuple[str, str]] = {
    "not_found": ("未找到该需求。", "Expected a demand, but there is none that you may see."),
    "not_yours": (
        "只有企业的法定代表人和获得“订单”权限的成员可以办理需求。",
        "Expected somebody who binds the enterprise, or a member with the menu “Orders”.",
    ),
    "not_for_agents": (
        "保证金涉及钱包资金，须由法定代表人或获得“钱包”权限的成员办理。",
        "Expected the legal person or a member with the menu “Wallet”: a deposit is at stake.",
    ),
    "not_now": (
        "需求状态已变化，不能进行该操作，请查看最新状态。",
        "Expected the demand in another state: somebody has acted on it meanwhile. See how it stands now.",
    ),
    "too_little": (
        "应冻结保证金 {required} 元，钱包余额还差 {missing} 元，请先充值。",
        "Expected a deposit of {required} yuan, but {missing} are missing in the wallet: recharge first.",
    ),
    "reason_required": ("请说明原因。", "Please say why."),
    "reason_too_long": ("最多 {most} 个字符。", "Expected at most {most} characters."),
    "too_long": (
        "一个文件最多导出 {most} 条需求，请先缩小范围。",
        "Expected at most {most} demands in an export: narrow the list first.",
    ),
}
