"""When a person goes: the places that they can leave, what stands in the way, what is erased afterwards.

Each room registers its part, so that the rooms that let people go know none of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from workflows.ground.messages import Locale, sentence
from workflows.ground.work import Work

PlaceKind = Literal["agent", "sub_account", "consultant", "expert"]


@dataclass(frozen=True, slots=True)
class HeldPlace:
    """A place that a person has and can leave; an expert's belongs to no organisation."""

    kind: PlaceKind
    id: str
    organisation_id: str | None = None
    organisation: str = ""


@dataclass(frozen=True, slots=True)
class InTheWay:
    """What has to be settled first: the code of its sentence, and the page where that is done."""

    code: str
    page: str
    params: Mapping[str, Any] = field(default_factory=dict)

    def message(self, locale: Locale) -> str:
        """Return the sentence."""
        return sentence(self.code, locale, self.params)


def _nothing(*_: Any) -> tuple[()]:
    return ()


def _never(*_: Any) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Departure:
    """What one room has to do with people who go.

    `places` are those of a person, `leave` ends one by its id. `of_person` tells what of the person's own
    stands in the way of closing the account, `of_organisation` what an organisation cannot be left alone
    with. `keeps`: there are records that must go on naming the person. `erase` deletes what nobody must keep.
    `close_organisation` ends what an organisation has of the room that its legal person leaves behind.
    """

    places: Callable[[Work, str], Iterable[HeldPlace]] = _nothing
    leave: Callable[[Work, str, str], object] = _nothing
    of_person: Callable[[Work, str], Iterable[InTheWay]] = _nothing
    of_organisation: Callable[[Work, str], Iterable[InTheWay]] = _nothing
    keeps: Callable[[Work, str], bool] = _never
    erase: Callable[[Work, str], object] = _nothing
    close_organisation: Callable[[Work, str], object] = _nothing


_registered: dict[str, Departure] = {}


def register(room: str, departure: Departure) -> None:
    """Set what a room has to do with it; registering it again changes nothing."""
    _registered[room] = departure


def departures() -> Iterator[Departure]:
    """Yield what the rooms have registered."""
    yield from _registered.values()


def places_of(work: Work, user_id: str) -> list[tuple[HeldPlace, Departure]]:
    """Return the places that a person can leave, each with the room that ends it."""
    return [(place, room) for room in departures() for place in room.places(work, user_id)]
