"""Sentences of experts, (zh-CN, English) by name."""

MESSAGES: dict[str, tuple[str, str]] = {
    "invalid": ("请更正标出的内容。", "Please correct what is marked."),
    "not_found": ("未找到该专家。", "There is no such expert."),
    "not_yours": ("您没有管理专家的权限。", "You may not manage experts."),
    "enrolled_already": (
        "该邮箱的持有人已是在库专家。",
        "The owner of this e-mail address is enrolled as an expert already.",
    ),
    "under_way": (
        "该邮箱已有一份正在办理的专家入库申请。",
        "An application with this e-mail address is under way already.",
    ),
    "have_another": (
        "您已是在库专家，或另有一份正在办理的入库申请，无需接受此邀请。",
        "You are an expert already, or have another application under way; there is nothing to accept.",
    ),
    "email_form": (
        "请输入有效的电子邮箱，例如 name@example.cn。",
        "Expected an e-mail address such as name@example.cn.",
    ),
    "not_waiting": (
        "对方已接受邀请或链接已结束，无需重新发送。",
        "The invitation was accepted or ended; there is nothing to send again.",
    ),
    "reason_required": ("请填写原因。", "Please give a reason."),
    "reason_long": ("原因最多 {limit} 个字。", "Expected a reason of at most {limit} characters."),
    "state_differs": (
        "该专家的状态已被更改，请刷新后再试。",
        "The state of this expert has changed meanwhile; reload and try again.",
    ),
}
