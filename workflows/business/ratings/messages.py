"""Sentences of ratings, (zh-CN, English) by name."""

MESSAGES: dict[str, tuple[str, str]] = {
    "not_found": ("未找到该评价。", "Expected a rating of a deal of yours, but there is none."),
    "not_yours": (
        "您没有办理贵单位评价的权限。",
        "Expected somebody who was given the orders of this side, but you were not.",
    ),
    "not_now": (
        "目前不能评价：订单结算或交易备案后方可评价，期满后不再受理。",
        "It cannot be rated now: it can once it is settled or on file, until the time for it is over.",
    ),
    "already": (
        "贵单位已评价过，每笔订单或交易只能评价一次。",
        "Your side has rated this already: each does so once.",
    ),
    "invalid": ("评价填写不完整，请核对。", "Something is missing in the rating: see below."),
    "stars": ("请选择 1 至 {most} 星。", "Choose from 1 to {most} stars."),
    "words_required": ("请填写内容。", "Write something here."),
    "too_long": ("最多 {most} 个字符。", "Expected at most {most} characters."),
    "reported": (
        "该评价已举报过，平台审核后不再受理。",
        "The rating was reported already: the platform reviews it once.",
    ),
    "not_reported": ("请在订单或交易的评价页举报。", "Report a rating on the page where it stands."),
    "answered": ("该评价已回复，不能再次回复。", "The rating is answered already: once is all."),
    "hidden": (
        "该评价已被平台屏蔽，不能回复。",
        "The platform has hidden this rating: it cannot be answered.",
    ),
}
"""Sentence by name."""
