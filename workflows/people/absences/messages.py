"""Sentences of absences, (zh-CN, English) by name."""

MESSAGES: dict[str, tuple[str, str]] = {
    "incomplete": ("请更正标出的内容。", "Please correct what is marked."),
    "not_found": ("未找到该外出记录。", "This absence was not found."),
    "not_yours": ("只有本人或管理员可以设置外出代理。", "Only the person or an administrator may do this."),
    "no_colleague": ("只有办理人员可以设置外出代理。", "Only people who work on cases can be away."),
    "choose_deputy": ("请选择代理人。", "Choose a deputy."),
    "unfit_deputy": ("所选人员不能作代理人，请重新选择。", "This person cannot be a deputy; choose another."),
    "not_oneself": (
        "为他人设置外出代理时，不能由您本人代理，请选择其他人员。",
        "Whoever sets somebody else's absence cannot be the deputy; choose another person.",
    ),
    "controls_less": (
        "为他人设置外出代理时，代理人须具有 {name} 的全部审核角色；如需其他代理人，请由本人设置。",
        "A deputy that you choose for {name} must hold all roles of control that they hold; only they "
        "themselves may choose another.",
    ),
    "circle": (
        "{name} 在此期间由您（直接或间接）代理，不能再互相代理。",
        "In that time {name} is represented by the person who is away, directly or over others.",
    ),
    "own_word": (
        "{name}（或其代理人）曾为他人设置或确认外出，如此将由其代办该人员的事项，请选择其他人员。",
        "{name}, or who acts for them, set or confirmed the absence of somebody for whom they would then "
        "act; choose another person.",
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
    "confirmed_already": ("该外出已确认。", "This absence is confirmed already."),
    "over": ("该外出已结束。", "This absence is over."),
}
