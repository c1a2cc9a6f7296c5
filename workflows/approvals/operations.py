"""All writes of the approvals domain, each in the module of its kind.

Every command first takes the engine's lock of the case, then looks: what it decides on stands still.
"""

from workflows.approvals.actions.carbon_copies import copy, mark_copies_read
from workflows.approvals.actions.returning import return_to
from workflows.approvals.actions.signing import ask, drop
from workflows.approvals.actions.taking_back import take_back
from workflows.approvals.cases.submitting import submit
from workflows.approvals.cases.withdraw_and_urge import people_to_act, urge, urging, withdraw
from workflows.approvals.tasks.assignment import assign, claim, release, transfer
from workflows.approvals.tasks.deciding import decide
from workflows.approvals.tasks.locking import item_definition
from workflows.approvals.values import OPINION_LIMIT, REMARK_LIMIT, Decision, Remark

__all__ = [
    "OPINION_LIMIT",
    "REMARK_LIMIT",
    "Decision",
    "Remark",
    "ask",
    "assign",
    "claim",
    "copy",
    "decide",
    "drop",
    "item_definition",
    "mark_copies_read",
    "people_to_act",
    "release",
    "return_to",
    "submit",
    "take_back",
    "transfer",
    "urge",
    "urging",
    "withdraw",
]
