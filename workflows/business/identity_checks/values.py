"""What crosses the border of this domain."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

CheckState = Literal["waiting", "passed", "refused", "cancelled", "expired"]
PersonRole = Literal["legal_person", "agent"]
Outcome = Literal["passed", "ended", "noted", "repeated", "late", "contradicted", "unknown"]
"""What follows from what a service says: passed; ended otherwise; nothing yet; it was known; it is decided
already; it is about somebody else; there is no such check."""


@dataclass(frozen=True, slots=True)
class CheckView:
    """A check as its organisation sees it; times aware UTC. `is_usable`: it still counts for one seal."""

    number: str
    organisation_id: str
    organisation_name: str
    credit_code: str
    person_role: PersonRole
    person: str
    state: CheckState
    reason: str
    started_at: datetime
    expires_at: datetime
    decided_at: datetime | None
    is_usable: bool
