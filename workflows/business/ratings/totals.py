"""What ratings add up to: changed by each rating, so that no page sums over what has been."""

from __future__ import annotations

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from workflows.business.ratings.models import RatedProduct, Rating, RatingTotal
from workflows.business.ratings.values import CRITERIA
from workflows.ground.work import Work


def add(work: Work, rating: Rating) -> None:
    """Let a rating count for whom and what it rates."""
    _change(work, rating, 1)


def take_away(work: Work, rating: Rating) -> None:
    """Let a rating that has counted count no more."""
    _change(work, rating, -1)


def _change(work: Work, rating: Rating, times: int) -> None:
    """Add a rating once or take it away, under the locks of the rows that it changes."""
    products = select(RatedProduct.product_id).where(RatedProduct.rating_id == rating.id)
    subjects = [("organisation", rating.rated_id)]
    subjects += sorted(("product", one) for one in work.session.scalars(products))
    sums = {"count": times} | {one: times * getattr(rating, one) for one in CRITERIA}
    for kind, subject_id in subjects:  # in one order, so that two ratings at once wait for each other
        row = insert(RatingTotal).values(subject_kind=kind, subject_id=subject_id)
        work.session.execute(row.on_conflict_do_nothing())
        summed = update(RatingTotal).where(
            RatingTotal.subject_kind == kind, RatingTotal.subject_id == subject_id
        )
        work.session.execute(
            summed.values({name: getattr(RatingTotal, name) + by for name, by in sums.items()})
        )
