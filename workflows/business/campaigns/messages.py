"""Sentences of campaigns, (zh-CN, English) by name."""

MESSAGES: dict[str, tuple[str, str]] = {
    "not_found": ("未找到该活动。", "Expected a campaign, but there is none."),
    "times": (
        "活动结束时间应晚于开始时间，且晚于现在。",
        "Expected an end after the start and after now, but it is not.",
    ),
    "after_programme": (
        "活动应在券种截止（{until}）之前结束。",
        "Expected a campaign that ends before its programme does at {until}, but it ends later.",
    ),
    "stock": (
        "发放数量应为 1 至 {most} 张。",
        "Expected a stock of 1 to {most} vouchers, but it is not.",
    ),
    "case_used": (
        "该办件已建立过活动。",
        "Expected one campaign for a case, but this case has one with other content.",
    ),
    "enterprises_only": (
        "服务券只面向企业发放，您所在的机构是服务机构。",
        "Expected an enterprise, but yours is a provider: vouchers of campaigns are for enterprises.",
    ),
    "no_organisation": (
        "请先注册企业并完成认证，再来领券。",
        "Expected somebody who acts for an enterprise, but you belong to none: register one first.",
    ),
    "not_certified": (
        "企业尚未通过认证，认证后即可领券。",
        "Expected a certified enterprise, but yours is not certified yet.",
    ),
    "not_given": (
        "您没有“钱包”权限，请联系法定代表人或经办人领取。",
        "Expected somebody who was given the wallet, but you were not: ask the legal person or the agent.",
    ),
    "size_unknown": (
        "本活动只面向{sizes}企业。贵企业资料缺少行业、从业人员、营业收入或资产总额，无法划型，请先补全单位信息。",
        "Expected a profile with industry, staff, revenue and assets, but something is missing: "
        "this campaign is for {sizes} enterprises.",
    ),
    "other_size": (
        "本活动只面向{sizes}企业。贵企业为{own}。",
        "This campaign is for enterprises of these sizes: {sizes}. Yours is another. {own}.",
    ),
    "by_application": (
        "本活动须申请后审核发放，不能直接领取。",
        "Expected a campaign whose vouchers are grabbed, but those of this one are applied for.",
    ),
    "by_grabbing": (
        "本活动为限时抢券，请到活动页面领取。",
        "Expected a campaign whose vouchers are applied for, but those of this one are grabbed on its page.",
    ),
    "invalid": (
        "请更正标出的内容。",
        "Expected a complete application, but something at the marked field is wrong.",
    ),
    "not_yet": (
        "该活动尚未开始，{at} 起可以申请。",
        "Expected a campaign that has begun, but this one begins at {at}.",
    ),
    "over": (
        "该活动已于 {at} 结束。",
        "Expected a campaign that runs, but this one ended at {at}.",
    ),
    "sold_out": (
        "该活动的服务券已全部发完。",
        "Expected vouchers that are left, but all of this campaign were given.",
    ),
    "claimed_already": (
        "贵企业已获得该活动的服务券，每家企业限一张。",
        "Expected an enterprise without a voucher of this campaign, but yours has one: one for each.",
    ),
    "applied_already": (
        "贵企业对该活动的申请（{number}）正在办理，请勿重复申请。",
        "Expected no application that is under way, but {number} is.",
    ),
    "other_region": (
        "本活动只面向{regions}的企业。",
        "Expected an enterprise of {regions}, but yours is elsewhere.",
    ),
}
"""Sentence by name."""
