"""Sentences of sub-accounts, (zh-CN, English) by name."""

MESSAGES: dict[str, tuple[str, str]] = {
    "invalid": ("请更正标出的内容。", "Please correct what is marked."),
    "not_found": ("未找到该子账号。", "There is no such sub-account."),
    "not_yours": ("您没有管理子账号的权限。", "You may not manage sub-accounts."),
    "own_account": (
        "不能修改或删除自己的子账号，请联系法定代表人或经办人。",
        "Nobody changes or deletes their own sub-account; ask the legal person or the agent.",
    ),
    "holds_more": (
        "该子账号拥有您没有的权限，只能由法定代表人或经办人管理。",
        "This sub-account may do what you may not; only the legal person or the agent can manage it.",
    ),
    "acts_elsewhere": (
        "该账号的持有人还在平台担任其他角色，密码只能由本人通过“忘记密码”重置。",
        "Its owner also acts in another role; only they can reset the password, by “forgotten password”.",
    ),
    "name_required": ("请填写姓名。", "Please fill in the name."),
    "too_long": ("最多 {limit} 个字。", "At most {limit} characters."),
    "mobile_form": (
        "手机号应为以 1 开头的 11 位数字。",
        "Expected a mobile number of 11 digits beginning with 1.",
    ),
    "mobile_taken": (
        "本机构的另一个子账号已使用该手机号。",
        "Another sub-account of this organisation has this mobile number.",
    ),
    "menu_unknown": ("没有这样的菜单权限。", "There is no such menu."),
    "menu_not_held": (
        "只能授予您自己拥有的权限。",
        "You can only give permissions that you hold yourself.",
    ),
}
