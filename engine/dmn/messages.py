"""Sentences about decision models, in both languages: (Chinese, English) by code."""

from __future__ import annotations

from engine.messages import Catalogue

MESSAGES: Catalogue = {
    # the file
    "dmn.malformed": ("DMN 文件无法读取：{reason}", "The DMN file cannot be read: {reason}"),
    "dmn.not_dmn": (
        "根元素应为 DMN 1.1 至 1.6 的 definitions，实际为 {found}。",
        "Expected definitions of DMN 1.1 to 1.6 as the root element, but found {found}.",
    ),
    "dmn.duplicate_id": (
        "id 应唯一，但“{id}”出现多次。",
        'Expected every id once, but "{id}" is there more than once.',
    ),
    "dmn.duplicate_name": (
        "同类元素的名称应唯一，但“{name}”出现多次。",
        'Expected every name once, but "{name}" is there more than once.',
    ),
    "dmn.missing_name": (
        "元素 {element} 应有名称，但没有。",
        "Expected a name on {element}, but there is none.",
    ),
    "dmn.dangling_reference": (
        "引用“{reference}”应指向模型中的元素，但没有这样的元素。",
        'Expected the reference "{reference}" to name an element of the model, but nothing has that id.',
    ),
    "dmn.cycle": (
        "需求图应无环，但下列元素互相依赖：{names}。",
        "Expected a requirement graph without cycles, but these require each other: {names}.",
    ),
    "dmn.unresolved_import": (
        "应提供被引入的模型“{name}”（{namespace}），但没有。",
        'Expected the imported model "{name}" ({namespace}), but it was not given.',
    ),
    "dmn.too_many_cells": (
        "一个模型的决策表单元格合计应不超过 {limit} 个，实际为 {found} 个。",
        "Expected at most {limit} decision table cells in a model, but found {found}.",
    ),
    # types
    "dmn.unknown_type": ("类型“{type}”未定义。", 'Expected a defined type, but "{type}" is not one.'),
    "dmn.type_cycle": (
        "类型定义应无环，但“{type}”引用自身。",
        'Expected a type that ends in a base type, but "{type}" refers to itself.',
    ),
    # logic
    "dmn.syntax": ("{place}不是正确的 FEEL:{reason}", "{place} is not FEEL: {reason}"),
    "dmn.no_signature": (
        "{place}调用函数“{function}”的参数不符合任何一种写法，结果总是空值；可写：{signatures}。",
        "Expected arguments that a signature of {function} takes in {place_inside}, but none does and the "
        "result is always null; there are: {signatures}.",
    ),
    "dmn.unknown_function": (
        "{place}调用了不存在的函数“{function}”。",
        "Expected a function that exists in {place_inside}, but {function} does not.",
    ),
    "dmn.not_an_option": (
        "{place}应为允许值之一，但 {value} 不是。",
        "Expected one of the allowed values in {place_inside}, but {value} is none.",
    ),
    "dmn.bare_date": (
        "{place}应为日期，但 {text} 不会读作日期。",
        "Expected a date in {place_inside}, but {text} is not read as one.",
    ),
    "dmn.grouped_number": (
        "{place}应为一个数，但 {text} 会读作以逗号分开的几个数。",
        "Expected one number in {place_inside}, but {text} is read as several, as commas part values.",
    ),
    "dmn.other_notation": (
        "{place}应使用 FEEL 的写法，但 {text} 不是。",
        "Expected the notation of FEEL in {place_inside}, but {text} is another.",
    ),
    "dmn.unlike_types": (
        "{place}用 {operator} 比较 {left} 与 {right}，类型不同，结果总是空值。",
        "Expected values of one type on both sides of {operator} in {place_inside}, but they are {left} and "
        "{right}: the result is always null.",
    ),
    "dmn.null_conversion": (
        "{place}中的 {call} 不是有效的值，结果总是空值。",
        "Expected a value that exists in {place_inside}, but {call} is always null.",
    ),
    "dmn.unquoted_word": (
        "{place}中的“{word}”没有加引号，模型中也没有这个名称。",
        "Expected a text in quotes or a name of the model in {place_inside}, but {word} is neither.",
    ),
    "dmn.not_required": (
        "{place}读取了“{name}”，但“{decision}”没有画出对它的依赖，结果总是空值。",
        "Expected a requirement of {name} by {decision}, as {place_inside} reads it, but none is drawn: "
        "it is always null there.",
    ),
    "dmn.unknown_variable": (
        "{place}读取了“{name}”，但模型中没有这个名称{hint}",
        "Expected a name of the model in {place_inside}, but {name} is none{hint}",
    ),
    "dmn.other_language": (
        "表达式语言应为 FEEL，实际为 {language}。",
        "Expected FEEL as the expression language, but found {language}.",
    ),
    "dmn.external_function": (
        "函数种类应为 FEEL，实际为 {kind}，不会执行。",
        "Expected a FEEL function, but found kind {kind}, which is never run.",
    ),
    "dmn.missing_expression": (
        "元素 {element} 缺少表达式。",
        "Expected an expression in {element}, but it is empty.",
    ),
    "dmn.hit_policy": ("命中策略“{policy}”未定义。", 'Expected a hit policy of DMN, but found "{policy}".'),
    "dmn.aggregation": (
        "聚合方式“{aggregation}”未定义。",
        'Expected an aggregation of DMN, but found "{aggregation}".',
    ),
    "dmn.rule_width": (
        "第 {rule} 条规则应有 {inputs} 个输入单元格和 {outputs} 个输出单元格，"
        "实际为 {found_inputs} 个和 {found_outputs} 个。",
        "Expected {inputs} input and {outputs} output entries in rule {rule}, "
        "but found {found_inputs} and {found_outputs}.",
    ),
    "dmn.row_width": (
        "关系第 {row} 行应有 {columns} 个单元格，每列一个，实际为 {found_cells} 个。",
        "Expected {columns} cells in row {row} of the relation, one a column, but found {found_cells}.",
    ),
    "dmn.no_output": ("决策表应至少有一个输出列。", "Expected at least one output column in the table."),
    "dmn.output_name": (
        "有多个输出列时，每列应有不同的名称。",
        "Expected a different name on every output column, as there are several.",
    ),
    "dmn.priorities_missing": (
        "命中策略 {policy} 应列出输出值的优先次序，但没有。",
        "Expected output values in order of priority for hit policy {policy}, but there are none.",
    ),
    # proof of tables
    "dmn.gap": (
        "没有规则覆盖这样的输入：{example}。",
        "Expected a rule for every input, but none covers {example}.",
    ),
    "dmn.overlap": (
        "第 {first} 条与第 {second} 条规则同时命中：{example}。",
        "Expected one rule for every input, but rules {first} and {second} both match {example}.",
    ),
    "dmn.conflict": (
        "第 {first} 条与第 {second} 条规则同时命中但输出不同：{example}。",
        "Expected equal outputs where rules match together, "
        "but rules {first} and {second} differ for {example}.",
    ),
    "dmn.never_matches": (
        "第 {rule} 条规则永远不会命中。",
        "Expected every rule to match some input, but rule {rule} matches none.",
    ),
    "dmn.hidden_rule": (
        "第 {rule} 条规则不起作用：前面或优先的规则 {others} 已覆盖它。",
        "Expected every rule to have an effect, but rule {rule} is hidden by {others}.",
    ),
    # evaluation
    "dmn.unknown_decision": (
        "模型“{model}”没有决策或决策服务“{name}”。",
        'Expected a decision or decision service of model "{model}", but "{name}" is not one.',
    ),
    "dmn.too_deep": (
        "决策逻辑的调用应不超过 {limit} 层。",
        "Expected at most {limit} nested invocations of decision logic, but there are more.",
    ),
    "dmn.input_missing": (
        "缺少输入“{name}”，按空值处理。",
        'The input "{name}" is missing and counts as null.',
    ),
    "dmn.type_mismatch": (
        "“{name}”的值应为类型 {type}，但不是，按空值处理。",
        'Expected a value of type {type} for "{name}", but it is not; it counts as null.',
    ),
    "dmn.input_not_allowed": (
        "决策表输入“{name}”的值不在允许范围内，按空值处理。",
        'The value of table input "{name}" is not among the allowed values; it counts as null.',
    ),
    "dmn.output_not_allowed": (
        "决策表输出“{name}”的值不在允许范围内，按空值处理。",
        'The value of table output "{name}" is not among the allowed values; it counts as null.',
    ),
    "dmn.several_matches": (
        "命中策略 UNIQUE 应只有一条规则命中，但第 {rules} 条同时命中。",
        "Expected one matching rule under hit policy UNIQUE, but rules {rules} match.",
    ),
    "dmn.different_outputs": (
        "命中策略 ANY 的规则输出应相同，但第 {rules} 条输出不同。",
        "Expected the same output from every matching rule under ANY, but rules {rules} differ.",
    ),
    "dmn.wrong_type": (
        "“{name}”的值应为类型 {type}，实际为 {found}。",
        'Expected a value of type {type} for "{name}", but found {found}.',
    ),
    "dmn.not_comparable": (
        "决策表输入“{name}”应为 {type}，与单元格一致，实际为 {found}。",
        'Expected {type} for table input "{name}", as its cells compare with it, but found {found}.',
    ),
    "dmn.no_answer": (
        "决策“{decision}”没有可靠的结果：{place}{reason}输入：{inputs}。",
        'The decision "{decision}" has no answer that can be relied on. {place}{reason} Inputs: {inputs}.',
    ),
    "dmn.in_rule": ("第 {rule} 条规则：", "Rule {rule}: "),
    "dmn.no_match": ("没有规则命中。", "No rule matches."),
    "dmn.empty_output": (
        "命中的规则未填写输出。",
        "The rule that matches leaves its output empty.",
    ),
    "dmn.null_value": ("表达式的值为空。", "The value of the expression is null."),
    "dmn.not_numbers": (
        "聚合 {aggregation} 的输出值应可比较或相加，但不是。",
        "Expected values that {aggregation} can work on, but found others.",
    ),
    "dmn.not_boolean": (
        "{element} 的条件应为 true 或 false，但不是。",
        "Expected true or false from the condition of {element}, but found something else.",
    ),
    "dmn.not_a_function": (
        "调用的“{name}”不是函数。",
        'Expected a function to invoke, but "{name}" is not one.',
    ),
    "dmn.arguments": ("函数“{name}”的参数不符。", 'The arguments do not fit the function "{name}".'),
    "dmn.broken_logic": ("决策逻辑有误，按空值处理。", "The decision logic is broken and counts as null."),
}

PLACES: Catalogue = {
    "literal": ("表达式", "The expression"),
    "input": ("输入列 {column} 的表达式", "The expression of input column {column}"),
    "input_values": ("输入列 {column} 的允许值", "The allowed values of input column {column}"),
    "cell": ("第 {rule} 条规则第 {column} 列", "Rule {rule}, column {column}"),
    "output_values": ("输出列 {column} 的允许值", "The allowed values of output column {column}"),
    "default": ("输出列 {column} 的默认值", "The default of output column {column}"),
    "allowed_values": ("类型“{type}”的允许值", 'The allowed values of type "{type}"'),
}
