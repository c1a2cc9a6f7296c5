"""Sentences of the administration, (zh-CN, English) by name."""

MESSAGES: dict[str, tuple[str, str]] = {
    "own_admin_role": (
        "不能移除自己的系统管理员角色；请由其他管理员操作。",
        "You cannot take the administrator role from yourself; another administrator has to do it.",
    ),
    "own_account": (
        "不能停用自己的账号；请由其他管理员操作。",
        "You cannot lock your own account; another administrator has to do it.",
    ),
    "unknown_region": ("没有该地区的窗口。", "Expected the window of a region that exists."),
    "unknown_cluster": ("没有该产业集群的窗口。", "Expected the window of an industry cluster that exists."),
    "refused": ("请检查标出的各项。", "Please check the fields that are marked."),
    "leads_members_only": ("只有小组成员可以担任组长。", "Only a member of a group can lead it."),
}
