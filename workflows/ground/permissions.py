"""What others on the machine may read: nothing that people entrusted to the platform."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from urllib.parse import unquote, urlsplit

import structlog

from workflows.ground.errors import Misconfigured
from workflows.ground.settings import Settings

PRIVATE_UMASK = 0o077
PRIVATE = ("uploads", "run", "*.secret", "*.password", "*.log")
"""Of the data directory. The folder of the bundled database guards itself: its server runs as another user
where the platform is started by root, and refuses to start if others may read it."""
OTHERS = stat.S_IRWXG | stat.S_IRWXO

log = structlog.get_logger(__name__)


def keep_private(settings: Settings) -> None:
    """Let whatever this process makes be read by its own user only, and close what others can read.

    Raises: Misconfigured: something in the data directory is open to others and belongs to somebody else.
    """
    os.umask(PRIVATE_UMASK)
    for path in open_to_others(settings):
        try:
            path.chmod(stat.S_IMODE(path.stat().st_mode) & ~OTHERS)
        except PermissionError:
            raise Misconfigured("room.open_to_others", path=str(path)) from None
        log.warning("permissions.closed", path=str(path))


def open_to_others(settings: Settings) -> list[Path]:
    """Return what others on the machine can read or enter of what must be private."""
    places = [path for pattern in PRIVATE for path in sorted(settings.data_dir.glob(pattern))]
    place = urlsplit(settings.upload_url)
    if place.scheme == "file" and Path(unquote(place.path)).is_dir():
        places.append(Path(unquote(place.path)))
    unlinked = (path for path in dict.fromkeys(places) if not path.is_symlink())
    return [path for path in unlinked if path.stat().st_mode & OTHERS]
