"""What crosses the border of this domain: frozen values, averages as `Decimal` with one place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal, get_args

from forms import Text
from workflows.business.orders.values import Side

Criterion = Literal["quality", "promptness", "communication"]
CRITERIA: tuple[Criterion, ...] = get_args(Criterion)
CRITERION_NAMES: Mapping[Side, Mapping[Criterion, Text]] = {
    "provider": {
        "quality": Text("服务质量", "Quality of the work"),
        "promptness": Text("交付及时", "Delivered in time"),
        "communication": Text("沟通配合", "Communication"),
    },
    "enterprise": {
        "quality": Text("需求明确", "Clear about what it wanted"),
        "promptness": Text("验收付款及时", "Accepted and paid in time"),
        "communication": Text("沟通配合", "Communication"),
    },
}
"""What is rated, by the side that is rated."""
MOST_STARS = 5
MOST_WORDS = 1000
MOST_REASON = 500
Review = Literal["", "reported", "kept", "hidden"]
REVIEWS: tuple[Review, ...] = get_args(Review)
Finding = Literal["keep", "hide"]
SubjectKind = Literal["organisation", "product"]
AboutKind = Literal["service_order", "filed_deal"]
"""What two sides rate each other for."""
ABOUT_KINDS: tuple[AboutKind, ...] = get_args(AboutKind)
Stage = Literal["early", "open", "paused", "over"]
"""Whether it can be rated: not yet, now, not before the process has gone on, no more."""


def other(side: Side) -> Side:
    """Return the side that one side rates."""
    return "provider" if side == "enterprise" else "enterprise"


def mean(total: int, count: int) -> Decimal:
    """Return the average with one place, 0 where there is nothing to average."""
    if not count:
        return Decimal("0.0")
    return (Decimal(total) / count).quantize(Decimal("0.1"), ROUND_HALF_UP)


def masked(name: str) -> str:
    """Return a company's name as the public reads it under a rating: its first two characters."""
    return f"{name[:2]}***"


@dataclass(frozen=True, slots=True)
class RatingDraft:
    """A rating as it was typed: stars by criterion, and words that may be missing."""

    stars: Mapping[str, int]
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingView:
    """What one side of an order or a filed deal has said about the other.

    `about_kind` and `about_number` name what for. `by`: the side that rates. `rater`: its name, masked
    where the public reads it. `products`: what it was about. `answer`: of the rated one, "" before.
    `review`: how a report of it stands, "" where nobody has reported it; `finding`: what the operators say.
    The public sees no hidden ones.
    """

    id: str
    about_kind: AboutKind
    about_number: str
    by: Side
    rater: str
    rated: str
    products: str
    stars: Mapping[Criterion, int]
    words: str
    rated_at: datetime
    answer: str
    answered_at: datetime | None
    review: Review
    report_case: str
    finding: str

    @property
    def hidden(self) -> bool:
        """Return whether operators have found that it breaks the rules."""
        return self.review == "hidden"

    @property
    def average(self) -> Decimal:
        """Return the average of its stars."""
        return mean(sum(self.stars.values()), len(self.stars))

    @property
    def of(self) -> Side:
        """Return the side that is rated."""
        return other(self.by)


@dataclass(frozen=True, slots=True)
class RatingTotals:
    """How many ratings somebody has, and the averages of their stars; hidden ones are not among them."""

    count: int
    average: Decimal
    by_criterion: Mapping[Criterion, Decimal]


NO_RATINGS = RatingTotals(0, mean(0, 0), {})


@dataclass(frozen=True, slots=True)
class BothRatings:
    """What two sides say about each other, for one of them, or for who only looks on: then `side` is None.

    `own`: what the viewer's side has said; `received`: what it was told. Of who looks on, `own` is the
    enterprise's. `may_rate`: the viewer's side can rate now.
    """

    kind: AboutKind
    number: str
    state_name: Text
    stage: Stage
    side: Side | None
    enterprise_name: str
    provider_name: str
    products: str
    own: RatingView | None
    received: RatingView | None
    may_rate: bool
