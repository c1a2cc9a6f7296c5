"""What crosses the border of this domain."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

State = Literal[
    "invited", "accepted", "in_review", "returned", "active", "rejected", "expired", "declined", "ended"
]
RUNNING: tuple[State, ...] = ("invited", "accepted", "in_review", "returned")
LIVE: tuple[State, ...] = (*RUNNING, "active")
HELD: tuple[State, ...] = ("accepted", "in_review", "returned", "active")
"""States in which a person is taken: nobody else's consultant at the same time."""


@dataclass(frozen=True, slots=True)
class ConsultantView:
    """A consultant as the provider, the operator and the person see it.

    `sent_at` and `valid_until` are those of the link that was mailed last.
    """

    id: str
    organisation_id: str
    organisation_name: str
    name: str
    email: str
    user_id: str | None
    state: State
    reason: str
    profile: Mapping[str, Any]
    case_number: str | None
    invited_at: datetime
    accepted_at: datetime | None
    since: datetime | None
    ended_at: datetime | None
    changed_at: datetime
    sent_at: datetime | None = None
    valid_until: datetime | None = None

    @property
    def live(self) -> bool:
        """Whether the link stands or is being made."""
        return self.state in LIVE
