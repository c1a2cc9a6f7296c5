"""What crosses the border of this domain."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from workflows.people.organisations.values import AgentView

AgentState = Literal["not_invited", "invited", "expired", "accepted", "ended"]


@dataclass(frozen=True, slots=True)
class Appointment:
    """What the legal person types of the one who is to act."""

    name: str
    mobile: str
    email: str = ""
    position: str = ""


@dataclass(frozen=True, slots=True)
class AgentStanding:
    """An agent and how they stand; `valid_until` is that of the link sent last."""

    agent: AgentView
    state: AgentState
    valid_until: datetime | None
