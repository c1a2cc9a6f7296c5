"""Rating the other side of what is rated, and answering a rating. What is rated is held first, always."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import cast

from sqlalchemy import select

from workflows.business.orders.policy import MENU
from workflows.business.orders.values import Side
from workflows.business.rankings.points import Happening, award
from workflows.business.rankings.values import Ranked
from workflows.business.ratings import rateable, totals
from workflows.business.ratings.models import RatedProduct, Rating
from workflows.business.ratings.rateable import Rateable, side_of
from workflows.business.ratings.values import (
    CRITERIA,
    MOST_STARS,
    MOST_WORDS,
    AboutKind,
    RatingDraft,
    other,
)
from workflows.ground.errors import Conflict, FieldProblem, Invalid, NotFound
from workflows.ground.work import Work
from workflows.people.viewer import Viewer, require

MOST_PRODUCTS = 200
"""Characters of the names of what it was about."""
NOT_FOUND: Mapping[AboutKind, str] = {
    "service_order": "orders.not_found",
    "filed_deal": "filed_deals.not_found",
}


def rate(work: Work, viewer: Viewer, number: str, draft: RatingDraft) -> None:
    """Rate the other side of an order or a filed deal; when both have, an order is completed.

    The same rating sent twice is noted once.

    Raises: NotFound: none of the viewer's; Invalid: at the fields; Conflict: rated already, or it is not to
        be rated now.
    """
    about = rateable.held(work, number)
    side = side_of(viewer, about)
    if side is None:
        raise NotFound(NOT_FOUND[about.kind])
    _check(draft)
    rows = select(Rating).where(Rating.about_kind == about.kind, Rating.about_id == about.id)
    given = {one.by: one for one in work.session.scalars(rows)}
    if side in given:
        if _same(given[side], viewer, draft):
            return
        raise Conflict("ratings.already")
    if about.stage != "open":
        raise Conflict("ratings.not_now")
    rating = _written(work, viewer, about, side, draft)
    totals.add(work, rating)
    if side == "enterprise":
        stars = Decimal(sum(draft.stars.values())) / len(draft.stars)
        rated = Happening("rated", rating.id, rating.about_number, rating.products, stars)
        award(work, [Ranked("provider", rating.rated_id)], rated)
    about.note(side, "rate")
    about.tell(other(side), "rate")
    if other(side) in given:
        about.both_rated()


def answer(work: Work, viewer: Viewer, rating_id: str, words: str) -> None:
    """Answer a rating for the side that was rated; once.

    Raises: NotFound: none of the viewer's sides; Forbidden: of the side that rates; Invalid: at the
        words; Conflict: answered already with other words, or hidden.
    """
    about, rating = held_by_side(work, viewer, rating_id)
    require(viewer.may(rating.rated_id, MENU), "ratings.not_yours")
    said = checked_words("answer", words, most=MOST_WORDS)
    if rating.answer == said:
        return
    if rating.answer:
        raise Conflict("ratings.answered")
    if rating.hidden_at is not None:
        raise Conflict("ratings.hidden")
    rating.answer, rating.answered_by, rating.answered_at = said, viewer.user_id, work.now
    work.session.flush()
    by: Side = "enterprise" if rating.by == "enterprise" else "provider"
    about.note(other(by), "answer")
    about.tell(by, "answer")


def held(work: Work, rating_id: str) -> tuple[Rateable, Rating]:
    """Return a rating with what it is for as they are now, both held, the rating last. Raises: NotFound."""
    wanted = select(Rating.about_kind, Rating.about_id).where(Rating.id == rating_id.replace("\x00", ""))
    row = work.session.execute(wanted).first()
    if row is None:
        raise NotFound("ratings.not_found")
    about = rateable.held_by_id(work, cast("AboutKind", row.about_kind), row.about_id)
    return about, work.session.get_one(Rating, rating_id, with_for_update=True, populate_existing=True)


def held_by_side(work: Work, viewer: Viewer, rating_id: str) -> tuple[Rateable, Rating]:
    """Return a rating with what it is for, both held, for somebody of one of its sides. Raises: NotFound."""
    about, rating = held(work, rating_id)
    if side_of(viewer, about) is None:
        raise NotFound("ratings.not_found")
    return about, rating


def checked_words(field: str, typed: str, *, most: int) -> str:
    """Return what was typed into a field that has to say something. Raises: Invalid: at the field."""
    said = _words(typed)
    if not said:
        raise Invalid("ratings.invalid", [FieldProblem(field, "ratings.words_required", {})])
    if len(said) > most:
        raise Invalid("ratings.invalid", [FieldProblem(field, "ratings.too_long", {"most": most})])
    return said


def _check(draft: RatingDraft) -> None:
    most = {"most": MOST_STARS}
    problems = [
        FieldProblem(one, "ratings.stars", most)
        for one in CRITERIA
        if not 1 <= draft.stars.get(one, 0) <= MOST_STARS
    ]
    if len(_words(draft.words)) > MOST_WORDS:
        problems.append(FieldProblem("words", "ratings.too_long", {"most": MOST_WORDS}))
    if problems:
        raise Invalid("ratings.invalid", problems)


def _words(typed: str) -> str:
    return typed.replace("\r\n", "\n").replace("\x00", "").strip()


def _same(rating: Rating, viewer: Viewer, draft: RatingDraft) -> bool:
    """Return whether a rating is the one that is sent again."""
    stars = all(getattr(rating, one) == draft.stars.get(one) for one in CRITERIA)
    return stars and rating.words == _words(draft.words) and rating.rated_by == viewer.user_id


def _written(work: Work, viewer: Viewer, about: Rateable, side: Side, draft: RatingDraft) -> Rating:
    (rater_id, rater_name), (rated_id, rated_name) = about.sides[side], about.sides[other(side)]
    rating = Rating(
        about_kind=about.kind, about_id=about.id, about_number=about.number, by=side, rater_id=rater_id,
        rater_name=rater_name, rated_id=rated_id, rated_name=rated_name,
        products="、".join(dict.fromkeys(about.things().values()))[:MOST_PRODUCTS],
        words=_words(draft.words), rated_by=viewer.user_id, rated_at=work.now, answer="", answered_by="",
        **{one: draft.stars[one] for one in CRITERIA},
    )  # fmt: skip
    work.session.add(rating)
    work.session.flush()
    if side == "enterprise":
        bought = sorted(about.products())
        work.session.add_all(RatedProduct(rating_id=rating.id, product_id=one) for one in bought)
        work.session.flush()
    return rating
