"""The viewer of a request, and the viewers of many."""

from __future__ import annotations

from collections.abc import Collection

from workflows.ground.work import Work
from workflows.people.absences.active import away_now, lenders
from workflows.people.identity.queries import grants_by_person
from workflows.people.organisations.queries import places_of
from workflows.people.viewer import NEVER_LENT, Lender, Viewer


def viewer_of(work: Work, user_id: str | None = None) -> Viewer:
    """Return who is looking: `user_id`, or else the actor; an unknown or disabled person holds nothing."""
    person = work.actor if user_id is None else user_id
    return viewers_of(work, [person])[person]


def viewers_of(work: Work, user_ids: Collection[str]) -> dict[str, Viewer]:
    """Return who these people are when they look, by id; three statements however many they are."""
    absences = away_now(work)
    acts_for = {user_id: lenders(absences, user_id) for user_id in user_ids}
    everybody = frozenset(user_ids).union(*acts_for.values())
    grants, places = grants_by_person(work, everybody), places_of(work, everybody)
    none: frozenset[str] = frozenset()
    roles = {
        user_id: {place.organisation_id: place.role for place in places.get(user_id, ())}
        for user_id in everybody
    }
    return {
        user_id: Viewer(
            user_id,
            grants.get(user_id, (none, none))[0],
            roles[user_id],
            {place.organisation_id: place.menus for place in places.get(user_id, ())},
            grants.get(user_id, (none, none))[1],
            tuple(
                Lender(absent, grants[absent][0] - NEVER_LENT, roles[absent], kinds)
                for absent, kinds in sorted(acts_for[user_id].items())
                if absent in grants
            ),
        )
        for user_id in user_ids
    }
