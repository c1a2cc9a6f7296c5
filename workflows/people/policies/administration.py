"""Who may administrate."""

from __future__ import annotations

from workflows.people.viewer import Viewer


def may_administrate(viewer: Viewer) -> bool:
    """Administrators keep users, settings, regions and clusters, and read the audit log."""
    return viewer.holds("admin")
