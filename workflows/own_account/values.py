"""What leaves this room: frozen values, never rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

ClosingState = Literal["waiting", "taken_back", "refused", "closed"]
DataCopyState = Literal["waiting", "ready", "failed", "deleted"]


@dataclass(frozen=True, slots=True)
class DataCopyView:
    """The copy that a person asked for last, as its page shows it."""

    id: str
    state: DataCopyState
    asked_at: datetime
    ready_at: datetime | None
    expires_at: datetime | None
    size_bytes: int


@dataclass(frozen=True, slots=True)
class DataCopyFile:
    """A copy to be given out: where it lies, what it is called."""

    key: str
    name: str
    size_bytes: int


@dataclass(frozen=True, slots=True)
class ClosingView:
    """The closing of an account that its owner asked for last; until `due_at` it can be taken back."""

    state: ClosingState
    asked_at: datetime
    due_at: datetime
    ended_at: datetime | None
