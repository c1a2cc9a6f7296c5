"""Reporting a rating, and what the operators have found: it stands, or is hidden and counts no more."""

from __future__ import annotations

from typing import Any

from workflows.approvals.cases.submitting import submit
from workflows.business.orders.policy import MENU
from workflows.business.orders.values import SIDES
from workflows.business.rankings.points import revoke
from workflows.business.ratings import totals
from workflows.business.ratings.models import Rating
from workflows.business.ratings.operations import checked_words, held, held_by_side
from workflows.business.ratings.queries import view
from workflows.business.ratings.values import CRITERION_NAMES, MOST_REASON, Finding, RatingView
from workflows.ground.errors import Conflict, InvalidState
from workflows.ground.work import Work
from workflows.people.viewer import Viewer, require

PROCESS = "rating_review"
SUBJECT = "rating"


def report(work: Work, viewer: Viewer, rating_id: str, reason: str) -> None:
    """Report a rating to the operators for the side that was rated; once.

    Raises: NotFound: none of the viewer's sides; Forbidden: of the side that rates; Invalid: at the
        reason; Conflict: reported already.
    """
    _, rating = held_by_side(work, viewer, rating_id)
    require(viewer.may(rating.rated_id, MENU), "ratings.not_yours")
    said = checked_words("reason", reason, most=MOST_REASON)
    if rating.review == "reported" and rating.report_reason == said:
        return
    if rating.review:
        raise Conflict("ratings.reported")
    rating.review, rating.report_reason = "reported", said
    application = {
        "order": rating.about_number,
        "rater": rating.rater_name,
        "stars": _stars(view(rating)),
        "words": rating.words,
        "reason": said,
    }
    case = submit(work, viewer, PROCESS, application, organisation_id=rating.rated_id, subject_id=rating.id)
    rating.report_case = case.number
    work.session.flush()


def _stars(shown: RatingView) -> str:
    """Return what the case says of the stars: 服务质量 2、交付及时 1、沟通配合 1."""
    names = CRITERION_NAMES[shown.of]
    return "、".join(f"{names[one].zh} {stars}" for one, stars in shown.stars.items())


def submitted(work: Work, rating_id: str, _case_id: str, _data: Any) -> None:
    """The case begins. Raises: InvalidState: nobody has reported the rating on its page."""
    _, rating = held(work, rating_id)
    if rating.review != "reported":
        raise InvalidState("ratings.not_reported")


def withdrawn(work: Work, rating_id: str) -> None:
    """Whoever has reported it takes that back: it can be reported anew."""
    _, rating = held(work, rating_id)
    _forget(work, rating)


def ended(work: Work, rating_id: str, _state: str, _data: Any) -> None:
    """The case is over: one that was ended without a finding leaves the rating as it was."""
    withdrawn(work, rating_id)


def _forget(work: Work, rating: Rating) -> None:
    if rating.review == "reported":
        rating.review, rating.report_reason, rating.report_case = "", "", None
        work.session.flush()


def decide(work: Work, rating_id: str, finding: Finding, explanation: str) -> None:
    """Let a reported rating stand, or hide it; both sides are told why. A second time changes nothing."""
    about, rating = held(work, rating_id)
    if rating.review != "reported":
        return
    rating.review, rating.finding = ("hidden" if finding == "hide" else "kept"), explanation
    if finding == "hide":
        rating.hidden_at = work.now
        totals.take_away(work, rating)
        revoke(work, "rated", rating.id)
    work.session.flush()
    what = "rating_hidden" if finding == "hide" else "rating_kept"
    about.note("platform", what, explanation)
    for side in SIDES:
        about.tell(side, what)
