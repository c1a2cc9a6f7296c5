"""What the lint says beyond the rooms that it asks (core, decisions, forms), in both languages."""

from __future__ import annotations

from engine.messages import Catalogue

MESSAGES: Catalogue = {
    # the package
    "package.empty": (
        "流程包应含有 .bpmn 或 .dmn 文件，但没有",
        "Expected a .bpmn or .dmn file in the package, but there is none",
    ),
    "package.too_large": (
        "流程包合计应不超过 {limit} 字节，实际为 {found} 字节",
        "Expected at most {limit} bytes in the package, but it has {found}",
    ),
    "package.too_many_files": (
        "流程包应最多含 {limit} 个文件，实际为 {found} 个",
        "Expected at most {limit} files in the package, but it has {found}",
    ),
    "bpmn.too_many_elements": (
        "流程包应最多含 {limit} 个流程元素，实际为 {found} 个",
        "Expected at most {limit} elements in the processes of the package, but there are {found}",
    ),
    "bpmn.too_many_expressions": (
        "一个文件的表达式合计应不超过 {limit} 个字符，实际为 {found} 个",
        "Expected expressions of at most {limit} characters in a file, but they have {found}",
    ),
    "package.no_english": (
        "有 {count} 处文字没有英文：{words}",
        "Expected English for every word that is shown, but {count} have none: {words}",
    ),
    "bpmn.wrong_start": (
        "开始事件的办理设置有误：{reason}",
        "Expected the start event to say how the process is begun, but {reason}",
    ),
    "package.unknown_file": (
        "没有内容会读取文件“{name}”{hint}（流程包可含：{known}）",
        "Expected a file that something reads, but {name} is not one{hint}; a package may have: {known}",
    ),
    "package.unused_form": (
        "没有任务使用表单“{form}”",
        "Expected some task to show the form {form}, but none does",
    ),
    "package.unused_data": (
        "没有表单或作业使用“{name}”",
        "Expected some form or job to name {name}, but none does",
    ),
    # schemas
    "bpmn.schema": (
        "不符合 BPMN 2.0 的 XML 架构：{reason}",
        "Expected valid BPMN 2.0, but {reason}",
    ),
    "dmn.schema": ("不符合 DMN 的 XML 架构：{reason}", "Expected valid DMN, but {reason}"),
    # structure
    "bpmn.unreachable": (
        "从开始事件无法到达“{element}”，它永远不会执行",
        "Expected a way from a start to {element}, but there is none: it never runs",
    ),
    "bpmn.no_way_to_end": (
        "从“{element}”出发无法到达任何结束，流程永远不会完成",
        "Expected a way from {element} to an end, but there is none: the case never completes",
    ),
    "bpmn.join_never_passed": (
        "“{element}”要等所有入口到齐，但无论怎么走，“{missing}”都不会同时到达，流程将永远停在这里（{way}）",
        "Expected tokens on all flows into {element} together, but {missing} never has one then: "
        "the case waits there for ever ({way})",
    ),
    "bpmn.deadlock": (
        "沿“{way}”走到“{element}”后，“{missing}”永远不会到达，流程将停在这里",
        "Expected every way to come to an end, but after {way} no token ever comes to {element} by {missing}",
    ),
    "bpmn.gateway_without_default": (
        "“{element}”的所有出口都有条件，且没有默认出口；条件都不成立时流程将停住",
        "Expected a default flow out of {element}, but every flow has a condition; if none holds, all stops",
    ),
    "bpmn.flow_without_condition": (
        "连线“{flow}”既无条件也不是默认出口，排在它后面的出口不会被选中",
        "Expected a condition on flow {flow}, but it has none: it is taken, and none after it",
    ),
    "bpmn.condition_ignored": (
        "连线“{flow}”的条件不会被求值",
        "Expected no condition on flow {flow}, but it has one, which nobody asks",
    ),
    "bpmn.dead_flow": (
        "连线“{flow}”的条件“{expression}”永远不成立",
        "Expected a condition on flow {flow} that can hold, but {expression} never does",
    ),
    "bpmn.hidden_flow": (
        "连线“{flow}”永远不会被选中：凡它可能被选中之处，“{others}”都先成立",
        "Expected flow {flow} to be taken at some time, but wherever it could be, {others} holds before it",
    ),
    "bpmn.never_thrown": (
        "“{element}”中没有任何环节抛出{event}，此事件永远不会触发",
        "Expected something in {element} that throws {event}, but nothing does: this event never comes",
    ),
    "bpmn.never_caught": (
        "没有任何事件捕获错误“{error}”；若调用方也不捕获，流程将停在这里",
        "Expected an event that catches error {error}, but none in the package does: "
        "unless a caller does, the case stops here",
    ),
    "bpmn.undoes_nothing": (
        "“{element}”抛出补偿，但同一范围内没有任何可补偿的环节",
        "Expected something to compensate in the scope of {element}, but nothing there has a handler",
    ),
    "bpmn.cycle_once": (
        "此定时事件只触发一次，“{expression}”中的重复不起作用",
        "Expected a date or a duration at this timer: it fires once, at the next time of {expression}",
    ),
    "bpmn.idle_default": (
        "默认出口“{flow}”不会被选中：“{other}”没有条件，总会走",
        "Expected a default flow that can be taken, but {flow} never is: {other} has no condition",
    ),
    "bpmn.call_cycle": (
        "流程互相调用，将永不停止：{cycle}",
        "Expected calls that end, but these processes call each other: {cycle}",
    ),
    "bpmn.reserved_id": (
        "标识“{id}”被其他 BPMN 引擎保留，在那里该元素会被悄悄跳过",
        "Expected an id that no engine reserves, but {id} is one: elsewhere the element is silently skipped",
    ),
    # what is named
    "bpmn.unknown_group": (
        "候选组“{group}”不存在{hint}（现有：{known}）",
        "Expected a group of this installation, but {group} is not one{hint}; there are: {known}",
    ),
    "bpmn.nobody_assigned": (
        "用户任务“{element}”没有办理人或候选组，没有人能看到它",
        "Expected an assignee or candidates for {element}, but there are none: nobody will see it",
    ),
    "bpmn.unknown_form": (
        "流程包中没有标识为“{form}”的表单{hint}（现有：{known}）",
        "Expected a form {form} in the package, but there is none{hint}; there are: {known}",
    ),
    "bpmn.unknown_field": (
        "“{what}”引用了不存在的字段“{field}”{hint}（现有：{known}）",
        "Expected a field that exists in {what}, but {field} does not{hint}; there are: {known}",
    ),
    "bpmn.unknown_access": (
        "字段权限应为 write、read 或 hidden，实际为“{access}”",
        "Expected write, read or hidden as access, but found {access}",
    ),
    "bpmn.unknown_setting": (
        "{extension} 的设置 {attribute} 中的“{word}”无法识别，可用：{known}{hint}",
        "Expected {attribute} of {extension} to say one of: {known}; but found {word}{hint}",
    ),
    "bpmn.same_person": (
        "设置 {attribute} 无法满足：“{step}”指定的是同一个人",
        "Expected {attribute} of the step to be possible, but {step} names the same person",
    ),
    "bpmn.not_repeated": (
        "设置 {attribute} 只用于多实例环节，此环节不重复",
        "Expected a repeated step at {attribute}, but this one is not repeated",
    ),
    "bpmn.unknown_decision": (
        "流程包中没有决策“{decision}”{hint}（现有：{known}）",
        "Expected a decision {decision} in the package, but there is none{hint}; there are: {known}",
    ),
    "bpmn.unknown_job_type": (
        "作业类型“{job_type}”没有处理程序{hint}（现有：{known}）",
        "Expected a job type that somebody handles, but nobody handles {job_type}{hint}; there are: {known}",
    ),
    "bpmn.unknown_message": (
        "没有人发送消息“{message}”，等待永远不会结束{hint}（现有：{known}）",
        "Expected a message that somebody sends, but nobody sends {message}{hint}, so the wait never ends; "
        "there are: {known}",
    ),
    "bpmn.unknown_process": (
        "流程“{process}”不存在{hint}（现有：{known}）",
        "Expected a process that can be called, but {process} does not exist{hint}; there are: {known}",
    ),
    "bpmn.unknown_extension": (
        "{name} 不会被读取{hint}（可用：{known}）",
        "Expected an extension that is read, but {name} is not{hint}; there are: {known}",
    ),
    "bpmn.misplaced_extension": (
        "{name} 写在 {place} 上不会被读取，应写在：{right}",
        "Expected {name} where it is read ({right}), but it stands at {place}",
    ),
    # what a job is told
    "bpmn.unknown_header": (
        "作业 {job_type} 没有名为“{header}”的任务头{hint}（现有：{known}）",
        "Expected a header of {job_type}, but {header} is not one{hint}; there are: {known}",
    ),
    "bpmn.missing_header": (
        "作业 {job_type} 缺少必填的任务头“{header}”",
        "Expected the header {header}, which {job_type} needs, but there is none",
    ),
    "bpmn.header_word": (
        "任务头“{header}”的值“{word}”无法识别{hint}（可用：{known}）",
        "Expected header {header} to be one of: {known}; but it is {word}{hint}",
    ),
    "bpmn.header_number": (
        "任务头“{header}”应为 {low} 到 {high} 的整数，实际为“{found}”",
        "Expected header {header} to be a whole number from {low} to {high}, but it is {found}",
    ),
    "bpmn.unknown_service": (
        "外部服务“{service}”尚未登记{hint}（已登记：{known}）",
        "Expected a service that is registered, but {service} is not one{hint}; there are: {known}",
    ),
    "bpmn.unknown_template": (
        "通知模板“{template}”不存在，或所需内容本步骤无法提供{hint}（可用：{known}）",
        "Expected a notice text that this job can fill, but {template} is not one{hint}; there are: {known}",
    ),
    "bpmn.unknown_step": (
        "“{what}”中的步骤“{step}”不存在{hint}（现有：{known}）",
        "Expected a step of the process in {what}, but {step} is not one{hint}; there are: {known}",
    ),
    "bpmn.job_repeats": (
        "“{element}”处在循环中，但作业 {job_type} 在一个案件中只应执行一次",
        "Expected {job_type} once in a case, but {element} is in a loop",
    ),
    # expressions
    "bpmn.unknown_word": (
        "“{what}”将 {variable} 与“{word}”比较，但它永远不会是这个值{hint}（可能的值：{known}）",
        "Expected a value that {variable} can have in {what}, but it is never {word}{hint}; "
        "it can be: {known}",
    ),
    "bpmn.no_signature": (
        "“{what}”调用函数“{function}”的参数不符合任何一种写法，结果总是空值；可写：{signatures}",
        "Expected arguments that a signature of {function} takes in {what}, but none does and the result is "
        "always null; there are: {signatures}",
    ),
    "bpmn.bare_date": (
        "“{what}”中的 {text} 不会读作日期",
        "Expected a date in {what}, but {text} is not read as one",
    ),
    "bpmn.unlike_types": (
        "“{what}”用 {operator} 比较 {left} 与 {right}，类型不同，结果总是空值",
        "Expected values of one type on both sides of {operator} in {what}, but they are {left} and {right}: "
        "the result is always null",
    ),
    "bpmn.null_conversion": (
        "“{what}”中的 {call} 不是有效的值，结果总是空值",
        "Expected a value that exists in {what}, but {call} is always null",
    ),
    "bpmn.no_list": (
        "“{what}”应得出列表，但“{expression}”不会得出",
        "Expected a list from {what}, but {expression} gives none",
    ),
    "bpmn.no_condition": (
        "“{what}”应得出是或否，但“{expression}”不会得出",
        "Expected true or false from {what}, but {expression} gives neither",
    ),
    "bpmn.not_callable": (
        "流程“{process}”只能由事件（{kinds}）启动，不能被调用",
        "Expected a process with a start event without trigger, but {process} starts only by: {kinds}",
    ),
    "bpmn.unquoted_word": (
        "“{what}”中的“{word}”没有加引号，也没有任何步骤提供这个变量{hint}",
        "Expected a text in quotes or a variable that is there in {what}, but {word} is neither{hint}",
    ),
    "bpmn.unknown_function": (
        "“{what}”调用了不存在的函数“{function}”{hint}",
        "Expected a function that exists in {what}, but {function} does not{hint}",
    ),
    "bpmn.unknown_variable": (
        "“{what}”读取了变量“{variable}”，但没有任何步骤提供它{hint}（现有：{known}）",
        "Expected a variable that some step provides in {what}, but nothing provides {variable}{hint}; "
        "there are: {known}",
    ),
    "bpmn.variable_too_early": (
        "“{what}”读取了变量“{variable}”，但它在之后才被提供",
        "Expected a variable that is there by then in {what}, but {variable} is provided only later",
    ),
    # forms
    "form.malformed": (
        "应为 form-js 的 JSON 文件，但第 {line} 行第 {column} 列有误",
        "Expected a form-js document in JSON, but line {line}, column {column} is not",
    ),
    "form.missing_id": ("表单没有 id", "Expected an id of the form, but there is none"),
    "form.duplicate_id": (
        "表单 id 应唯一，但“{form}”出现多次",
        "Expected every form id once in the package, but {form} is there again",
    ),
    "form.unknown_variable": (
        "表单应引用自己的字段或流程变量，但没有“{variable}”{hint}（现有：{known}）",
        "Expected a field of the form or a variable of the process, but {variable} is neither{hint}; "
        "there are: {known}",
    ),
    "data.invalid": (
        "数据文件有误：{reason}",
        "Expected data that can be used, but {reason}",
    ),
    "form.invalid": (
        "表单 {place}：{reason_zh}",
        "Expected a form that can be served, but at {place}: {reason_en}",
    ),
}

WARNINGS = frozenset(
    {
        "package.unused_form",
        "package.unused_data",
        "package.no_english",
        "bpmn.gateway_without_default",
        "bpmn.condition_ignored",
        "bpmn.dead_flow",
        "bpmn.hidden_flow",
        "bpmn.never_thrown",
        "bpmn.never_caught",
        "bpmn.undoes_nothing",
        "bpmn.cycle_once",
        "bpmn.deadlock",
        "bpmn.idle_default",
        "bpmn.reserved_id",
        "bpmn.nobody_assigned",
        "bpmn.unknown_message",
        "bpmn.variable_too_early",
        "bpmn.job_repeats",
        "form.unknown_variable",
    }
)
"""Codes that do not stop a deploy."""

EVENTS: dict[str, tuple[str, str]] = {
    "error": ("错误", "the error"),
    "escalation": ("升级", "the escalation"),
}

SCHEMA_REASONS: Catalogue = {
    "unexpected": ("元素 {element} 不应出现在这里", "element {element} is not expected here"),
    "incomplete": ("元素 {element} 缺少子元素", "element {element} lacks a child element"),
    "missing_attribute": (
        "元素 {element} 缺少属性 {attribute}",
        "element {element} lacks the attribute {attribute}",
    ),
    "unknown_attribute": (
        "元素 {element} 不能有属性 {attribute}",
        "element {element} cannot have the attribute {attribute}",
    ),
    "value": (
        "元素 {element} 的{attribute}值“{value}”无效",
        "element {element} cannot have the value {value} {attribute}",
    ),
    "other": ("元素 {element} 无效（{detail}）", "element {element} is not valid ({detail})"),
}

PLACES: Catalogue = {
    "input": ("输入映射 {target}", "the input mapping to {target}"),
    "output": ("输出映射 {target}", "the output mapping to {target}"),
    "assignee": ("办理人", "the assignee"),
    "candidate_groups": ("候选组", "the candidate groups"),
    "candidate_users": ("候选人", "the candidate users"),
    "due": ("办理期限", "the due date"),
    "follow_up": ("跟进日期", "the follow-up date"),
    "priority": ("优先级", "the priority"),
    "form_id": ("表单标识", "the form id"),
    "job_type": ("作业类型", "the job type"),
    "retries": ("重试次数", "the number of retries"),
    "decision_id": ("决策标识", "the decision id"),
    "decision": ("决策 {decision}", "decision {decision}"),
    "notice": ("通知“{notice}”", "the notice text {notice}"),
    "process_id": ("被调用流程", "the called process"),
    "script": ("脚本", "the script"),
    "event_name": ("事件名称", "the name of the event"),
    "correlation_key": ("关联键", "the correlation key"),
    "event_value": ("事件条件或时间", "the time or condition of the event"),
    "collection": ("多实例集合", "the input collection"),
    "cardinality": ("多实例次数", "the loop cardinality"),
    "output_element": ("多实例输出", "the output element"),
    "activation": ("复杂网关的激活条件", "the activation condition"),
    "ad_hoc_choice": ("即席子流程开始的环节", "the elements that begin"),
    "ad_hoc_completion": ("即席子流程的完成条件", "the completion condition"),
    "completion": ("多实例完成条件", "the completion condition"),
    "run_event": ("多实例抛出事件的条件", "the condition on which a run throws its event"),
    "again": ("循环条件", "the loop condition"),
    "condition": ("连线 {flow} 的条件", "the condition of flow {flow}"),
    "rights": ("字段权限", "the rights"),
    "hides": ("不显示的字段", "the fields hidden"),
    "depends": ("所依据的字段", "the fields on which a step rests"),
    "filters": ("可筛选字段", "the filters"),
    "remarks": ("意见变量", "the remarks"),
    "header": ("任务头 {header}", "header {header}"),
    "cell": ("规则 {rule} 第 {column} 列", "rule {rule}, column {column}"),
    "shows": ("所示表单的变量", "shows"),
}
