"""What people can do with a task: every word that `<tongban:approval actions="…"/>` of a diagram may name.

A decision closes the task and lets the case go on; a side action leaves it open, or moves it by itself. Which
of them a step permits its diagram says; who may then take one, `policies/actions.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from engine.spiff import ElementInfo

Group = Literal["decision", "people", "way", "sharing", "order"]
"""Where on the page of a task it stands: the buttons of the decision, or below them in "More actions".

`people`: others work on it; `way`: the case takes another way; `sharing`: others read it; `order`: when.
"""


@dataclass(frozen=True, slots=True)
class Action:
    """One word, with what it does (Chinese, English).

    `after`: for who has decided the task; without it, for who may decide it now.
    """

    name: str
    group: Group
    about: tuple[str, str]
    after: bool = False


_ALL = (
    Action("approve", "decision", ("同意，案件继续", "the case goes on")),
    Action("return", "decision", ("退回申请人补正", "the applicant is to correct and hand in again")),
    Action("reject", "decision", ("不同意", "the request is refused")),
    Action(
        "recuse", "decision", ("回避，由其他人办理", "somebody else is to decide, for reasons of interest")
    ),
    Action("submit", "decision", ("提交本步骤填写的内容", "what the step asks for is handed in")),
    Action("withdraw", "decision", ("申请人撤回申请", "the applicant takes the request back")),
    Action("transfer", "people", ("转给他人办理", "another person gets the task")),
    Action(
        "delegate",
        "people",
        ("委托他人提出意见，再由本人决定", "another person answers first, then it comes back"),
    ),
    Action("add_signer", "people", ("加签：增加须同意的人", "one more person has to agree")),
    Action("remove_signer", "people", ("减签：取消已加签的人", "an added person no longer has to")),
    Action("return_to", "way", ("退回到之前的某个步骤", "the case goes back to an earlier step")),
    Action("take_back", "way", ("收回自己刚作出的决定", "whoever decided takes it back"), after=True),
    Action("copy", "sharing", ("抄送他人", "others may read the case")),
    Action("reschedule", "order", ("调整期限和优先级", "another due date or priority")),
)
ACTIONS: Mapping[str, Action] = {action.name: action for action in _ALL}
DECISIONS = frozenset(action.name for action in _ALL if action.group == "decision")
"""The words that end a step; one of them is the `action` of what it leaves."""
ASSIGN = Action("assign", "people", ("指派办理人", "a person gets the task"))
FOLLOW_UP = Action("follow_up", "order", ("设置跟进日期", "a date to look at it again"))
"""For operators and administrators, and for whoever holds a task, whatever its diagram says."""
DEFAULT_DECISIONS = ("approve", "reject")
SUBMIT = "submit"
TAKE_BACK = "take_back"
APPROVAL = "approval"
"""The extension element of a step that says what it permits (settings.py): `<tongban:approval …/>`."""
REVIEW: Mapping[str, tuple[str, str]] = {
    "action": ("作出的决定", "what was decided"),
    "opinion": ("意见", "the opinion"),
    "remarks": ("对各字段的批注", "the remarks on fields"),
    "by": ("办理人", "who decided"),
    "at": ("办理时间", "when"),
}
"""The members of what a decision at a step, or one taken by the time, leaves behind."""


def actions_of(said: Mapping[str, str]) -> tuple[str, ...]:
    """Return the words that the settings of a step permit."""
    return tuple(said.get("actions", "").split()) or DEFAULT_DECISIONS


def result_of(said: Mapping[str, str]) -> str:
    """Return the variable that takes the decision, as the settings of a step name it."""
    return said.get("result") or "result"


def permitted(element: ElementInfo | None, *, addressed: bool) -> tuple[str, ...]:
    """Return the words that a step permits; a step that says nothing lets its person submit or decide."""
    said = None if element is None else element.tongban.get(APPROVAL)
    if said is not None:
        return actions_of(said)
    return (SUBMIT,) if addressed else DEFAULT_DECISIONS


def decisions(element: ElementInfo | None, *, addressed: bool) -> tuple[str, ...]:
    """Return the decisions that a step permits, as its diagram orders them."""
    return tuple(name for name in permitted(element, addressed=addressed) if _is_decision(name))


def side_actions(element: ElementInfo | None, *, addressed: bool) -> tuple[Action, ...]:
    """Return the side actions that a step permits, in the order of this file."""
    named = permitted(element, addressed=addressed)
    return tuple(action for action in _ALL if action.name in named and action.group != "decision")


def _is_decision(name: str) -> bool:
    return name in ACTIONS and ACTIONS[name].group == "decision"
