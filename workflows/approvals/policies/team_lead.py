"""Who leads a group: sees its numbers, hands its tasks around, keeps filters for it."""

from __future__ import annotations

from workflows.approvals.policies.cases import TaskFacts
from workflows.people.identity.roles import OPERATIONS, OVERSIGHT
from workflows.people.viewer import Viewer


def may_lead(viewer: Viewer, group: str) -> bool:
    """The people whom the administration made leads of the group."""
    return group in viewer.leads


def may_reassign(viewer: Viewer, task: TaskFacts) -> bool:
    """The lead of a group that the task is addressed to; never one that names its person."""
    return not task.addressed and not viewer.leads.isdisjoint(task.groups)


def sees_overdue(viewer: Viewer) -> bool:
    """The lead of any group, for its tasks; those who oversee, for all."""
    return bool(viewer.leads) or viewer.holds(*OVERSIGHT)


def may_share_filters(viewer: Viewer, group: str) -> bool:
    """The lead, and operators for the groups they are in."""
    return group in viewer.groups and (may_lead(viewer, group) or viewer.holds(*OPERATIONS))
