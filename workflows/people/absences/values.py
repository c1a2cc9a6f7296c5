"""What crosses the border of this domain."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

State = Literal["ahead", "going_on", "over"]


@dataclass(frozen=True, slots=True)
class NewAbsence:
    """An absence as it is asked for; times are aware UTC, no `process_ids` means all kinds of cases."""

    user_id: str
    deputy_id: str
    starts_at: datetime | None
    ends_at: datetime | None
    reason: str = ""
    process_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AbsenceView:
    """One absence. `may_end`: the viewer may end it, or call it off before it begins."""

    id: str
    user_id: str
    user_name: str
    deputy_id: str
    deputy_name: str
    starts_at: datetime
    ends_at: datetime
    process_ids: tuple[str, ...]
    reason: str
    set_by_name: str
    state: State
    may_end: bool


Names = Mapping[str, str]
