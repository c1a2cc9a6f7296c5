"""Who may take which side action on a task."""

from __future__ import annotations

from collections.abc import Iterable

from workflows.approvals.actions.vocabulary import Action
from workflows.approvals.policies.cases import CaseFacts, TaskFacts, is_party, may_decide
from workflows.people.identity.roles import OPERATIONS
from workflows.people.viewer import Viewer


def may_take(viewer: Viewer, action: Action, case: CaseFacts, task: TaskFacts, *, active: bool) -> bool:
    """Whoever may decide the task now; for what comes `after`, whoever has decided it."""
    if action.after:
        return not active and task.assignee == viewer.user_id
    return active and may_decide(viewer, case, task)


def may_assign(viewer: Viewer, case: CaseFacts, task: TaskFacts) -> bool:
    """Operators and administrators, but not in cases of their own, and not what the applicant has to do."""
    own = task.addressed and task.parties_too
    return viewer.holds(*OPERATIONS) and not is_party(viewer, case) and not own


def may_reschedule(viewer: Viewer, case: CaseFacts, task: TaskFacts, *, permitted: bool) -> bool:
    """Who may decide, where the step permits it; the lead of its groups and operators in any case."""
    if is_party(viewer, case):
        return False
    keeper = viewer.holds(*OPERATIONS) or not viewer.leads.isdisjoint(task.groups)
    return (keeper and not task.addressed) or (permitted and may_decide(viewer, case, task))


def permitted_to(
    viewer: Viewer, actions: Iterable[Action], case: CaseFacts, task: TaskFacts, *, active: bool
) -> tuple[Action, ...]:
    """Return those of a step's side actions that the viewer may take now."""
    return tuple(action for action in actions if may_take(viewer, action, case, task, active=active))
