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
    "invitation_not_found": (
        "未找到该邀请。",
        "Expected an invitation of yours, but there is none.",
    ),
    "file_not_found": ("未找到该文件。", "Expected a file of this negotiation, but there is none."),
    "not_yours_to_answer": (
        "只有服务机构的法定代表人和获得“订单”权限的成员可以办理邀请。",
        "Expected somebody who binds the provider, or a member with the menu “Orders”.",
    ),
    "other_side": ("该操作由对方办理。", "Expected the other side to do this."),
    "choose_demand": (
        "请选择贵单位已公布的需求。",
        "Choose a published demand of your enterprise.",
    ),
    "no_provider": (
        "只能邀请已通过认证的服务机构。",
        "Expected a certified service provider, but this one is none.",
    ),
    "invited_already": (
        "已邀请该服务机构参与此需求，请在邀请页面洽谈。",
        "This provider is invited to the demand already: negotiate on the page of the invitation.",
    ),
    "tender_not_found": (
        "未找到该竞标，或您不是参与方。",
        "Expected a tender in which you take part, but there is none.",
    ),
    "bid_not_found": ("未找到该投标。", "Expected a bid to a demand of yours, but there is none."),
    "bids_closed": (
        "该竞标已截止投标，不能再投标、修改或撤回。",
        "Expected a tender that still takes bids: this one does not any more.",
    ),
    "quotes_closed": (
        "第二轮报价已截止，或贵单位未进入第二轮。",
        "Expected a second round that still takes your price: it is over, or you are not in it.",
    ),
    "choose_bidders": (
        "请至少选择一家进入第二轮的服务机构。",
        "Choose at least one bidder for the second round.",
    ),
    "round_hours": ("请选择报价时限。", "Choose how long the second round is open."),
    "no_bidder": (
        "只有通过认证的服务机构可以投标。",
        "Expected a certified service provider: only these can bid.",
    ),
    "plan": (
        "请填写 {least} 至 {most} 个字的实施方案。",
        "Expected a plan of {least} to {most} characters.",
    ),
    "still_sealed": (
        "尚未开标，投标处于密封状态。",
        "Expected the opening to be over: the bid is still under seal.",
    ),
    "seal_unreadable": (
        "投标无法解密：平台密钥与封存时不一致，请联系管理员。",
        "The bid cannot be opened: the secret of the installation is another than when it was sealed.",
    ),
    "fee_changed": (
        "撤回需扣除的保证金已变为 {fee} 元，请确认后再提交。",
        "What it costs has changed to {fee} yuan: look again, then confirm.",
    ),
    "new_opening": (
        "新的开标时间至少在 24 小时以后，并早于交付日期。",
        "Choose an opening at least 24 hours from now, and before the day of the delivery.",
    ),
    "price": (
        "请填写大于 0、不超过 1 亿元且最多两位小数的金额。",
        "Expected an amount above 0 and up to 100 million yuan, with two decimals at most.",
    ),
    "words_required": ("请填写留言。", "Please write a message."),
    "too_many_files": (
        "一次洽谈最多 {most} 个文件。",
        "Expected at most {most} files in one negotiation.",
    ),
    "too_long": (
        "一个文件最多导出 {most} 条需求，请先缩小范围。",
        "Expected at most {most} demands in an export: narrow the list first.",
    ),
    "still_open": (
        "尚有 {count} 个需求未结束，保证金尚未退回。",
        "Open demands, for which deposits are held: {count}.",
    ),
}
