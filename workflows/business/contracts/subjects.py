"""What contracts are about: other domains register how a subject of theirs is read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from workflows.business.contracts.values import SubjectView
from workflows.ground.work import Work

Reader = Callable[[Work, str], SubjectView | None]
Holder = Callable[[Work, str], object]


class Follower(Protocol):
    """Lets a subject, held, follow the end of its contract in the same transaction."""

    def __call__(self, work: Work, subject_id: str, /, *, signed: bool) -> None:
        """`signed`: both have signed, else it was given up."""


@dataclass(frozen=True, slots=True)
class SubjectKind:
    """How a kind of subjects is read; `hold` locks one before its contract; `ended` tells it of the end."""

    read: Reader
    hold: Holder | None = None
    ended: Follower | None = None


_registered: dict[str, SubjectKind] = {}


def register(kind: str, read: Reader, *, hold: Holder | None = None, ended: Follower | None = None) -> None:
    """Let contracts about this kind of subjects know it; doing so twice changes nothing."""
    _registered[kind] = SubjectKind(read, hold, ended)


def subject(work: Work, kind: str, subject_id: str) -> SubjectView | None:
    """Return what a contract is about, None if nobody knows it."""
    known = _registered.get(kind)
    return known.read(work, subject_id) if known is not None else None


def hold(work: Work, kind: str, subject_id: str) -> None:
    """Lock what a contract is about, where it follows the contract: always before the contract itself."""
    known = _registered.get(kind)
    if known is not None and known.hold is not None:
        known.hold(work, subject_id)


def ended(work: Work, kind: str, subject_id: str, *, signed: bool) -> None:
    """Let what a contract is about follow its end."""
    known = _registered.get(kind)
    if known is not None and known.ended is not None:
        known.ended(work, subject_id, signed=signed)
