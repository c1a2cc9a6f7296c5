"""Who sees what of the public catalogue."""

from __future__ import annotations

from workflows.people.viewer import Viewer


def may_see_contact(viewer: Viewer | None) -> bool:
    """Whom to ask about a product is told to people who are signed in, not to every robot."""
    return viewer is not None
