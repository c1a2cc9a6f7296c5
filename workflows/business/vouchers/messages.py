"""Sentences of vouchers, (zh-CN, English) by name."""

MESSAGES: dict[str, tuple[str, str]] = {
    "not_yours": (
        "您没有查看该机构服务券的权限。",
        "Expected vouchers that you were given access to, but these are not.",
    ),
    "not_found": ("未找到该服务券。", "Expected a voucher, but there is none."),
    "programme_not_found": ("未找到该券种。", "Expected a voucher programme, but there is none."),
    "invalid": (
        "请更正标出的内容。",
        "Expected a complete application, but something at the marked field is wrong.",
    ),
    "profile_incomplete": (
        "单位资料缺少行业、从业人员、营业收入或资产总额，无法划型。请先在单位信息中补全并重新认证。",
        "Expected industry, staff, revenue and assets in the profile, but something is missing.",
    ),
    "programme_over": (
        "该券种已于 {until} 截止，不能再发放。",
        "Expected a programme that goes on, but it ended at {until}: nothing can be granted any more.",
    ),
    "not_certified": (
        "服务券只发放给已认证的机构。",
        "Expected a certified organisation, but this one is not certified.",
    ),
    "granted_already": (
        "该机构已获得过此券种的额度，每个券种每年限一次。",
        "Expected an organisation without a quota of this programme, but it has one: once a year.",
    ),
    "face_value": (
        "面额应在 {least} 元至 {most} 元之间，当前为 {amount} 元。",
        "Expected a face value of {least} to {most} yuan, but found {amount}.",
    ),
    "budget_short": (
        "券种预算不足：剩余 {remaining} 元，拟发放 {amount} 元。请减少发放金额，或退回申请。",
        "Expected {amount} yuan in the budget, but {remaining} are left: grant less, or send it back.",
    ),
    "only_the_owner": (
        "只有法定代表人可以放弃服务券余额。",
        "Only the legal person may give a voucher up.",
    ),
    "still_unused": (
        "尚有 {count} 张服务券未用完，请先使用或放弃，或到期后再注销。",
        "Vouchers that are neither used up nor expired: {count}. Use them, give them up or wait.",
    ),
}
"""Sentence by name."""
