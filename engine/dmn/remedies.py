"""What to do about a problem of a decision model, in both languages, by code."""

from __future__ import annotations

from engine.messages import Catalogue

REMEDIES: Catalogue = {
    "dmn.malformed": ("用建模器重新导出该文件。", "Export the file again from the modeler."),
    "dmn.not_dmn": ("选择由 DMN 建模器保存的文件。", "Choose a file saved by a DMN modeler."),
    "dmn.duplicate_id": ("为其中一个元素换一个 id。", "Give one of the elements another id."),
    "dmn.duplicate_name": ("为其中一个元素换一个名称。", "Rename one of the elements."),
    "dmn.missing_name": ("填写名称。", "Give it a name."),
    "dmn.dangling_reference": (
        "重新连线，或删除该引用。",
        "Draw the connection again, or remove the reference.",
    ),
    "dmn.cycle": ("断开其中一条需求连线。", "Remove one of the requirements between them."),
    "dmn.unresolved_import": (
        "把被引入的模型放进同一流程包。",
        "Put the imported model into the same process package.",
    ),
    "dmn.too_many_cells": ("把表拆成几张较小的表。", "Split the tables into smaller ones."),
    "dmn.unknown_type": (
        "使用 number、string、boolean、date 等基本类型，或先定义该类型。",
        "Use a base type such as number, string, boolean or date, or define the type first.",
    ),
    "dmn.type_cycle": ("让类型最终基于基本类型。", "Base the type on a base type in the end."),
    "dmn.syntax": ("按提示的位置修改表达式。", "Correct the expression at the place named."),
    "dmn.no_signature": (
        "按列出的写法填写参数的个数、名称和类型。",
        "Give arguments of the number, names and types listed.",
    ),
    "dmn.unknown_function": (
        "检查函数名称；若为业务知识模型，请画出知识需求连线。",
        "Check the name of the function; a knowledge model needs its knowledge requirement drawn.",
    ),
    "dmn.not_an_option": (
        "改为允许值之一，或把该值加入输出列的允许值。",
        "Write one of the allowed values, or add this one to those of the column.",
    ),
    "dmn.bare_date": ("写成 {write}。", "Write {write}."),
    "dmn.grouped_number": (
        "写成 {write}；若确为几个数，请在逗号后加空格。",
        "Write {write}; if several are meant, put a blank after each comma.",
    ),
    "dmn.other_notation": ("写成 {write}。", "Write {write}."),
    "dmn.unlike_types": (
        '使两边类型一致，例如 date("2026-01-31")、number(text)。',
        'Convert one side, for example with date("2026-01-31") or number(text).',
    ),
    "dmn.null_conversion": (
        "改为有效的值，日期写成 2026-01-31，数字不加分隔符。",
        "Write a value that exists: a date as 2026-01-31, a number without grouping.",
    ),
    "dmn.unquoted_word": ("写成 {write}。", "Write {write}."),
    "dmn.not_required": (
        "从“{name}”画一条依赖连线到“{decision}”；若后者是业务知识模型，添加参数“{name}”。",
        "Draw a requirement from {name} to {decision}; a knowledge model takes {name} as a parameter.",
    ),
    "dmn.unknown_variable": (
        '改正名称，或添加输入数据“{name}”并画出依赖连线；若是文字，写成 "{name}"。',
        'Correct the name, or add input data {name} and draw the requirement; a text is written "{name}".',
    ),
    "dmn.other_language": ("用 FEEL 改写表达式。", "Write the expression in FEEL."),
    "dmn.external_function": ("用 FEEL 改写函数。", "Write the function in FEEL."),
    "dmn.missing_expression": ("填写表达式。", "Write the expression."),
    "dmn.hit_policy": ("从建模器的列表中选择命中策略。", "Choose a hit policy from the modeler's list."),
    "dmn.aggregation": ("使用 SUM、COUNT、MIN 或 MAX。", "Use SUM, COUNT, MIN or MAX."),
    "dmn.row_width": ("在建模器中补齐该行的单元格。", "Complete the row's cells in the modeler."),
    "dmn.rule_width": ("在建模器中补齐该规则的单元格。", "Complete the rule's entries in the modeler."),
    "dmn.no_output": ("添加一个输出列。", "Add an output column."),
    "dmn.output_name": ("为每个输出列填写不同的名称。", "Give each output column a name of its own."),
    "dmn.priorities_missing": (
        "按优先次序填写输出列的允许值。",
        "List the output column's values in order of priority.",
    ),
    "dmn.gap": (
        "添加一条规则，例如输入为 {cells}，或填写默认输出。",
        "Add a rule, for example with the inputs {cells}, or give the outputs a default.",
    ),
    "dmn.overlap": (
        "修改其中一条规则的条件，或选用其他命中策略。",
        "Narrow one of the rules, or choose another hit policy.",
    ),
    "dmn.conflict": (
        "使两条规则的输出一致，或修改其中一条的条件。",
        "Give both rules the same outputs, or narrow one of them.",
    ),
    "dmn.never_matches": (
        "修改该规则的条件，或删除它。",
        "Correct the rule's conditions, or remove the rule.",
    ),
    "dmn.hidden_rule": ("把该规则移到前面，或删除它。", "Move the rule up, or remove it."),
}
