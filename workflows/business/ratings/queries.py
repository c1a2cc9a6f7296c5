"""Reading ratings: of both sides, of one's own, and what the public sees; a page is one statement."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from sqlalchemy import exists, select
from sqlalchemy.sql import Select

from workflows.business.orders.policy import MENU
from workflows.business.orders.values import Side
from workflows.business.ratings.models import RatedProduct, Rating, RatingTotal
from workflows.business.ratings.rateable import seen, side_of
from workflows.business.ratings.values import (
    CRITERIA,
    NO_RATINGS,
    AboutKind,
    BothRatings,
    Criterion,
    RatingTotals,
    RatingView,
    Review,
    SubjectKind,
    masked,
    mean,
    other,
)
from workflows.ground.work import Work
from workflows.people.viewer import Viewer, require

PAGE_RATINGS = 20


def of_both(work: Work, viewer: Viewer, number: str) -> BothRatings:
    """Return what two sides have said about each other. Raises: NotFound: none, or none of the viewer's."""
    about = seen(work, viewer, number)
    side = side_of(viewer, about)
    rows = select(Rating).where(Rating.about_kind == about.kind, Rating.about_id == about.id)
    given: Mapping[str, RatingView] = {one.by: view(one) for one in work.session.scalars(rows)}
    own = side or "enterprise"
    return BothRatings(
        about.kind, about.number, about.state_name, about.stage, side, about.sides["enterprise"][1],
        about.sides["provider"][1], "、".join(dict.fromkeys(about.things().values())),
        given.get(own), given.get(other(own)),
        side is not None and side not in given and about.stage == "open",
    )  # fmt: skip


def has_rated(work: Work, kind: AboutKind, about_id: str, side: Side) -> bool:
    """Return whether one side of an order or a filed deal has rated the other."""
    given = exists().where(Rating.about_kind == kind, Rating.about_id == about_id, Rating.by == side)
    return bool(work.session.scalar(select(given)))


def received(
    work: Work, viewer: Viewer, organisation_id: str, *, after: str | None = None, limit: int = PAGE_RATINGS
) -> tuple[RatingView, ...]:
    """Return what others have said about an organisation, the newest first. Raises: Forbidden."""
    require(viewer.may(organisation_id, MENU), "ratings.not_yours")
    rows = select(Rating).where(Rating.rated_id == organisation_id)
    return tuple(map(view, work.session.scalars(_page(rows, after, limit))))


def given(
    work: Work, viewer: Viewer, organisation_id: str, *, after: str | None = None, limit: int = PAGE_RATINGS
) -> tuple[RatingView, ...]:
    """Return what an organisation has said about others, the newest first. Raises: Forbidden."""
    require(viewer.may(organisation_id, MENU), "ratings.not_yours")
    rows = select(Rating).where(Rating.rater_id == organisation_id)
    return tuple(map(view, work.session.scalars(_page(rows, after, limit))))


def totals(work: Work, kind: SubjectKind, subject_id: str) -> RatingTotals:
    """Return what the ratings of an organisation or a product add up to."""
    row = work.session.get(RatingTotal, (kind, subject_id))
    if row is None or not row.count:
        return NO_RATINGS
    sums: dict[Criterion, int] = {one: getattr(row, one) for one in CRITERIA}
    averages = {one: mean(total, row.count) for one, total in sums.items()}
    return RatingTotals(row.count, mean(sum(sums.values()), row.count * len(sums)), averages)


def latest(
    work: Work, kind: SubjectKind, subject_id: str, *, after: str | None = None, limit: int = PAGE_RATINGS
) -> tuple[RatingView, ...]:
    """Return what the public reads about an organisation or a product, the newest first."""
    rows = select(Rating).where(Rating.hidden_at.is_(None))
    if kind == "organisation":
        rows = rows.where(Rating.rated_id == subject_id)
    else:
        about = (RatedProduct.rating_id == Rating.id, RatedProduct.product_id == subject_id)
        rows = rows.join(RatedProduct, about[0]).where(about[1])
    return tuple(view(one, public=True) for one in work.session.scalars(_page(rows, after, limit)))


def _page(rows: Select[Rating], after: str | None, limit: int) -> Select[Rating]:
    if after is not None:
        rows = rows.where(Rating.id < after.replace("\x00", ""))
    return rows.order_by(Rating.id.desc()).limit(limit)


def view(row: Rating, *, public: bool = False) -> RatingView:
    """Return a rating as its two sides read it, or the public."""
    return RatingView(
        id=row.id, about_kind=cast("AboutKind", row.about_kind),
        about_number="" if public else row.about_number, by=cast("Side", row.by),
        rater=masked(row.rater_name) if public else row.rater_name, rated=row.rated_name,
        products=row.products, stars={one: getattr(row, one) for one in CRITERIA}, words=row.words,
        rated_at=row.rated_at, answer=row.answer, answered_at=row.answered_at,
        review=cast("Review", row.review), report_case="" if public else row.report_case or "",
        finding="" if public else row.finding,
    )  # fmt: skip
