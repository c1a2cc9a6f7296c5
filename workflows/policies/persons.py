"""The viewer of a request, and the viewers of many."""

from __future__ import annotations

from collections.abc import Collection

from workflows.identity.queries import grants_by_person
from workflows.organisations.queries import places_of
from workflows.policies.viewer import Viewer
from workflows.work import Work


def viewer_of(work: Work, user_id: str | None = None) -> Viewer:
    """Return who is looking: `user_id`, or else the actor; an unknown or disabled person holds nothing."""
    person = work.actor if user_id is None else user_id
    return viewers_of(work, [person])[person]


def viewers_of(work: Work, user_ids: Collection[str]) -> dict[str, Viewer]:
    """Return who these people are when they look, by id; two statements however many they are."""
    grants, places = grants_by_person(work, user_ids), places_of(work, user_ids)
    none: frozenset[str] = frozenset()
    return {
        user_id: Viewer(
            user_id,
            grants.get(user_id, (none, none))[0],
            {place.organisation_id: place.role for place in places.get(user_id, ())},
            {place.organisation_id: place.menus for place in places.get(user_id, ())},
            grants.get(user_id, (none, none))[1],
        )
        for user_id in user_ids
    }
