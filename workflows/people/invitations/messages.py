"""Sentences of invitations, (zh-CN, English) by name."""

MESSAGES: dict[str, tuple[str, str]] = {
    "dead": (
        "该邀请链接已失效：可能已被使用、已过期，或已重新发送。请联系邀请您的机构。",
        "This invitation no longer works: it was used, has expired or was sent again. Ask who invited you.",
    ),
    "not_acceptable": (
        "现在无法接受该邀请，请联系邀请您的机构。",
        "This invitation cannot be accepted now; please ask who invited you.",
    ),
    "another_account": (
        "该邀请发送至另一个账号的手机号或邮箱，请使用该账号登录后接受。",
        "This invitation was sent to the mobile number or mail of another account; sign in with that one.",
    ),
    "account_exists": (
        "该手机号或邮箱已有账号，请直接登录后接受邀请。",
        "This mobile number or e-mail address has an account; sign in to accept the invitation.",
    ),
    "confirmed_too_often": (
        "核对次数过多，请于 {time} 后再试。",
        "Name and number were tried too often; try again after {time}.",
    ),
    "sent_recently": (
        "邀请刚刚发出，请于 {at} 后再试。",
        "The invitation was sent a moment ago; try again after {at}.",
    ),
}
