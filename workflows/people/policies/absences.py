"""Who may be away, who may say so, who may stand in."""

from __future__ import annotations

from collections.abc import Collection

from workflows.people.identity.roles import OPERATIONS, WORKING_ROLES
from workflows.people.viewer import CLUSTER, WINDOW, Viewer

WORKING_SCOPES = (WINDOW, CLUSTER)
"""Groups whose members are colleagues: they work on cases, while applicants only have them."""


def is_colleague(groups: Collection[str]) -> bool:
    """Tell whether somebody in these groups works on cases."""
    return any(group in WORKING_ROLES or group.startswith(WORKING_SCOPES) for group in groups)


def may_set(viewer: Viewer, user_id: str, groups: Collection[str]) -> bool:
    """Who works on cases for themselves, their leads for them, operators and administrators for everybody.

    `groups` are those of `user_id`.
    """
    if viewer.user_id == user_id:
        return is_colleague(viewer.groups)
    return may_keep_all(viewer) or not viewer.leads.isdisjoint(groups)


def may_confirm(viewer: Viewer, user_id: str, *, partial: Collection[str]) -> bool:
    """The absent person; an administrator who is not `partial`: neither set it nor gets something by it."""
    return viewer.user_id == user_id or (viewer.holds("admin") and viewer.user_id not in partial)


def may_set_for_others(viewer: Viewer) -> bool:
    """Whether there may be anybody else for whom the viewer sets absences."""
    return may_keep_all(viewer) or bool(viewer.leads)


def may_keep_all(viewer: Viewer) -> bool:
    """Operators and administrators see and set the absences of everybody."""
    return viewer.holds(*OPERATIONS)
