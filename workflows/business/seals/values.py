"""What crosses the border of this domain."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from forms import Text
from workflows.business.identity_checks.values import PersonRole

SealState = Literal["active", "revoked", "expired"]
SealSource = Literal["drawn", "uploaded"]


@dataclass(frozen=True, slots=True)
class SealView:
    """A seal with what its certificate says; times aware UTC. `ended_by`: the id of who revoked it.

    `person` proved their identity for it, as `person_role`.
    """

    id: str
    organisation_id: str
    name: str
    code: str
    source: SealSource
    state: SealState
    reason: Text
    person: str
    person_role: PersonRole
    made_at: datetime
    ended_by: str | None
    ended_at: datetime | None
    serial: str
    fingerprint: str
    valid_from: datetime
    valid_until: datetime

    @property
    def shown_fingerprint(self) -> str:
        """The fingerprint as people compare it: pairs of digits."""
        return " ".join(self.fingerprint[place : place + 4].upper() for place in range(0, 64, 4))
