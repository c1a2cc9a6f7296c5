"""What contracts are about: other domains register how a subject of theirs is read."""

from __future__ import annotations

from collections.abc import Callable

from workflows.business.contracts.values import SubjectView
from workflows.ground.work import Work

Reader = Callable[[Work, str], SubjectView | None]
_registered: dict[str, Reader] = {}


def register(kind: str, read: Reader) -> None:
    """Let contracts about this kind of subjects ask `read` for it; doing so twice changes nothing."""
    _registered[kind] = read


def subject(work: Work, kind: str, subject_id: str) -> SubjectView | None:
    """Return what a contract is about, None if nobody knows it."""
    read = _registered.get(kind)
    return read(work, subject_id) if read is not None else None
