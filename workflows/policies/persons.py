"""The viewer of a request, and who is eligible for a task."""

from __future__ import annotations

from workflows.identity.queries import groups_of
from workflows.organisations.queries import places_of
from workflows.policies.viewer import Viewer
from workflows.work import Work


def viewer_of(work: Work, user_id: str | None = None) -> Viewer:
    """Return who is looking: `user_id`, or else the actor; an unknown or disabled person holds nothing."""
    person = work.actor if user_id is None else user_id
    groups, places = groups_of(work, person), places_of(work, person)
    roles = {place.organisation_id: place.role for place in places}
    return Viewer(person, groups, roles, {place.organisation_id: place.menus for place in places})
