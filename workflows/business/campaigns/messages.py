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
    "other_region": (
        "本活动只面向{regions}的企业。",
        "Expected an enterprise of {regions}, but yours is elsewhere.",
    ),
}
"""Sentence by name."""
