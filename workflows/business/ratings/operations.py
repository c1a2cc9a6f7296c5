"""Rating the other side of a settled order, and answering a rating. The order is held first, always."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import select

from workflows.business.orders import actions, notices
from workflows.business.orders.models import OrderLine, ServiceOrder
from workflows.business.orders.order_lifecycle import locked
from workflows.business.orders.policy import MENU, side_of
from workflows.business.orders.timeline import note
from workflows.business.orders.values import Side
from workflows.business.rankings.points import Happening, award
from workflows.business.rankings.values import Ranked
from workflows.business.ratings import totals
from workflows.business.ratings.models import RatedProduct, Rating
from workflows.business.ratings.values import CRITERIA, MOST_STARS, MOST_WORDS, RatingDraft, other
from workflows.ground.errors import Conflict, FieldProblem, Invalid, NotFound
from workflows.ground.work import Work
from workflows.people.viewer import Viewer, require

MOST_PRODUCTS = 200
"""Characters of the names of what was ordered."""


def rate(work: Work, viewer: Viewer, number: str, draft: RatingDraft) -> None:
    """Rate the other side of an order; when both have, the order is completed.

    The same rating sent twice is noted once.

    Raises: NotFound: no order of the viewer's; Invalid: at the fields; Conflict: rated already, or the order
        is not to be rated now.
    """
    row = locked(work, number=number)
    side = side_of(viewer, row)
    if side is None:
        raise NotFound("orders.not_found")
    _check(draft)
    given = {one.by: one for one in work.session.scalars(select(Rating).where(Rating.order_id == row.id))}
    if side in given:
        if _same(given[side], viewer, draft):
            return
        raise Conflict("ratings.already")
    if row.state != "awaiting_rating" or row.pending:
        raise Conflict("ratings.not_now")
    rating = _written(work, viewer, row, side, draft)
    totals.add(work, rating)
    if side == "enterprise":
        stars = Decimal(sum(draft.stars.values())) / len(draft.stars)
        rated = Happening("rated", rating.id, rating.order_number, rating.products, stars)
        award(work, [Ranked("provider", rating.rated_id)], rated)
    note(work, row, side, "rate")
    notices.tell(work, row, other(side), "rate")
    if other(side) in given:
        actions.both_rated(work, row)


def answer(work: Work, viewer: Viewer, rating_id: str, words: str) -> None:
    """Answer a rating for the side that was rated; once.

    Raises: NotFound: none of an order of the viewer's; Forbidden: of the side that rates; Invalid: at the
        words; Conflict: answered already with other words, or hidden.
    """
    order, rating = held_by_side(work, viewer, rating_id)
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
    note(work, order, other(by), "answer")
    notices.tell(work, order, by, "answer")


def held(work: Work, rating_id: str) -> tuple[ServiceOrder, Rating]:
    """Return a rating with its order as they are now, both held, the order first. Raises: NotFound."""
    order_id = work.session.scalar(select(Rating.order_id).where(Rating.id == rating_id.replace("\x00", "")))
    if order_id is None:
        raise NotFound("ratings.not_found")
    order = locked(work, order_id)
    return order, work.session.get_one(Rating, rating_id, with_for_update=True, populate_existing=True)


def held_by_side(work: Work, viewer: Viewer, rating_id: str) -> tuple[ServiceOrder, Rating]:
    """Return a rating with its order, both held, for somebody of one of its sides. Raises: NotFound."""
    order, rating = held(work, rating_id)
    if side_of(viewer, order) is None:
        raise NotFound("ratings.not_found")
    return order, rating


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


def _written(work: Work, viewer: Viewer, row: ServiceOrder, side: Side, draft: RatingDraft) -> Rating:
    parties = {
        "enterprise": (row.enterprise_id, row.enterprise_name),
        "provider": (row.provider_id, row.provider_name),
    }
    (rater_id, rater_name), (rated_id, rated_name) = parties[side], parties[other(side)]
    lines = work.session.scalars(
        select(OrderLine).where(OrderLine.order_id == row.id).order_by(OrderLine.position)
    ).all()
    rating = Rating(
        order_id=row.id, order_number=row.number, by=side, rater_id=rater_id, rater_name=rater_name,
        rated_id=rated_id, rated_name=rated_name,
        products="、".join(dict.fromkeys(one.product_name for one in lines))[:MOST_PRODUCTS],
        words=_words(draft.words), rated_by=viewer.user_id, rated_at=work.now, answer="", answered_by="",
        **{one: draft.stars[one] for one in CRITERIA},
    )  # fmt: skip
    work.session.add(rating)
    work.session.flush()
    if side == "enterprise":
        bought = dict.fromkeys(one.product_id for one in lines)
        work.session.add_all(RatedProduct(rating_id=rating.id, product_id=one) for one in bought)
        work.session.flush()
    return rating
