"""Who may administrate."""

from __future__ import annotations

from workflows.people.identity.roles import ANALYSTS
from workflows.people.viewer import Viewer


def may_draw_processes(viewer: Viewer) -> bool:
    """Analysts and administrators read what diagrams may say."""
    return viewer.holds(*ANALYSTS)


def may_administrate(viewer: Viewer) -> bool:
    """Administrators keep users, settings, regions and clusters, and read the audit log."""
    return viewer.holds("admin")
