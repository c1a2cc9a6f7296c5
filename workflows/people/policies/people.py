"""Who keeps the directories of experts and consultants."""

from __future__ import annotations

from workflows.people.identity.roles import OPERATIONS, OVERSIGHT
from workflows.people.viewer import Viewer


def may_keep_people(viewer: Viewer) -> bool:
    """Operators, and administrators, who may do what operators do with people."""
    return viewer.holds(*OPERATIONS)


def may_read_people(viewer: Viewer) -> bool:
    """The department looks up whom its panels consist of."""
    return viewer.holds(*OVERSIGHT)
