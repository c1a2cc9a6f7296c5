"""What crosses the border of this domain: frozen values; points are whole numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from forms import Text

RankedKind = Literal["provider", "consultant"]
RANKED_KINDS: tuple[RankedKind, ...] = get_args(RankedKind)
Event = Literal[
    "activity_filed", "deal_filed", "direct_answered", "direct_ordered", "order_completed", "rated"
]  # fmt: skip
EVENT_NAMES: Mapping[Event, Text] = {
    "activity_filed": Text("备案公益活动", "Activity on file"),
    "deal_filed": Text("备案平台外交易", "Deal outside the platform on file"),
    "direct_answered": Text("受理直接需求", "Direct demand taken up"),
    "direct_ordered": Text("直接需求成单", "Direct demand became an order"),
    "order_completed": Text("完成订单", "Order completed"),
    "rated": Text("企业评价", "Rated by an enterprise"),
}
"""How people call what counts."""
EVENTS: tuple[Event, ...] = get_args(Event)
ALL_TIME = "all"
"""The period that holds everything; others are a year (2026) or a month (2026-11) in Shanghai."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """Whom points count for: the id of a provider's organisation, or of a consultant."""

    kind: RankedKind
    id: str


@dataclass(frozen=True, slots=True)
class RankingRow:
    """A line of the ranking. Who has as many points stands at the same `rank`."""

    rank: int
    of: Ranked
    name: str
    provider_id: str
    provider_name: str
    points: int
    events: int


@dataclass(frozen=True, slots=True)
class RankStanding:
    """Where somebody stands in a period; `rank` is None without any points."""

    period: str
    points: int
    rank: int | None


@dataclass(frozen=True, slots=True)
class PointsEntry:
    """Why points count: what happened, under which number, when. `revoked_at`: they count no more since."""

    id: str
    event: Event
    number: str
    title: str
    points: int
    at: datetime
    revoked_at: datetime | None
