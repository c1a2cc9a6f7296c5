"""Who may be away, who may say so, who may stand in."""

from __future__ import annotations

from collections.abc import Collection

from workflows.policies.viewer import CLUSTER, WINDOW, Viewer

WORKING_ROLES = ("operator", "department", "finance", "expert", "analyst", "admin")
WORKING_SCOPES = (WINDOW, CLUSTER)
"""Groups whose members are colleagues: they work on cases, while applicants only have them."""


def is_colleague(groups: Collection[str]) -> bool:
    """Tell whether somebody in these groups works on cases."""
    return any(group in WORKING_ROLES or group.startswith(WORKING_SCOPES) for group in groups)


def may_set(viewer: Viewer, user_id: str) -> bool:
    """Everybody who works on cases for themselves; operators and administrators for others too."""
    return may_keep_all(viewer) or (viewer.user_id == user_id and is_colleague(viewer.groups))


def may_keep_all(viewer: Viewer) -> bool:
    """Operators and administrators see and set the absences of everybody."""
    return viewer.holds("operator", "admin")
