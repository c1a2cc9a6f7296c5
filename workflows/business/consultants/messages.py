"""Sentences of consultants, (zh-CN, English) by name."""

MESSAGES: dict[str, tuple[str, str]] = {
    "invalid": ("请更正标出的内容。", "Please correct what is marked."),
    "not_found": ("未找到该服务顾问。", "There is no such consultant."),
    "not_yours": ("您没有管理服务顾问的权限。", "You may not manage consultants."),
    "name_required": ("请填写姓名。", "Please fill in the name."),
    "name_long": ("姓名最多 {limit} 个字。", "Expected a name of at most {limit} characters."),
    "reason_long": ("原因最多 {limit} 个字。", "Expected a reason of at most {limit} characters."),
    "email_form": (
        "请输入有效的电子邮箱，例如 name@example.cn。",
        "Expected an e-mail address such as name@example.cn.",
    ),
    "email_taken": (
        "该邮箱已有一名未结束的服务顾问或邀请。",
        "A consultant or an invitation with this e-mail address is under way already.",
    ),
    "too_many_open": (
        "未接受的邀请已达 {limit} 个，请先结束不再需要的邀请。",
        "{limit} invitations are open; end those that are not needed any more.",
    ),
    "taken_elsewhere": (
        "您已是另一家服务机构的服务顾问（或正在办理）。同一时间只能服务一家机构。",
        "You are a consultant of another provider, or about to be. One provider at a time.",
    ),
    "not_waiting": (
        "对方已接受邀请或链接已结束，无需重新发送。",
        "The invitation was accepted or ended; there is nothing to send again.",
    ),
    "ended_already": ("该服务顾问关系已结束。", "This link has ended already."),
}
