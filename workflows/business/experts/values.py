"""What crosses the border of this domain."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

State = Literal["active", "suspended", "ended"]
EnrolmentState = Literal["in_review", "returned", "waiting", "enrolled", "rejected", "withdrawn", "expired"]
UNDER_WAY: tuple[EnrolmentState, ...] = ("in_review", "returned", "waiting")


@dataclass(frozen=True, slots=True)
class ExpertView:
    """An expert as operators, their provider and they themselves see them."""

    user_id: str
    organisation_id: str | None
    organisation_name: str
    name: str
    position: str
    fields: tuple[str, ...]
    industries: tuple[str, ...]
    years_in_industry: int
    profile: Mapping[str, Any]
    state: State
    reason: str
    enrolled_at: datetime
    changed_at: datetime
    open_tasks: int = 0


@dataclass(frozen=True, slots=True)
class EnrolmentView:
    """An application for the enrolment of an expert; `sent_at`, `valid_until`: the link mailed last."""

    id: str
    organisation_id: str | None
    user_id: str | None
    name: str
    email: str
    state: EnrolmentState
    reason: str
    case_number: str | None
    created_at: datetime
    changed_at: datetime
    expert_state: State | None = None
    sent_at: datetime | None = None
    valid_until: datetime | None = None
