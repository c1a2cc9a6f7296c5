"""What can go wrong while a token runs: it becomes an incident, in words of both languages."""

from __future__ import annotations

import json
from typing import Any

from engine.errors import EngineError, InvalidArgument, InvalidState, Locale
from engine.feel import to_json, type_name
from engine.messages import Catalogue, Said, render

FOUND_LIMIT = 200

INCIDENTS: Catalogue = {
    "expression_failed": (
        "表达式“{expression}”无法求值：{reason}",
        "Expected {expression} to give a value, but {reason}",
    ),
    "condition_not_boolean": (
        "连线“{flow}”的条件“{expression}”应得到真或假，实际得到 {value}",
        "Expected the condition {expression} of flow {flow} to give true or false, but found {value}",
    ),
    "not_boolean": (
        "“{what}”应为真或假，表达式“{expression}”得到 {value}",
        "Expected {what} to be true or false, but {expression} gives {value}",
    ),
    "no_flow": (
        "“{element}”没有任何一条连线的条件成立，也没有默认连线",
        "Expected a flow out of {element} whose condition holds, but none does and there is no default",
    ),
    "not_text": (
        "“{what}”应为文本，表达式“{expression}”得到 {value}",
        "Expected {what} to be text, but {expression} gives {value}",
    ),
    "not_text_list": (
        "“{what}”应为文本列表，表达式“{expression}”得到 {value}",
        "Expected {what} to be a list of texts, but {expression} gives {value}",
    ),
    "not_a_number": (
        "“{what}”应为整数，表达式“{expression}”得到 {value}",
        "Expected {what} to be a whole number, but {expression} gives {value}",
    ),
    "not_a_list": (
        "多实例的输入集合应为列表，表达式“{expression}”得到 {value}",
        "Expected the input collection to be a list, but {expression} gives {value}",
    ),
    "results_overwritten": (
        "“{name}”收集多实例的结果，应为 {count} 项的列表，但已被改写为 {value}",
        "Expected {name}, which collects the results, to be a list of {count} items, but it is {value} now",
    ),
    "not_a_time": (
        "“{what}”应为日期时间，表达式“{expression}”得到 {value}",
        "Expected {what} to be a date and time, but {expression} gives {value}",
    ),
    "not_a_duration": (
        "定时器应得到时长，表达式“{expression}”得到 {value}",
        "Expected the timer to be a duration, but {expression} gives {value}",
    ),
    "not_a_cycle": (
        "定时器应得到循环（如 R3/PT1H），表达式“{expression}”得到 {value}",
        "Expected the timer to be a cycle such as R3/PT1H, but {expression} gives {value}",
    ),
    "not_storable": (
        "“{what}”得到的值无法保存：{reason}",
        "Expected {what} to give a value that can be stored, but {reason}",
    ),
    "call_failed": (
        "“{element}”调用的流程无法启动：{reason}",
        "Expected {element} to start the process that it calls, but it cannot: {reason}",
    ),
    "decision_unknown": ("找不到决策“{decision}”", "Expected a decision {decision}, but there is none"),
    "decision_failed": (
        "决策“{decision}”无法求值：{reason}",
        "Expected decision {decision} to give a value. {reason}",
    ),
    "error_uncaught": (
        "错误“{error_code}”没有被任何边界事件或事件子流程捕获：{reason}",
        "Expected somebody to catch error {error_code}, but nobody does: {reason}",
    ),
    "ad_hoc_unknown": (
        "“{expression}”选择了“{chosen}”，但子流程中可以开始的只有：{among}",
        "Expected {expression} to choose among {among}, but it chose {chosen}",
    ),
    "ad_hoc_idle": (
        "“{element}”的完成条件尚不成立，但没有可以开始的环节",
        "Expected something to begin in {element}, whose completion condition is not met, but nothing does",
    ),
    "cycle_over": (
        "周期“{expression}”不再有下一次，将永远等待",
        "Expected {expression} to come once more, but its last time is over and it would wait for ever",
    ),
    "join_starved": (
        "汇合网关“{element}”还缺少来自 {flows} 的令牌，而它们已不可能到达",
        "Expected tokens on {flows} at the join {element}, but none can reach them any more",
    ),
    "too_many_rounds": (
        "“{element}”已循环 {limit} 次，循环条件“{expression}”仍然成立",
        "Expected the loop of {element} to end within {limit} rounds, but {expression} still holds",
    ),
    "too_many_steps": (
        "一次操作内自动执行超过 {limit} 步，流程可能存在没有等待点的循环",
        "Expected the case to come to rest within {limit} steps, but it did not: a loop without a wait?",
    ),
}


class Fault(EngineError):
    """A token cannot go on; becomes an incident at its element."""

    def __init__(self, code: str, **params: Any) -> None:
        """Keep code and parameters for both languages; the exception's own text is English."""
        self.code = code
        self._params = params
        details = {name: str(one) if isinstance(one, Said) else one for name, one in params.items()}
        super().__init__(render(INCIDENTS, code, "en", params), **details)

    def text(self, locale: Locale) -> str:
        """Return the sentence in `locale`."""
        return render(INCIDENTS, self.code, locale, self._params)


def found(value: Any) -> str:
    """Return a value of FEEL as an incident quotes it: texts in quotation marks, `null` for none."""
    try:
        plain = value is None or isinstance(value, bool | str | list | dict)
        text = json.dumps(to_json(value), ensure_ascii=False) if plain else str(value)
    except InvalidArgument:  # a function among the items
        text = type_name(value)
    return text if len(text) <= FOUND_LIMIT else f"{text[:FOUND_LIMIT]}…"


class RunsForever(InvalidState):
    """Expected the case to come to rest, but it ran on without a wait; nothing has changed."""
