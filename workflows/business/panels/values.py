"""What crosses the border of the panels domain."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal

REPLACE = "panel.replace"
"""The message with which an operator replaces an expert; its key is `panel id:place`."""
SeatState = Literal["asked", "answered", "late", "recused", "replaced", "spared"]


@dataclass(frozen=True, slots=True)
class SeatView:
    """An expert at a place; `turn` 2 and more replaced the one before. `by_hand`: an operator named them."""

    place: int
    turn: int
    expert_id: str
    expert_name: str
    state: SeatState
    by_hand: bool
    asked_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Ballot:
    """What one expert said: `action` is approve or reject, `scores` by the key of the criterion."""

    place: int
    expert_id: str
    expert_name: str
    action: str
    opinion: str
    scores: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class Criterion:
    """A criterion with all that was scored on it: the mean, the lowest and the highest, how far they differ.

    `spread` is the standard deviation. `total`: the form computes it out of the others.
    """

    key: str
    label: str
    mean: Decimal
    low: Decimal
    high: Decimal
    spread: Decimal
    total: bool


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A criterion whose mean is below what the panel's rules ask, so that the panel does not recommend."""

    label: str
    mean: str
    minimum: str


@dataclass(frozen=True, slots=True)
class PanelView:
    """A panel as the viewer may see it; what they may not see is empty.

    `approved` is None until it is closed. `asked` places, `needed` recommendations of them approve.
    """

    id: str
    round: int
    state: Literal["open", "closed", "cancelled"]
    asked: int
    answered: int
    needed: int
    working_days: int
    opened_at: datetime
    closed_at: datetime | None
    approved: bool | None
    shortfalls: tuple[Shortfall, ...]
    approvals: int
    rejections: int
    seats: tuple[SeatView, ...]
    ballots: tuple[Ballot, ...]
    criteria: tuple[Criterion, ...]
    may_replace: bool
