"""`<tongban:approval …/>`: what a diagram may say of a step at which somebody decides."""

from __future__ import annotations

from collections.abc import Mapping

from engine.definitions import ExtensionRules, JobVariable
from engine.spiff.notation import Attribute, ExtensionElement, Kind
from workflows.approvals.actions.vocabulary import ACTIONS, APPROVAL, DECISIONS, REVIEW, actions_of, result_of

ELEMENT = ExtensionElement(
    name=f"tongban:{APPROVAL}",
    about=("该步骤的人员可以做什么。", "What the people of a step may do."),
    on=frozenset({"userTask"}),
    attributes={
        "actions": Attribute(
            ("允许的决定和其他操作", "decisions, and what may be done beside them"),
            words=tuple(ACTIONS),
            many=True,
            without=(
                "`approve reject`；指定了办理人的为 `submit`",
                "`approve reject`, or `submit` where a person is named",
            ),
        ),
        "result": Attribute(
            ("存放办理结果的变量", "the variable that takes the decision"),
            "name",
            without=("`result`", "`result`"),
        ),
        "opinion": Attribute(
            (
                "必须填写意见的决定；`none` 表示都不必填写",
                "decisions that need an opinion, or `none` for none of them",
            ),
            words=(*ACTIONS, "none"),
            many=True,
            without=("`return reject`", "`return reject`"),
        ),
        "self": Attribute(
            (
                "可办理的人都是案件当事人时：`skip` 跳过该步骤，`allow` 允许其办理，`forbid` 当事人不得办理",
                "where only parties to the case could decide: `skip` passes the step, with `allow` they may "
                "decide, with `forbid` a party never decides",
            ),
            words=("forbid", "skip", "allow"),
            usual="forbid",
        ),
        "repeat": Attribute(
            (
                "`skip`：本轮已同意、又是唯一可办理的人，不再重复办理",
                "`skip`: who approved in this round and alone is asked again is not asked",
            ),
            words=("ask", "skip"),
            usual="ask",
        ),
        "deputies": Attribute(
            (
                "指定的办理人不在岗时是否转给代理人；`forbid` 表示只能由本人办理",
                "whether what names a person who is away goes to the deputy; `forbid`: it stays with them",
            ),
            words=("allow", "forbid"),
            usual="allow",
        ),
        "sealed": Attribute(
            (
                "`true`：该步骤结束前，办理结果保密",
                "`true`: what is decided is secret until the step is over",
            ),
            words=("true", "false"),
            usual="false",
        ),
        "keep": Attribute(
            (
                "退回后重新提交时，所依据的内容未变的同意是否保留；`never` 表示每次都重新办理",
                "whether an approval stays after a return in which nothing it rests on has changed; `never`: "
                "it is asked again after every return",
            ),
            words=("untouched", "never"),
            usual="untouched",
        ),
        "depends": Attribute(
            ("同意所依据的字段", "the fields on which an approval rests"),
            "fields",
            without=("该步骤显示的全部字段", "all that the step shows"),
        ),
        "unlike": Attribute(
            (
                "办理过这些环节的人不得办理本环节",
                "other user tasks whose people may not do this one",
            ),
            "steps",
        ),
        "each": Attribute(
            (
                "重复的环节：`another` 表示每次须由不同的人办理",
                "on a repeated step: `another` makes every repetition another person's",
            ),
            words=("another", "any"),
            usual="any",
        ),
    },
    example='<tongban:approval actions="approve return reject transfer" result="review" opinion="reject" />',
)


def left_behind(said: Mapping[str, str]) -> Mapping[str, JobVariable]:
    """Return what a decision leaves: its action is one of those that the step permits and that end it."""
    ending = {action for action in actions_of(said) if action in DECISIONS}
    if "skip" in (said.get("self"), said.get("repeat")):
        ending.add("approve")  # a step that is passed says so
    about = ("审批结果", "what was decided")
    return {
        result_of(said): JobVariable(
            "context", about, members=frozenset(REVIEW), words={"action": frozenset(ending)}
        )
    }


def _taking(kind: Kind) -> frozenset[str]:
    return frozenset(name for name, one in ELEMENT.attributes.items() if one.kind == kind)


RULES = ExtensionRules(
    words={name: frozenset(one.words) for name, one in ELEMENT.attributes.items() if one.words},
    free=_taking("name"),
    fields=_taking("fields"),
    steps=_taking("steps"),
    repeated=frozenset({"each"}),
    gives=left_behind,
)
"""The same, for the lint of diagrams."""
