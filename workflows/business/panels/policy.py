"""Who sees what of a panel of experts."""

from __future__ import annotations

from workflows.approvals.policies.cases import CaseFacts, is_party
from workflows.people.identity.roles import OVERSIGHT
from workflows.people.viewer import Viewer


def may_see_seats(viewer: Viewer, case: CaseFacts) -> bool:
    """Whether the viewer learns who sits on a panel: who oversees, but no party to the case."""
    return viewer.holds(*OVERSIGHT) and not is_party(viewer, case)


def may_see_scores(viewer: Viewer, case: CaseFacts, *, closed: bool, sat: bool) -> bool:
    """Whether the viewer reads scores and opinions by name: who oversees or sat on it, once it is closed."""
    return closed and not is_party(viewer, case) and (sat or viewer.holds(*OVERSIGHT))


def may_replace_experts(viewer: Viewer, case: CaseFacts) -> bool:
    """Whether the viewer may give an expert's place to another: operators who are no party."""
    return viewer.holds("operator") and not is_party(viewer, case)
