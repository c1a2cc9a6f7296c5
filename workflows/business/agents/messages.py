"""Sentences of designated agents, (zh-CN, English) by name."""

MESSAGES: dict[str, tuple[str, str]] = {
    "invalid": ("请更正标出的内容。", "Please correct what is marked."),
    "required": ("请填写此项。", "Please fill this in."),
    "too_long": ("最多 {limit} 个字。", "At most {limit} characters."),
    "mobile_invalid": (
        "手机号应为以 1 开头的 11 位数字。",
        "Expected a mobile number of 11 digits beginning with 1.",
    ),
    "email_invalid": ("请输入有效的邮箱地址。", "Please enter a valid e-mail address."),
    "own_mobile": (
        "这是法定代表人账号的手机号，经办人应为他人。",
        "Expected somebody else: this is the mobile number of the legal person's own account.",
    ),
    "too_many": (
        "24 小时内最多发出 {most} 次邀请，请于 {at} 后再试。",
        "Expected at most {most} invitations in 24 hours; try again after {at}.",
    ),
    "nobody": ("现在没有经办人。", "Expected an agent, but nobody is named."),
    "acts_already": ("该经办人已接受邀请。", "The agent has accepted already."),
    "name_differs": (
        "与机构登记的经办人姓名不一致，请核对，或请机构更正后重新邀请。",
        "Expected the name that the organisation gave. Check it, or ask the organisation to correct it.",
    ),
    "mobile_differs": (
        "与机构登记的经办人手机号不一致，请核对，或请机构更正后重新邀请。",
        "Expected the number that the organisation gave. Check it, or ask the organisation to correct it.",
    ),
    "account_named_otherwise": (
        "您的账号登记的姓名是“{name}”，与邀请不一致。请使用本人账号，或请机构更正后重新邀请。",
        "Your account is in the name of {name}, not of the person invited. Use your own account, or ask the "
        "organisation to correct the name.",
    ),
    "account_without_number": (
        "您的账号尚未绑定该手机号。请先在“账号设置”中绑定，再接受邀请。",
        "Your account does not have this mobile number. Add it in the settings of your account first.",
    ),
    "belongs_here": (
        "您已是该机构的成员，请联系法定代表人。",
        "You belong to this organisation already; ask its legal person.",
    ),
    "belongs_elsewhere": (
        "您的账号已属于另一家机构，一个账号只能为一家机构办事。请机构改为邀请他人，或在原机构终止后再接受。",
        "Your account belongs to another organisation, and one account acts for one. Ask to invite "
        "somebody else, or accept once your place there has ended.",
    ),
    "works_here": (
        "平台工作人员不能担任企业或服务机构的经办人。",
        "Nobody who works for the platform can be the agent of an organisation.",
    ),
}
