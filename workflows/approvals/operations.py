"""All writes of the approvals domain, each in the module of its kind.

Every command first takes the engine's lock of the case, then looks: what it decides on stands still.
"""

from workflows.approvals.applicants import people_to_act, urge, urging, withdraw
from workflows.approvals.claiming import assign, claim, release, transfer
from workflows.approvals.copying import copy, mark_copies_read
from workflows.approvals.deciding import decide
from workflows.approvals.holding import item_definition
from workflows.approvals.returning import return_to
from workflows.approvals.signing import ask, drop
from workflows.approvals.submitting import submit
from workflows.approvals.taking_back import take_back
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
