"""Sentences of the panels domain, (zh-CN, English) by name."""

MESSAGES: dict[str, tuple[str, str]] = {
    "not_yours": ("只有运营人员可以更换专家。", "Only operators may replace experts."),
    "answered_already": (
        "该专家已评分或已更换，无需再更换。",
        "This expert has scored or was replaced meanwhile; there is nothing to replace.",
    ),
    "not_fit": (
        "该专家与申请方或其竞争对手有关联、已受邀或不可用，请另选。",
        "This expert is connected with the applicant or a competitor, or was asked already; choose another.",
    ),
}
"""Sentence by name."""
