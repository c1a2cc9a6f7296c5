"""Sentences of the approvals domain, (zh-CN, English) by name."""

MESSAGES: dict[str, tuple[str, str]] = {
    "process_retired": (
        "该事项已停止受理，不能再提交新的申请。",
        "This service takes no new applications any more.",
    ),
    "case_not_found": ("未找到该申请。", "This application was not found."),
    "task_not_found": ("未找到该任务。", "This task was not found."),
    "draft_conflict": (
        "草稿已在另一台设备上修改（{at}），请刷新后继续。",
        "The draft was changed on another device ({at}). Reload to go on.",
    ),
    "draft_too_large": ("草稿内容过大，无法保存。", "The draft is too large to be kept."),
    "already_decided": (
        "{name} 已于 {at} 办理此任务。",
        "{name} has already decided this at {at}.",
    ),
    "already_claimed": ("{name} 已于 {at} 签收此任务。", "{name} has already claimed this at {at}."),
    "changed_meanwhile": (
        "此任务在您查看后已发生变化，请刷新后重试。",
        "This task has changed since you opened it. Reload and try again.",
    ),
    "task_closed": ("此任务已结束，无需办理。", "This task is closed; nothing is left to do."),
    "not_yours": ("此任务未分派给您。", "This task is not addressed to you."),
    "another_person": (
        "同一案件的不同环节须由不同人员办理：相关环节已由您办理，此任务须由其他人员办理。",
        "Steps of this case must be done by different people: you did, or hold, one of them, so this one is "
        "somebody else's.",
    ),
    "self_review": (
        "您是申请人或属于申请机构，不能审核本机构的申请。",
        "You applied or belong to the applicant's organisation, so you may not decide this.",
    ),
    "action_not_permitted": ("此步骤不允许该操作。", "This step does not permit that action."),
    "opinion_required": ("请填写审核意见。", "Please give your opinion."),
    "opinion_too_long": ("审核意见最多 {limit} 个字。", "An opinion has at most {limit} characters."),
    "remark_too_long": ("字段意见最多 {limit} 个字。", "A remark has at most {limit} characters."),
    "not_an_earlier_step": (
        "请选择本申请已办理过的步骤。",
        "Choose a step that this case has been at before.",
    ),
    "asked_already": (
        "所选人员中已有人被邀请，尚未答复。",
        "Somebody among them has been asked and has not answered yet.",
    ),
    "choose_request": ("请选择要撤销的加签。", "Choose whom to ask no more."),
    "signed_already": ("对方已答复，无法撤销。", "The answer is there already; it stays."),
    "signature_refused": (
        "{names}拒绝签署，通过前请先减签或再次邀请其签署。",
        "{names} refused to sign. Remove that signature or ask again before you approve.",
    ),
    "take_back_touched": (
        "后续步骤已有人签收或办理，无法撤回。",
        "Somebody has taken up what came of it, so it cannot be taken back.",
    ),
    "take_back_told": (
        "此决定已通知他人，无法撤回。",
        "Others have been told of this decision, so it stands.",
    ),
    "take_back_late": (
        "撤回时间已过，相关通知已发出。如仍需撤回，请打开该任务并说明理由。",
        "The time for taking back is over and notices have gone out. Open the task and give a reason.",
    ),
    "take_back_gone_on": (
        "“{step}”已执行，无法撤回。",
        "“{step}” has been done since, so it cannot be taken back.",
    ),
    "take_back_left": (
        "该环节已整体结束，无法撤回。",
        "The part of the process to which it belonged is over, so it stands.",
    ),
    "incomplete": ("请更正标出的内容。", "Please correct what is marked."),
    "form_closed": (
        "这份表单已提交或已撤回，不能再修改。",
        "This form was handed in or withdrawn and can no longer be changed.",
    ),
    "no_such_service": (
        "没有这个办理事项，或者它已停止受理。请到办事大厅查看现有事项。",
        "There is no such service, or it is no longer offered. Services lists what there is.",
    ),
    "form_required": ("此步骤需要提交表单。", "This step needs the form."),
    "withdrawn_elsewhere": (
        "该事项不能在此撤销，请在其所属页面办理，页面会说明是否需要扣款。",
        "This cannot be withdrawn here: end it on its own page, which says what it costs.",
    ),
    "case_ended": ("该申请已结束。", "This application has ended."),
    "not_applicant": ("只有申请人可以进行此操作。", "Only the applicant may do this."),
    "nothing_eligible": (
        "没有可以办理“{task}”的人员（候选组：{groups}）。",
        "Nobody may act on “{task}” (candidate groups: {groups}).",
    ),
    "nobody_to_urge": (
        "当前没有等待他人办理的环节，无需催办。",
        "Nobody else is to act on it now, so there is nobody to remind.",
    ),
    "urged_recently": ("您已催办过，请于 {at} 后再试。", "You have urged already; try again after {at}."),
    "choose_people": (
        "请选择人员，一次最多 {limit} 人。",
        "Choose somebody, at most {limit} people at once.",
    ),
    "choose_person": ("请选择一人。", "Choose somebody."),
    "not_to_be_chosen": (
        "所选人员不能办理此事，请重新选择。",
        "Somebody you chose cannot be chosen for this; choose again.",
    ),
    "reason_required": ("请填写原因。", "Please give a reason."),
    "reason_too_long": ("原因最多 {limit} 个字。", "A reason has at most {limit} characters."),
    "note_too_long": ("说明最多 {limit} 个字。", "A note has at most {limit} characters."),
    "phrase_empty": ("请先填写意见，再存为常用意见。", "Write the opinion first, then keep it as a phrase."),
    "phrase_too_long": ("常用意见最多 {limit} 个字。", "A phrase has at most {limit} characters."),
    "too_many_phrases": (
        "常用意见最多保存 {limit} 条，请先删除不用的。",
        "You can keep {limit} phrases; drop one that you do not use first.",
    ),
    "unknown_priority": ("请选择优先级。", "Choose how urgent it is."),
    "due_in_the_past": (
        "时间须晚于现在，且不超过 {limit} 天。",
        "The time must lie ahead, by at most {limit} days.",
    ),
    "cannot_start": ("您不能发起此申请。", "You may not start this application."),
    "running_already": (
        "您已有一个正在办理的同类申请（{number}）。",
        "An application of this kind is already running ({number}).",
    ),
    "needs_form": (
        "此步骤需要填写表单，请打开任务单独办理。",
        "This step wants a form filled in: open the task and decide it by itself.",
    ),
    "cannot_share_filter": (
        "只有本组组长和运营人员可以把筛选共享给小组。",
        "Only a group's lead and operators may share filters with it.",
    ),
    "cannot_change_filter": ("该筛选由他人维护，您不能修改。", "Somebody else keeps this filter."),
    "filter_name_required": ("请填写筛选名称。", "Please name the filter."),
    "filter_name_too_long": ("名称最多 {limit} 个字。", "A name has at most {limit} characters."),
    "filter_empty": ("请先设置筛选条件。", "Set a filter first; there is nothing to keep."),
    "filters_too_many": (
        "最多保存 {limit} 个筛选，请先删除不用的。",
        "You can keep {limit} filters. Remove one that you do not need.",
    ),
    "still_running": (
        "您提交的申请尚有 {count} 件未办结。",
        "Applications of yours that are still running: {count}.",
    ),
    "still_held": (
        "您尚有 {count} 项任务待办，请先办理或退回。",
        "Tasks in your hands: {count}. Do them or give them back first.",
    ),
    "organisation_has_running": (
        "该机构尚有 {count} 件申请未办结。",
        "Applications of the organisation that are still running: {count}.",
    ),
}
