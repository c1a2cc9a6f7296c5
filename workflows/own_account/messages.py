"""Sentences of what owners of accounts ask for, (zh-CN, English) by name."""

MESSAGES: dict[str, tuple[str, str]] = {
    "copy_under_way": (
        "上一份副本正在生成，完成后会通知您。",
        "A copy is being made already; you will be told when it is ready.",
    ),
    "copy_too_often": (
        "24 小时内最多申请 {most} 次，请于 {at} 后再试。",
        "Expected at most {most} copies in 24 hours; ask again after {at}.",
    ),
    "copy_not_found": (
        "该副本不存在或已过期，请重新申请。",
        "This copy is not there, or its time is over. Ask for a new one.",
    ),
    "copy_title": ("{name}的个人信息副本", "Personal data of {name}"),
    "copy_about": (
        "生成时间：{at}（北京时间）。data 文件夹中为同样内容的 JSON 文件，files 文件夹中为您上传的文件；"
        "文件总量过大时，其余文件列于“上传的文件”，可登录平台逐个下载。"
        "他人的手机号、邮箱以及银行账号、证件号码仅显示末几位（如 {last}）；密码、验证码和密钥不在其中。",
        "Made at {at}, Beijing time. The folder data has the same as JSON, the folder files your uploads; "
        "what is too large for it is listed under Uploaded files, to be saved on the platform one by one. "
        "Of other people's numbers and addresses, of bank accounts and of identity cards the end is shown "
        "(such as {last}); passwords, codes and keys are no part of it.",
    ),
    "copy_none": ("无记录。", "No records."),
    "staff_by_administrators": (
        "平台工作人员的账号由系统管理员注销。",
        "Accounts of the platform's staff are closed by its administrators.",
    ),
    "closing_in_the_way": (
        "尚有事项需先办结，账号暂不能注销。",
        "The account cannot be closed yet: something has to be settled first.",
    ),
    "agent_named": ("尚有经办人，请先终止。", "An agent is named: end the agent first."),
    "others_belong": (
        "尚有 {count} 名成员（子账号或服务顾问），请先移除。",
        "Others who belong to it (sub-accounts, consultants): {count}. Remove them first.",
    ),
    "place_not_found": (
        "您没有这一身份，或该身份已结束。",
        "You do not have this place, or it has ended.",
    ),
    "place_needed": (
        "目前只有您能代该机构办事，请先办结所列事项，或由机构另行指定经办人。",
        "Only you can act for the organisation now: settle what is listed, or have somebody else named.",
    ),
    "yes": ("是", "Yes"),
    "no": ("否", "No"),
}
