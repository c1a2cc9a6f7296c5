"""What FEEL says to people: every code with its sentence in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.errors import Locale

_SYNTAX: dict[str, tuple[str, str]] = {
    "unexpected": ("此处应为{expected}，但写的是“{found}”。", "Expected {expected}, but found “{found}”."),
    "unexpected_end": (
        "此处应为{expected}，但表达式到此结束了。",
        "Expected {expected}, but the expression ends here.",
    ),
    "empty": ("此处应有一个表达式，但内容为空。", "Expected an expression, but there is none."),
    "double_equals": (
        "比较相等应写一个等号“=”，但写的是“==”。",
        "Expected one “=” to compare, but found “==”.",
    ),
    "single_quote": (
        '文字应使用英文双引号，例如 "北京"，但此处用了单引号。',
        'Expected text in double quotes, such as "Beijing", but found a single quote.',
    ),
    "full_width": (
        "此处应使用英文半角字符{right}，但写的是全角字符“{found}”。",
        "Expected {right} in ASCII, but found the full-width “{found}”.",
    ),
    "unclosed_string": (
        '文字应以英文双引号 " 结束，但一直没有找到结束的引号。',
        'Expected the text to end with ", but the closing quote is missing.',
    ),
    "unclosed_name": (
        "名称应以反引号 ` 结束，但一直没有找到结束的反引号。",
        "Expected the name to end with `, but the closing backtick is missing.",
    ),
    "unclosed_comment": (
        "注释应以 */ 结束，但一直没有找到结束标记。",
        "Expected the comment to end with */, but it never does.",
    ),
    "unclosed": (
        "此处应以“{closing}”结束第 {row} 行第 {place} 列的“{opening}”，但写的是“{found}”。",
        "Expected “{closing}” to close “{opening}” of line {row}, column {place}, but found “{found}”.",
    ),
    "unclosed_end": (
        "此处应以“{closing}”结束第 {row} 行第 {place} 列的“{opening}”，但表达式到此结束了。",
        "Expected “{closing}” to close “{opening}” (line {row}, column {place}), but it ends here.",
    ),
    "bad_temporal": (
        '@ 后应为日期、时间或时长，例如 @"2026-01-31"，但写的是“{found}”。',
        'Expected a date, time or duration after @, such as @"2026-01-31", but found “{found}”.',
    ),
    "bad_operator": (
        "此处应写{right}，但写的是“{found}”。",
        "Expected {right}, but found “{found}”.",
    ),
    "mixed_arguments": (
        "一次调用的参数应全部带名称或全部不带名称，但两种写法混用了。",
        "Expected all arguments with names or all without, but found both.",
    ),
    "source_too_long": (
        "表达式最多 {limit} 个字符，但现有 {found} 个。",
        "Expected at most {limit} characters, but found {found}.",
    ),
    "source_too_deep": (
        "表达式嵌套最多 {limit} 层，但此处更深。请拆分成几个步骤。",
        "Expected at most {limit} levels of nesting, but found more. Split it into steps.",
    ),
}

_BUDGET: dict[str, tuple[str, str]] = {
    "steps": (
        "计算应在 {limit} 步之内完成，但步数已超出。",
        "Expected at most {limit} steps, but the evaluation needs more.",
    ),
    "list_size": (
        "列表最多 {limit} 项，但实际更多。",
        "Expected a list of at most {limit} items, but found more.",
    ),
    "string_length": (
        "文字最多 {limit} 个字符，但实际更长。",
        "Expected text of at most {limit} characters, but found more.",
    ),
    "value_size": (
        "数据最多 {limit} 个值，但实际更多。",
        "Expected data of at most {limit} values, but found more.",
    ),
    "value_depth": (
        "数据嵌套最多 {limit} 层，但实际更深。",
        "Expected data nested at most {limit} deep, but found more.",
    ),
    "depth": (
        "函数调用嵌套最多 {limit} 层，但实际更深。",
        "Expected calls nested at most {limit} deep, but found more.",
    ),
    "pattern": (
        "文字模式匹配应在限定时间内完成，但该模式过于复杂。请简化模式。",
        "Expected the pattern to finish within its time, but it is too complex. Simplify the pattern.",
    ),
}

_WARNING: dict[str, tuple[str, str]] = {
    "unknown_name": (
        "没有名为“{name}”的数据，按空值处理。",
        "Expected a known name, but found “{name}”; taken as null.",
    ),
    "unknown_function": (
        "没有名为“{name}”的函数，结果为空值。",
        "Expected a known function, but found “{name}”; the result is null.",
    ),
    "no_property": (
        "{type}没有名为“{name}”的属性，结果为空值。",
        "Expected a property of {type}, but found “{name}”; the result is null.",
    ),
    "not_comparable": (
        "{left}与{right}不能比较，结果为空值。",
        "Expected values of one type, but found {left} and {right}; the result is null.",
    ),
    "not_calculable": (
        "{left}与{right}不能用“{operator}”计算，结果为空值。",
        "Expected operands fit for “{operator}”, but found {left} and {right}; the result is null.",
    ),
    "no_number": (
        "计算没有有效结果，结果为空值。",
        "Expected a number, but the result is out of range or undefined; it is null.",
    ),
    "not_function": (
        "被调用的是{type}，不是函数，结果为空值。",
        "Expected a function, but found {type}; the result is null.",
    ),
    "bad_arguments": (
        "函数“{name}”的参数个数或名称不符，可写：{signatures}；结果为空值。",
        "Expected arguments that “{name}” accepts, but their number or names differ; "
        "there are: {signatures}. The result is null.",
    ),
    "bad_argument": (
        "函数“{name}”的参数“{parameter}”应为{expected}，但得到{found_type}，结果为空值。",
        "Expected {expected} as “{parameter}” of “{name}”, but found {found_type}; the result is null.",
    ),
    "bad_arguments_of_type": (
        "函数“{name}”的参数不符合其类型声明，结果为空值。",
        "Expected arguments of the types that “{name}” declares, but found others; the result is null.",
    ),
    "bad_result": (
        "函数“{name}”的结果不符合其类型声明，按空值处理。",
        "Expected a result of the type that “{name}” declares, but found another; it is null.",
    ),
    "no_result": (
        "函数“{name}”对所给参数没有结果，结果为空值。",
        "Expected arguments “{name}” can work with, but found others; the result is null.",
    ),
    "function_failed": (
        "函数“{name}”无法处理所给的值，结果为空值。",
        "Expected values “{name}” can work with, but it refused them; the result is null.",
    ),
    "not_iterable": (
        "应为列表或范围，但得到{type}，结果为空值。",
        "Expected a list or a range, but found {type}; the result is null.",
    ),
    "not_boolean": (
        "条件应为真或假，但得到{type}。",
        "Expected true or false as condition, but found {type}.",
    ),
    "bad_range": (
        "范围两端应为同一类可比较的值，结果为空值。",
        "Expected two ends of one comparable type; the result is null.",
    ),
    "no_draws": (
        "函数“{name}”只能在案件的步骤中取随机值，此处结果为空值。",
        "Expected a step of a case, where “{name}” can draw; the result here is null.",
    ),
    "repeated_key": (
        "上下文中“{name}”出现两次，结果为空值。",
        "Expected each key once, but found “{name}” twice; the result is null.",
    ),
}

_FAILED: dict[str, tuple[str, str]] = {
    "assertion_failed": ("断言应成立，但不成立：{cause}", "Expected the assertion to hold, but: {cause}"),
    "assertion_failed_silently": (
        "断言应成立，但条件为{type}。",
        "Expected the condition of the assertion to be true, but found {type}.",
    ),
}

_CATALOGUE: dict[str, tuple[str, str]] = {**_SYNTAX, **_BUDGET, **_WARNING, **_FAILED}

_WORDS: dict[str, tuple[str, str]] = {
    "expression": ("表达式", "an expression"),
    "end": ("表达式的结尾", "the end of the expression"),
    "name": ("名称", "a name"),
    "type": ("类型名称", "the name of a type"),
    "number": ("数字", "a number"),
    "string": ("文字", "text"),
    "boolean": ("真或假", "true or false"),
    "null": ("空值", "null"),
    "date": ("日期", "a date"),
    "time": ("时间", "a time"),
    "date and time": ("日期时间", "a date and time"),
    "days and time duration": ("时长（天和时间）", "a days and time duration"),
    "years and months duration": ("时长（年和月）", "a years and months duration"),
    "days duration": ("时长（天和时间）", "a days and time duration"),
    "months duration": ("时长（年和月）", "a years and months duration"),
    "duration": ("时长", "a duration"),
    "list": ("列表", "a list"),
    "context": ("上下文", "a context"),
    "range": ("范围", "a range"),
    "function": ("函数", "a function"),
    "Any": ("任意值", "a value"),
}


_TRANSLATED = frozenset({"expected", "found_type", "left", "right", "type"})


def word(key: str, locale: Locale) -> str:
    """Return the word for a type or a syntactic thing in `locale`; a symbol or keyword is put in quotes."""
    pair = _WORDS.get(key)
    if pair is None:
        return f"“{key}”"
    return pair[0] if locale == "zh-CN" else pair[1]


def sentence(code: str, params: Mapping[str, Any], locale: Locale) -> str:
    """Return the sentence of `code` in `locale`, with `params` filled in (type names are translated)."""
    template = _CATALOGUE[code][0 if locale == "zh-CN" else 1]
    return template.format(
        **{key: word(str(value), locale) if key in _TRANSLATED else value for key, value in params.items()}
    )
