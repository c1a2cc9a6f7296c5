"""Sentences of contracts, (zh-CN, English) by name."""

MESSAGES: dict[str, tuple[str, str]] = {
    "not_found": ("未找到该合同。", "Expected a contract of yours, but there is none."),
    "template_not_found": ("未找到该合同模板。", "Expected a template of contracts, but there is none."),
    "document_not_found": ("未找到该文件。", "Expected a file of this contract, but there is none."),
    "invalid": ("请更正标出的内容。", "Please correct what is marked."),
    "other_party": (
        "此操作由合同另一方办理。",
        "Expected a member of the other party: this is theirs to do.",
    ),
    "not_given_orders": (
        "只有本单位法定代表人、经办人和获得“订单”权限的成员可以办理。",
        "Expected somebody who binds the organisation, or a member with the menu “Orders”.",
    ),
    "not_given_seals": (
        "只有本单位法定代表人、经办人和获得“签章”权限的成员可以签署。",
        "Expected somebody who binds the organisation, or a member with the menu “Seal”.",
    ),
    "not_now": (
        "合同已进入其他环节，请刷新后查看。",
        "Expected a contract at this step, but it has moved on: load the page again.",
    ),
    "version_changed": (
        "合同内容已更新，请查看最新一稿后再办理。",
        "Expected an answer to the latest draft, but there is a newer one: read it first.",
    ),
    "title": ("请填写标题，最多 {most} 个字符。", "Expected a title of at most {most} characters."),
    "clauses": ("合同应有 1 至 {most} 条条款。", "Expected 1 to {most} clauses."),
    "heading": ("条款标题最多 {most} 个字符。", "Expected a heading of at most {most} characters."),
    "clause_empty": ("请填写条款的标题和内容。", "Expected a heading and a text of this clause."),
    "clause_long": ("条款内容最多 {most} 个字符。", "Expected a text of at most {most} characters."),
    "variables": ("变量最多 {most} 个。", "Expected at most {most} variables."),
    "variable_name": (
        "变量名应以小写字母开头，只含小写字母、数字和下划线，且不重复。",
        "Expected a name of lower-case letters, digits and underscores that is used once.",
    ),
    "variable_label": (
        "请填写变量的中文和英文名称，各不超过 {most} 个字符。",
        "Expected what the variable is called in Chinese and in English, at most {most} characters each.",
    ),
    "unknown_variable": (
        "条款引用了未定义的变量“{name}”。",
        "Expected variables that the template has, but found “{name}”.",
    ),
    "value_needed": ("请填写。", "Expected a value, but there is none."),
    "value_long": ("最多 {most} 个字符。", "Expected at most {most} characters."),
    "value_number": ("请填写数字。", "Expected a number."),
    "value_date": ("请填写日期。", "Expected a date."),
    "milestones": ("里程碑应有 1 至 {most} 个。", "Expected 1 to {most} milestones."),
    "milestone_title": (
        "请填写里程碑名称，最多 {most} 个字符。",
        "Expected what the milestone is called, at most {most} characters.",
    ),
    "milestone_amount": (
        "里程碑金额应大于 0，最多两位小数。",
        "Expected an amount of more than 0 with at most two decimals.",
    ),
    "milestone_due": ("请填写里程碑日期。", "Expected the day on which the milestone is due."),
    "milestone_order": (
        "里程碑日期不能早于前一个里程碑。",
        "Expected a day that is not before the milestone before.",
    ),
    "milestone_sum": (
        "里程碑金额合计为 {is_now} 元，应等于合同金额 {expected} 元。",
        "Expected milestones that add up to {expected} yuan, but they add up to {is_now}.",
    ),
    "deposit": (
        "定金应大于 0，且小于合同金额。",
        "Expected a deposit of more than 0 and less than the amount of the contract.",
    ),
    "no_template": ("请选择合同模板。", "Expected a template that is published: choose one."),
    "template_draft_exists": (
        "该模板已有草稿，请继续编辑。",
        "Expected a template without a draft, but it has one: go on with that.",
    ),
    "template_not_draft": (
        "该版本已发布，不能修改；请新建版本。",
        "Expected a draft, but this version is published: begin a new one.",
    ),
    "remarks_needed": (
        "退回时请在需要修改的条款处填写意见，或填写总体意见。",
        "Expected remarks at the clauses that are to change, or an opinion.",
    ),
    "remark_long": ("意见最多 {most} 个字符。", "Expected at most {most} characters."),
    "reason_needed": (
        "请填写原因，最多 {most} 个字符。",
        "Expected a reason of at most {most} characters.",
    ),
    "no_seal": (
        "本单位尚无有效签章，请先制作签章。",
        "Expected an organisation with a valid seal, but there is none: make one first.",
    ),
    "no_mobile": (
        "您的账号没有手机号，无法接收验证码；请先在账号设置中填写。",
        "Expected an account with a mobile number, to which a code can go: enter one in your account first.",
    ),
    "not_checked_again": (
        "请先确认身份。",
        "Expected an identity that was shown just now.",
    ),
    "scan_needed": (
        "请上传双方签字盖章的合同扫描件。",
        "Expected a scan of the contract that both have signed.",
    ),
    "file_refused": (
        "请上传 7 MB 以内的 PDF、JPG 或 PNG 文件。",
        "Expected a PDF, JPEG or PNG of at most 7 MB.",
    ),
    "too_many_files": ("每份合同最多 {most} 个文件。", "Expected at most {most} files in a contract."),
    "no_evidence": (
        "双方在平台签署完成后才能出具电子认证证明。",
        "Expected a contract that both have signed on the platform: only of one is there evidence.",
    ),
    "one_running": (
        "该事项已有正在办理或已签署的合同。",
        "Expected a subject without a contract, but there is one.",
    ),
    "case_ended": ("签约事项已终止", "What it was about is over"),
    "expired": ("逾期未办理", "It was not done in time"),
    "still_unsigned": (
        "尚有 {count} 份合同未签署完成。",
        "Contracts that are not signed by both sides yet: {count}.",
    ),
}
"""Sentence by name."""
