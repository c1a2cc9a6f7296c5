"""What the core refuses at deploy, in both languages."""

from __future__ import annotations

from collections import Counter
from typing import Any, Literal, cast

from lxml import etree

from engine.errors import Problem
from engine.messages import Catalogue, render

PROBLEMS: Catalogue = {
    "bpmn.no_process": (
        "文件中没有可执行的流程",
        "Expected an executable process, but the package has none",
    ),
    "bpmn.not_bpmn": (
        "应为 BPMN 2.0 的 definitions 元素，实际为 {found}",
        "Expected BPMN 2.0 definitions, but found {found}",
    ),
    "bpmn.duplicate_id": (
        "标识“{id}”被使用了多次；此处可改为“{new}”",
        "Expected {id} to name one element of the package, but it names several; here write {new}",
    ),
    "bpmn.missing_id": ("{type} 没有标识", "Expected an id, but this {type} has none"),
    "bpmn.too_long": (
        "“{what}”过长，最多 {limit} 字节",
        "Expected {what} to have at most {limit} bytes, but it is longer",
    ),
    "bpmn.not_executed": (
        "引擎不执行“{what}”",
        "Expected a construct that the engine executes, but found {what}",
    ),
    "bpmn.foreign": (
        "{names} 属于其他引擎，不会被读取；应写成：{translation_zh}",
        "Expected what this engine reads, but {names} belong to another one; write: {translation_en}",
    ),
    "bpmn.unknown_reference": (
        "“{what}”引用了不存在的“{ref}”",
        "Expected {what} to name something in this file, but {ref} does not exist",
    ),
    "bpmn.missing": ("缺少“{what}”", "Expected {what}, but there is none"),
    "bpmn.expression": (
        "“{what}”的表达式“{expression}”有误：{reason_zh}",
        "Expected FEEL in {what}, but {expression} is not: {reason_en}",
    ),
    "bpmn.expression_without_equals": (
        "“{what}”应为以“=”开头的 FEEL 表达式，实际为“{expression}”",
        "Expected {what} to be FEEL that begins with =, but found {expression}",
    ),
    "bpmn.several_starts": (
        "一个范围内只能有一个无触发的开始事件",
        "Expected one start event without trigger, but this scope has several",
    ),
    "bpmn.no_start": ("没有任何可以开始的元素", "Expected something to start with, but there is nothing"),
    "bpmn.wrong_place": ("{what} 不能用在这里", "Expected another place for {what}: it is not allowed here"),
    "bpmn.flow_crosses_scope": (
        "连线“{flow}”跨越了子流程边界",
        "Expected flow {flow} to stay inside its subprocess, but it leaves it",
    ),
    "bpmn.flow_without_step": (
        "连线“{flow}”的一端“{ref}”是 {type}，不是步骤、网关或事件",
        "Expected flow {flow} to join steps, gateways or events, but {ref} is a {type}",
    ),
    "bpmn.timer": (
        "定时器“{expression}”无效，或不会向前推进",
        "Expected a timer such as PT1H, R3/P1D or 2026-03-01T09:00:00 that gets on, but found {expression}",
    ),
    "bpmn.nothing_to_undo": (
        "“{activity}”不在此事件所在的范围内，或没有补偿处理，不会有任何内容被撤销",
        "Expected {activity} to be in the scope of this event and to have a handler for compensation, "
        "but nothing would be undone",
    ),
    "bpmn.too_few_events": (
        "事件网关之后应有至少两个等待的事件，实际为 {found} 个",
        "Expected at least two events to wait for behind this gateway, but found {found}",
    ),
    "bpmn.not_awaited": (
        "事件网关之后只能是仅由它引出的捕获事件或接收任务，且不带边界事件和循环；“{element}”不是",
        "Expected only catching events and receive tasks behind the event-based gateway {gateway}, reached "
        "from nowhere else, without attached events and not repeated, but {element} is none",
    ),
    "bpmn.self_call": (
        "调用活动调用了自己所在的流程“{process}”，将永不停止",
        "Expected the call of another process, but {process} calls itself and would never stop",
    ),
    "bpmn.wrong_flow": (
        "此元素不能有连线“{flow}”",
        "Expected no sequence flow here, but found {flow}",
    ),
    "bpmn.must_interrupt": (
        "{kind} 事件必须中断",
        "Expected the {kind} event to interrupt, but it does not",
    ),
    "bpmn.event_subprocess_start": (
        "事件子流程必须恰有一个带触发的开始事件",
        "Expected exactly one start event with a trigger in this event subprocess",
    ),
    "bpmn.ambiguous_event": (
        "同一处不能有两个捕获相同{kind}的事件",
        "Expected one handler of this {kind} here, but there are several",
    ),
}


def line_of(node: etree._Element) -> int | None:
    """Return the line of a node in its file."""
    return cast("int | None", node.sourceline)


def _process_of(node: etree._Element) -> str | None:
    """Return the id of the process around a node, None if it is one or stands outside."""
    around = node.getparent()
    while around is not None and not str(around.tag).endswith("}process"):
        around = around.getparent()
    return None if around is None else around.get("id")


class ProblemList:
    """Collects problems of a package."""

    def __init__(self) -> None:
        self.found: list[Problem] = []
        self._new_ids: dict[tuple[str, str, int | None], str] = {}
        self._doubles: Counter[str] = Counter()

    def add_duplicate(self, file: str, node: etree._Element) -> None:
        """Add that the id of `node` is taken, with a new one that its process makes its own."""
        place = (file, node.get("id", ""), line_of(node))
        if place not in self._new_ids:
            wanted = "_".join(filter(None, (node.get("id"), _process_of(node))))
            self._doubles[wanted] += 1
            number = self._doubles[wanted]
            self._new_ids[place] = wanted if number == 1 and wanted != place[1] else f"{wanted}_{number + 1}"
        self.add("bpmn.duplicate_id", file, node, id=place[1], new=self._new_ids[place])

    def add(
        self,
        code: str,
        file: str,
        node: etree._Element | None = None,
        *,
        element_id: str | None = None,
        severity: Literal["error", "warning"] = "error",
        **params: Any,
    ) -> None:
        """Add a problem at `node`, or at its nearest ancestor that has an id."""
        holder = node
        while element_id is None and holder is not None:
            element_id = holder.get("id")
            holder = holder.getparent()
        self.found.append(
            Problem(
                code=code,
                file=file,
                element_id=element_id,
                message_zh=render(PROBLEMS, code, "zh-CN", params),
                message_en=render(PROBLEMS, code, "en", params),
                line=None if node is None else line_of(node),
                severity=severity,
            )
        )

    @property
    def errors(self) -> list[Problem]:
        """Those that stop a deploy."""
        return [problem for problem in self.found if problem.severity == "error"]
