"""Who may register services outside and read what they were asked."""

from __future__ import annotations

from workflows.people.policies.administration import may_administrate
from workflows.people.viewer import Viewer


def may_keep_services(viewer: Viewer) -> bool:
    """Administrators: an address and a secret are matters of the installation, not of a diagram."""
    return may_administrate(viewer)
