"""Leaving an organisation, or stepping down as an expert: who has a place ends it alone."""

from __future__ import annotations

from workflows.ground.errors import InvalidState, NotFound
from workflows.ground.work import Work
from workflows.own_account.organisations_left import in_the_way
from workflows.people.departures import Departure, HeldPlace, InTheWay, places_of
from workflows.people.identity.password_again import check_password
from workflows.people.identity.values import AttemptRefused


def own_places(work: Work) -> list[HeldPlace]:
    """Return the places that the acting user can leave."""
    return [place for place, _ in places_of(work, work.actor)]


def own_place(work: Work, kind: str, place_id: str) -> tuple[HeldPlace, list[InTheWay]]:
    """Return one of the acting user's places, with what stands in the way of leaving it.

    Raises: NotFound: they have no such place, or have it no more.
    """
    place, _ = _place(work, kind, place_id)
    return place, _obstacles(work, place)


def leave(work: Work, kind: str, place_id: str, typed: str) -> AttemptRefused | None:
    """End one of the acting user's places, after the password `typed`; None when it is done.

    Raises: NotFound: they have no such place, or have it no more; InvalidState: something stands in the way.
    """
    place, room = _place(work, kind, place_id)
    if (refused := check_password(work, typed)) is not None:
        return refused
    if _obstacles(work, place):
        raise InvalidState("own_account.place_needed")
    room.leave(work, work.actor, place.id)
    return None


def _place(work: Work, kind: str, place_id: str) -> tuple[HeldPlace, Departure]:
    for place, room in places_of(work, work.actor):
        if (place.kind, place.id) == (kind, place_id):
            return place, room
    raise NotFound("own_account.place_not_found")


def _obstacles(work: Work, place: HeldPlace) -> list[InTheWay]:
    if place.kind != "agent" or place.organisation_id is None:
        return []
    return in_the_way(work, place.organisation_id, work.actor)
