"""The ratings that the page of a product or a company shows below what it is about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from web.i18n import locale_tag
from workflows.business.ratings import queries
from workflows.business.ratings.values import CRITERION_NAMES, RatingTotals, RatingView, SubjectKind
from workflows.ground.work import Work

LATEST = 3


@dataclass(frozen=True, slots=True)
class ShownRatings:
    """What ratings add up to, and the latest ones."""

    totals: RatingTotals
    latest: tuple[RatingView, ...]


def shown_ratings(work: Work, kind: SubjectKind, subject_id: str) -> ShownRatings:
    """Return what the page shows; one statement where nobody has rated."""
    totals = queries.totals(work, kind, subject_id)
    return ShownRatings(totals, queries.latest(work, kind, subject_id, limit=LATEST) if totals.count else ())


def criterion_names() -> Mapping[str, Mapping[str, str]]:
    """Return {side that is rated: {criterion: its name}} in the language of the request."""
    return {
        side: {one: name.say(locale_tag()) for one, name in names.items()}
        for side, names in CRITERION_NAMES.items()
    }
