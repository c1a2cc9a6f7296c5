"""Sentences of the administration, (zh-CN, English) by name."""

MESSAGES: dict[str, tuple[str, str]] = {
    "own_roles": (
        "不能修改自己的角色和组长身份；请由其他管理员操作。",
        "Nobody changes their own roles or what they lead; another administrator has to do it.",
    ),
    "approval_needed": (
        "部署须经另一名流程分析师同意，请在流程工作室中提交审批。",
        "Deploying needs the approval of a second analyst; ask for it in the studio.",
    ),
    "applies_too": (
        "您所属单位可申办事项或您有在办申请，不能更改办理流程；请由其他管理员操作。",
        "You belong to an organisation that may apply, or have a case under way; another administrator has "
        "to choose how cases are decided.",
    ),
    "own_account": (
        "不能停用自己的账号；请由其他管理员操作。",
        "You cannot lock your own account; another administrator has to do it.",
    ),
    "unknown_region": ("没有该地区的窗口。", "Expected the window of a region that exists."),
    "unknown_cluster": ("没有该产业集群的窗口。", "Expected the window of an industry cluster that exists."),
    "refused": ("请检查标出的各项。", "Please check the fields that are marked."),
    "incident_not_found": ("未找到该异常。", "Expected an incident, but there is none."),
    "instance_not_found": ("未找到该流程实例。", "Expected a running process, but there is none."),
    "incident_resolved": (
        "该异常已处理，无需再次操作。",
        "This incident is resolved already; nothing was changed.",
    ),
    "not_to_be_mended": (
        "流程实例已结束、已暂停或已继续运行，无法执行该操作。",
        "Expected a case that waits, but it has ended, is suspended or has gone on.",
    ),
    "own_case": (
        "您是该申请的当事人，请由其他管理员处理。",
        "You are a party to this case; another administrator has to do it.",
    ),
    "reason_required": ("请填写原因。", "Please say why."),
    "reason_too_long": ("原因最多 {limit} 个字。", "A reason has at most {limit} characters."),
    "repair_incomplete": ("请检查标出的各项。", "Please check the fields that are marked."),
    "not_a_target": (
        "不能从该环节继续，请选择其他环节。",
        "The case cannot go on there; please choose another step.",
    ),
    "not_json": (
        '应为 JSON 值，例如 "文字"、12 或 true。',
        'Expected a JSON value, such as "text", 12 or true.',
    ),
    "process_not_found": ("未找到该流程或版本。", "Expected a process or version, but there is none."),
    "no_deployer": (
        "“{name}”不是可登录的流程分析师或管理员账号。",
        "Expected the user name of an analyst or administrator who can sign in, but {name} is none.",
    ),
    "process_unchanged": (
        "流程已处于该状态，无需更改。",
        "The process is in that state already; nothing was changed.",
    ),
    "not_another_version": (
        "请选择同一流程的另一版本，并检查环节对应关系。",
        "Expected another version of the same process, and steps that exist in both.",
    ),
    "not_migratable": (
        "该申请当前所处的环节在目标版本中没有对应环节。",
        "The step in which this case waits has no counterpart in the other version.",
    ),
    "case_not_running": (
        "申请 {number} 已办结或尚未开始办理，不能更换版本。",
        "Expected a case that runs, but {number} has ended or not yet begun.",
    ),
    "not_on_this_version": (
        "该申请已不在所选版本上运行，未作更改。",
        "This case no longer runs on the chosen version; nothing was changed.",
    ),
    "cannot_go_back": (
        "多个环节合并为一个环节，无法自动还原。",
        "Several steps have become one, so there is no single way back.",
    ),
    "leads_members_only": ("只有小组成员可以担任组长。", "Only a member of a group can lead it."),
    "own_second_factor": (
        "本人的双重验证请在“账号与安全”中凭验证码关闭。",
        "Switch your own second factor off in your profile, with a code.",
    ),
}
