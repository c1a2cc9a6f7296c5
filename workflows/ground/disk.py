"""How much room is left where an installation keeps its data."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from workflows.ground.settings import Settings

LOW_FACTOR = 3
"""With less than so many reserves left, administrators are told, while there is time."""


@dataclass(frozen=True, slots=True)
class Room:
    """What is left at the place that has least; below the reserve nothing new is taken in."""

    place: Path
    free_bytes: int
    reserve_bytes: int

    @property
    def is_short(self) -> bool:
        """Whether what is left is kept for finishing what is begun."""
        return self.free_bytes < self.reserve_bytes

    @property
    def is_low(self) -> bool:
        """Whether somebody should make room soon."""
        return self.free_bytes < self.reserve_bytes * LOW_FACTOR


def room(settings: Settings) -> Room:
    """Return the room of an installation on this machine."""
    places = [place for place in (settings.data_dir, _upload_dir(settings)) if place is not None]
    free = {place: shutil.disk_usage(place).free for place in places}
    place = min(places, key=free.__getitem__)
    return Room(place, free[place], settings.disk_reserve_bytes)


def _upload_dir(settings: Settings) -> Path | None:
    """Return where uploads lie, or the nearest folder above; None if that is no disk of this machine."""
    parts = urlsplit(settings.upload_url)
    if parts.scheme not in {"", "file"} or not parts.path:
        return None
    path = Path(unquote(parts.path))
    return next(folder for folder in (path, *path.parents) if folder.exists())
