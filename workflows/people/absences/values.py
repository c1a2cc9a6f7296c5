"""What crosses the border of this domain."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

State = Literal["waiting", "ahead", "going_on", "over"]
"""`waiting`: somebody else set it, and nobody has confirmed it yet."""


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
    """One absence. `may_end`: the viewer may end it, or call it off before it begins.

    `confirmed_by_name` is empty while it waits.
    """

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
    confirmed_by_name: str
    may_confirm: bool


Names = Mapping[str, str]
