"""What crosses the border of the administration."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine import Retirement
from workflows.people.identity.values import Account, SessionInfo
from workflows.people.organisations.values import ClusterView, RegionView

MOST_COUNTED = 9_999
"""Up to how many accounts, organisations and cases an overview counts; one more is said to be more."""
STAFF_SHOWN = 5
"""How many of those who work in a window a list of windows names."""


@dataclass(frozen=True, slots=True)
class AuditView:
    """One administrative action; `before` and `after` hold only what it changed."""

    id: str
    at: datetime
    actor_id: str
    actor_name: str
    action: str
    subject_kind: str
    subject_id: str
    subject_name: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class UserDetail:
    """An account as administrators see it; `organisations` are (id, name)."""

    account: Account
    organisations: tuple[tuple[str, str], ...]
    sessions: tuple[SessionInfo, ...]
    second_factor: bool
    blocked_until: datetime | None


@dataclass(frozen=True, slots=True)
class StaffedRegion:
    """A region, how deep it lies in the tree, and who works in its window."""

    region: RegionView
    depth: int
    staff: tuple[tuple[str, str], ...]
    """(user id, name) of the first who can sign in and review here."""
    more: bool = False
    """Whether there are others."""

    @property
    def unstaffed(self) -> bool:
        """Whether applications arrive here and nobody is there to take them."""
        return self.region.active and self.region.has_window and not self.staff


@dataclass(frozen=True, slots=True)
class StaffedCluster:
    """An industry cluster and who works in its window."""

    cluster: ClusterView
    staff: tuple[tuple[str, str], ...]
    more: bool = False

    @property
    def unstaffed(self) -> bool:
        """Whether applications arrive here and nobody is there to take them."""
        return self.cluster.active and not self.staff


@dataclass(frozen=True, slots=True)
class DeployedProcess:
    """One version of a process and how many of its instances are in which state.

    `current`: new cases run on it; `retired`: no new case of the process may begin, since when, by whom, why.
    """

    definition_id: str
    process_id: str
    name_zh: str
    name_en: str
    version: int
    current: bool
    deployed_at: datetime
    deployed_by: str
    source: str
    running: int
    ended: int
    retired: Retirement | None
