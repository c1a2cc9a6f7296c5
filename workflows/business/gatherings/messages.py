"""Sentences of activities, (zh-CN, English) by name."""

from __future__ import annotations

MESSAGES: dict[str, tuple[str, str]] = {
    "not_found": ("未找到该活动。", "Expected an activity, but there is none."),
    "no_sign_up": ("未找到您的报名。", "Expected a sign-up of yours, but there is none."),
    "invalid": ("填写有误，请核对。", "Please check the marked fields."),
    "required": ("请填写此项。", "Please fill this in."),
    "too_long": ("最多 {most} 个字符。", "Expected at most {most} characters."),
    "bad_moment": ("请填写有效的时间。", "Expected a date and a time."),
    "ends_before": ("结束时间应晚于开始时间。", "It ends before it starts."),
    "sign_up_late": ("报名截止时间不应晚于活动结束时间。", "Signing up ends after the activity does."),
    "shown_late": (
        "开始展示时间应早于报名截止时间，否则无人可以报名。",
        "It is shown after signing up ends: nobody could sign up.",
    ),
    "hidden_early": (
        "结束展示时间不应早于活动结束时间，参加者届时仍需查看。",
        "It is taken down before it ends: who comes still looks at it.",
    ),
    "places": ("请填写 1 至 {most} 的整数。", "Expected a whole number from 1 to {most}."),
    "fewer_places": (
        "已有 {taken} 人报名，名额不能少于该人数。",
        "{taken} have places already: expected at least as many.",
    ),
    "email_form": ("请填写有效的邮箱。", "Expected an e-mail address."),
    "closed": ("该活动的报名已截止或活动已取消。", "Signing up is over, or the activity was cancelled."),
    "already": ("已报名，无需重复报名。", "You have signed up already."),
    "too_many": (
        "今日报名次数过多，请明天再试。",
        "Too many sign-ups from here today: please come back tomorrow.",
    ),
    "not_now": (
        "签到在活动开始前 2 小时至活动结束期间进行。",
        "Check-in is open from two hours before the start until the end.",
    ),
    "wrong_code": ("签到码无效，请扫描现场的二维码。", "Expected the QR code at the door, but this is none."),
    "no_place": ("您在候补名单中，暂无名额。", "You are on the waiting list, without a place so far."),
    "export_limit": ("超过 {most} 条，无法导出。", "There are more than {most}: too many for a file."),
}
"""Sentence by name."""
