"""Sentences of absences, (zh-CN, English) by name."""

MESSAGES: dict[str, tuple[str, str]] = {
    "incomplete": ("请更正标出的内容。", "Please correct what is marked."),
    "not_found": ("未找到该外出记录。", "This absence was not found."),
    "not_yours": ("只有本人或管理员可以设置外出代理。", "Only the person or an administrator may do this."),
    "no_colleague": ("只有办理人员可以设置外出代理。", "Only people who work on cases can be away."),
    "choose_deputy": ("请选择代理人。", "Choose a deputy."),
    "unfit_deputy": ("所选人员不能作代理人，请重新选择。", "This person cannot be a deputy; choose another."),
    "circle": (
        "{name} 在此期间由您（直接或间接）代理，不能再互相代理。",
        "In that time {name} is represented by the person who is away, directly or over others.",
    ),
    "start_missing": ("请填写开始时间。", "Say when it begins."),
    "end_missing": ("请填写结束时间。", "Say when it ends."),
    "end_before_start": ("结束时间须晚于开始时间。", "It must end after it begins."),
    "over_already": ("结束时间已过。", "This time is over already."),
    "too_long": ("外出最长 {limit} 天。", "An absence lasts at most {limit} days."),
    "overlaps": (
        "与已有的外出（{start} 至 {end}）时间重叠。",
        "It overlaps an absence that is set already ({start} to {end}).",
    ),
    "reason_too_long": ("说明最多 {limit} 个字。", "A reason has at most {limit} characters."),
    "over": ("该外出已结束。", "This absence is over."),
}
