"""Sentences of surveys, (zh-CN, English) by name."""

from __future__ import annotations

MESSAGES: dict[str, tuple[str, str]] = {
    "not_found": ("未找到该问卷。", "Expected a survey, but there is none."),
    "invalid": ("填写有误，请核对。", "Please check the marked fields."),
    "required": ("请填写此项。", "Please fill this in."),
    "too_long": ("最多 {most} 个字符。", "Expected at most {most} characters."),
    "only_drafts": (
        "只能删除草稿；已发布的调研请结束。",
        "Expected a draft to delete; a published survey is ended instead.",
    ),
    "bad_moment": ("请填写有效的时间。", "Expected a date and a time."),
    "closes_before": ("截止时间应晚于开始时间。", "It closes before it opens."),
    "closes_in_the_past": ("截止时间应晚于当前时间。", "Expected a time to come."),
    "ended": ("该调研已结束，不能再修改。", "The survey has ended: it cannot be changed any more."),
    "frozen": (
        "该调研已发布，题目不能再修改；如需调整，请复制后发布新的调研。",
        "The survey is published: its questions stand. Copy it to ask something else.",
    ),
    "changed_meanwhile": (
        "他人已修改该问卷，请重新加载后继续。",
        "Somebody else has changed the questions: reload the page to go on.",
    ),
    "questions_refused": ("问卷题目有误。", "The questions cannot be used as they are."),
    "form_problem": ("题目有误：{reason}", "The question is wrong: {reason}"),
    "no_expression": (
        "问卷中不能使用表达式，请删除",
        "a questionnaire has no expressions: please remove it",
    ),
    "kind_refused": (
        "问卷中不能使用此类组件（{kind}）。",
        "Expected a kind of field for questionnaires, but found {kind}.",
    ),
    "property_refused": (
        "问卷中不能设置“{name}”。",
        "Expected a property for questionnaires, but found {name}.",
    ),
    "rule_refused": (
        "问卷不收集此类个人信息，请更换校验规则（{rule}）。",
        "A questionnaire does not ask for this: choose another rule than {rule}.",
    ),
    "group_with_path": ("问卷中的分组不能设置路径。", "Expected a group without a path."),
    "list_refused": (
        "问卷中不能使用列表“{name}”，请填写选项或选用地区列表。",
        "Expected options, or a list of places, but found the list {name}.",
    ),
    "no_choices": ("请至少填写两个选项。", "Expected at least two options."),
    "too_many_choices": ("选项最多 {most} 个。", "Expected at most {most} options."),
    "key_reserved": (
        "“{key}”为系统保留，请更换题目的键。",
        "The key “{key}” is the platform's own: choose another one.",
    ),
    "not_answerable": ("题目不能设为只读或停用。", "Expected a question that can be answered."),
    "no_label": ("请填写题目名称。", "Expected a label: it is the question."),
    "no_questions": ("请至少添加一道题目。", "Expected at least one question."),
    "too_many_questions": ("题目最多 {most} 道。", "Expected at most {most} questions."),
    "questions_too_long": ("问卷内容过长。", "The questionnaire is too long."),
    "no_company_question": (
        "开启“每家企业限填一次”时，问卷中应有一道必填的单行文本题，键为 {key}（企业名称）。",
        "With one answer for each company, the questionnaire needs a required text field with the key {key}, "
        "the company's name.",
    ),
    "closed": ("该调研未开放填写。", "The survey takes no answers now."),
    "answer_too_long": ("填写内容过长，请精简。", "The answers are too long: please shorten them."),
    "company_answered": (
        "该企业已填写过本问卷，每家企业限填一次。",
        "This company has answered already: the survey takes one answer from each.",
    ),
    "too_many": (
        "今日填写次数过多，请明天再试。",
        "Too many answers from here today: please come back tomorrow.",
    ),
    "export_limit": ("超过 {most} 条，无法导出。", "There are more than {most}: too many for a file."),
}
"""Sentence by name."""
