"""Which uploads other domains use: registered by them, so that files need not know who they are."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement

from workflows.ground.work import Work
from workflows.people.viewer import Viewer


@dataclass(frozen=True, slots=True)
class FileReferences:
    """How one domain refers to uploads.

    `keeps` is a condition on `UploadedFile` that holds for uploads that a draft still names, which are not
    purged; `is_public` tells whether everybody may see a file; `may_see_case` whether the viewer may see a
    case that a file is part of; `may_see_file` whether they may see a file for what else it is part of.
    """

    keeps: Callable[[], ColumnElement[bool]] | None = None
    is_public: Callable[[Work, str], bool] | None = None
    may_see_case: Callable[[Work, Viewer, str], bool] | None = None
    may_see_file: Callable[[Work, Viewer, str], bool] | None = None


_registered: dict[str, Sequence[FileReferences]] = {}


def register(domain: str, references: Sequence[FileReferences]) -> None:
    """Set how a domain refers to uploads."""
    _registered[domain] = references


def references() -> Iterator[FileReferences]:
    """Yield what the domains have registered."""
    for registered in _registered.values():
        yield from registered
