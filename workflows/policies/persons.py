"""The viewer of a request, and who is eligible for a task."""

from __future__ import annotations

from workflows.identity.queries import groups_of
from workflows.organisations.queries import memberships
from workflows.policies.viewer import Viewer
from workflows.work import Work


def viewer_of(work: Work, user_id: str | None = None) -> Viewer:
    """Return who is looking: `user_id`, or else the actor; an unknown or disabled person holds nothing."""
    person = work.actor if user_id is None else user_id
    return Viewer(person, groups_of(work, person), memberships(work, person))
