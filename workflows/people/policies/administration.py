"""Who may administrate."""

from __future__ import annotations

from workflows.people.identity.roles import ANALYSTS
from workflows.people.viewer import Viewer


def may_draw_processes(viewer: Viewer) -> bool:
    """Analysts and administrators read what diagrams may say."""
    return viewer.holds(*ANALYSTS)


def may_read_incidents(viewer: Viewer) -> bool:
    """Who makes processes reads why cases stand still; what stands in a case is shown to who may see it."""
    return viewer.holds(*ANALYSTS)


def may_mend(viewer: Viewer, deployed_by: str) -> bool:
    """Administrators mend every case, an analyst those of what they have deployed themselves."""
    return may_administrate(viewer) or (viewer.holds("analyst") and viewer.user_id == deployed_by)


def may_administrate(viewer: Viewer) -> bool:
    """Administrators keep users, settings, regions and clusters, and read the audit log."""
    return viewer.holds("admin")
