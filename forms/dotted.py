"""Keys with dots, as form-js knows them: `address.city` is the field `city` of the group `address`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

_DOTTED = re.compile(r"[A-Za-z]\w{0,63}(?:\.[A-Za-z]\w{0,63}){1,8}", re.ASCII)


class Gathered(dict[str, Any]):
    """A group that stands in no document: what shares the first part of its keys, with the place of each."""

    def __init__(self, path: str) -> None:
        """Begin empty; it has no heading and no frame."""
        super().__init__(type="group", path=path, showOutline=False, components=[])
        self.places: list[str] = []

    def take(self, item: Mapping[str, Any], place: str) -> None:
        """Add a component under the rest of its key."""
        self["components"].append(item)
        self.places.append(place)


def placed(items: Sequence[Any], places: Sequence[str]) -> Iterator[tuple[Any, str]]:
    """Yield the components of a level with their places in the document; those with dots inside groups.

    A group stands where the first of its fields stood.
    """
    groups: dict[str, Gathered] = {}
    level: list[tuple[Any, str]] = []
    for item, place in zip(items, places, strict=True):
        attribute, key = _key_of(item)
        if not isinstance(key, str) or not _DOTTED.fullmatch(key):
            level.append((item, place))
            continue
        first, _, rest = key.partition(".")
        if first not in groups:
            groups[first] = Gathered(first)
            level.append((groups[first], place))
        groups[first].take({**item, attribute: rest}, place)
    yield from level


def _key_of(item: Any) -> tuple[str, Any]:
    """Return the attribute that names a component's place in the data, and what it says."""
    if not isinstance(item, Mapping):
        return "key", None
    attribute = "path" if item.get("type") in ("group", "dynamiclist") else "key"
    return attribute, item.get(attribute)
