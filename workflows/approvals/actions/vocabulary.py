"""What people can do with a task: every word that `<tongban:approval actions="…"/>` of a diagram may name.

A decision closes the task and lets the case go on; a side action leaves it open, or moves it by itself. Which
of them a step permits its diagram says; who may then take one, `policies/actions.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from engine.definitions import ExtensionRules, JobVariable
from engine.spiff import ElementInfo

Group = Literal["decision", "people", "way", "sharing", "order"]
"""Where on the page of a task it stands: the buttons of the decision, or below them in "More actions".

`people`: others work on it; `way`: the case takes another way; `sharing`: others read it; `order`: when.
"""


@dataclass(frozen=True, slots=True)
class Action:
    """One word. `after`: for who has decided the task; without it, for who may decide it now."""

    name: str
    group: Group
    after: bool = False


_ALL = (
    Action("approve", "decision"),
    Action("return", "decision"),
    Action("reject", "decision"),
    Action("recuse", "decision"),
    Action("submit", "decision"),
    Action("withdraw", "decision"),
    Action("transfer", "people"),
    Action("delegate", "people"),
    Action("add_signer", "people"),
    Action("remove_signer", "people"),
    Action("return_to", "way"),
    Action("take_back", "way", after=True),
    Action("copy", "sharing"),
    Action("reschedule", "order"),
)
ACTIONS: Mapping[str, Action] = {action.name: action for action in _ALL}
DECISIONS = frozenset(action.name for action in _ALL if action.group == "decision")
"""The words that end a step; one of them is the `action` of what it leaves."""
SETTINGS: Mapping[str, frozenset[str]] = {
    "actions": frozenset(ACTIONS),
    "opinion": frozenset(ACTIONS) | {"none"},
    "self": frozenset({"forbid", "skip", "allow"}),
    "repeat": frozenset({"ask", "skip"}),
    "deputies": frozenset({"allow", "forbid"}),
    "sealed": frozenset({"true", "false"}),
    "keep": frozenset({"untouched", "never"}),
    "each": frozenset({"another", "any"}),
}
"""What may stand in each attribute of `tongban:approval`, beside `result`, `depends` and `unlike`.

`opinion`: the decisions that need one, `none` for none (without it: return and reject). `self`: whether a
step whose people are all parties to the case is passed. `repeat`: whether who has approved is asked again.
`sealed`: whether what is decided stays secret until the step is over (policies/sealing.py). `deputies`:
whether what names a person who is away goes to their deputy. `keep`: whether an approval stays after a return
in which nothing it rests on has changed; `depends` names the fields on which it rests, without it all that
the step shows (actions/retained_approvals.py). `each`: whether every repetition of a repeated step must be
another person's; `unlike` names steps whose people may not do this one (tasks/separation.py).
"""
ASSIGN = Action("assign", "people")
FOLLOW_UP = Action("follow_up", "order")
"""For operators and administrators, and for whoever holds a task, whatever its diagram says."""
DEFAULT_DECISIONS = ("approve", "reject")
SUBMIT = "submit"
APPROVAL = "approval"
"""The extension element of a step whose attributes are these settings: `<tongban:approval …/>`."""
REVIEW = frozenset({"action", "opinion", "remarks", "by", "at"})
"""The members of what a decision at a step, or one taken by the time, leaves behind."""


def actions_of(said: Mapping[str, str]) -> tuple[str, ...]:
    """Return the words that the settings of a step permit."""
    return tuple(said.get("actions", "").split()) or DEFAULT_DECISIONS


def result_of(said: Mapping[str, str]) -> str:
    """Return the variable that takes the decision, as the settings of a step name it."""
    return said.get("result") or "result"


def left_behind(said: Mapping[str, str]) -> Mapping[str, JobVariable]:
    """Return what a decision leaves: its action is one of those that the step permits and that end it."""
    ending = {action for action in actions_of(said) if action in DECISIONS}
    if "skip" in (said.get("self"), said.get("repeat")):
        ending.add("approve")  # a step that is passed says so
    about = ("审批结果", "what was decided")
    return {
        result_of(said): JobVariable("context", about, members=REVIEW, words={"action": frozenset(ending)})
    }


RULES = ExtensionRules(
    words=SETTINGS,
    free=frozenset({"result"}),
    fields=frozenset({"depends"}),
    steps=frozenset({"unlike"}),
    repeated=frozenset({"each"}),
    gives=left_behind,
)
"""What the lint of diagrams must know of the element."""


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
