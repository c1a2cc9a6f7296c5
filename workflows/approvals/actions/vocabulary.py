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


def permitted(element: ElementInfo | None, *, addressed: bool) -> tuple[str, ...]:
    """Return the words that a step permits; a step that says nothing lets its person submit or decide."""
    if element is not None and element.approval is not None:
        return tuple(element.approval.actions)
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
