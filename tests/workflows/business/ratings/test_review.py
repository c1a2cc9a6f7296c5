"""A rating that breaks the rules is reported by whom it is about, and hidden or not by an operator."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from tests.factories.people import applicant, viewer
from tests.workflows.business.ratings.conftest import RatedMarket
from tests.workflows.business.ratings.test_ratings import rating_id, totals
from workflows.approvals.cases import withdraw_and_urge
from workflows.approvals.models import Case, CaseEvent, Submission
from workflows.approvals.step_models import StepAnswer
from workflows.business.ratings import queries
from workflows.business.ratings.models import Rating
from workflows.business.ratings.values import MOST_REASON, NO_RATINGS
from workflows.ground.errors import Conflict, Forbidden, Invalid, NotFound
from workflows.notices.models import Message

pytestmark = pytest.mark.prepared


def how(at: RatedMarket, about: str) -> str:
    with at.platform.begin() as work:
        return work.session.get_one(Rating, about).review


def test_a_hidden_rating_counts_no_more_and_its_two_sides_read_why(at: RatedMarket) -> None:
    number, other = at.settled(), at.settled("1000.00")
    at.rate(number, at.buyer, 1, words="骗子")
    at.rate(other, at.buyer, 4)
    about = rating_id(at, number, "enterprise")
    at.report(about, at.seller)
    at.report(about, at.seller)  # the same page sent again
    with pytest.raises(Conflict, match="reported already"):
        at.report(about, at.seller, "另一个理由")
    assert (how(at, about), totals(at, at.seller.organisation_id).count) == ("reported", 2)
    at.find(about, "hide")
    assert (how(at, about), totals(at, at.seller.organisation_id).count) == ("hidden", 1)
    assert str(totals(at, at.seller.organisation_id).average) == "4.0"
    with at.platform.begin() as work:
        (public,) = queries.latest(work, "organisation", at.seller.organisation_id)
        for who in (at.buyer, at.seller):
            shown = queries.of_both(work, viewer(at.platform, who.user_id), number)
            rating = shown.own if who is at.buyer else shown.received
            assert rating is not None
            assert (rating.hidden, rating.finding) == (True, "经核对评价内容")
            told = work.session.scalars(select(Message.params).where(Message.user_id == who.user_id))
            assert "平台已审核被举报的评价，予以屏蔽" in [one.get("what") for one in told]
    assert public.about_number == ""
    assert public.stars["quality"] == 4
    with pytest.raises(Conflict, match="hidden"):
        at.answer(about, at.seller, "回复")
    at.check()


def test_a_finding_is_kept_with_its_step_and_is_no_second_report(at: RatedMarket) -> None:
    """What the operator fills in at the step hands nothing in again: the report stays as it was written."""
    number = at.settled()
    at.rate(number, at.buyer, 2)
    about = rating_id(at, number, "enterprise")
    at.report(about, at.seller, "与订单无关")
    at.find(about, "stand")
    with at.platform.begin() as work:
        reports = select(Case).where(Case.process_id == "rating_review")
        case = work.session.scalars(reports).one()
        handed_in = work.session.scalars(select(Submission).where(Submission.case_id == case.id)).all()
        assert (case.round, [one.data.get("reason") for one in handed_in]) == (1, ["与订单无关"])
        events = select(CaseEvent).where(CaseEvent.case_id == case.id)
        told = {one.kind: one.id for one in work.session.scalars(events)}
        assert "resubmitted" not in told
        kept = work.session.scalars(select(StepAnswer).where(StepAnswer.event_id == told["submit"])).one()
        assert kept.data["finding"] == "stand"


def test_one_that_stands_is_not_reviewed_again(at: RatedMarket) -> None:
    number = at.settled()
    at.rate(number, at.buyer, 2)
    about = rating_id(at, number, "enterprise")
    at.report(about, at.seller)
    at.find(about, "keep")
    assert (how(at, about), totals(at, at.seller.organisation_id).count) == ("kept", 1)
    with pytest.raises(Conflict, match="reported already"):
        at.report(about, at.seller)


def test_only_whom_it_is_about_reports_it_and_says_why(at: RatedMarket) -> None:
    number = at.settled()
    at.rate(number, at.buyer, 2)
    about = rating_id(at, number, "enterprise")
    with pytest.raises(Forbidden):
        at.report(about, at.buyer)
    with pytest.raises(NotFound):
        at.report(about, applicant(at.platform, "provider"))
    for wrong in ("  ", "长" * (MOST_REASON + 1)):
        with pytest.raises(Invalid) as refused:
            at.report(about, at.seller, wrong)
        assert [one.field for one in refused.value.problems] == ["reason"]
    assert how(at, about) == ""


def test_a_report_that_is_withdrawn_or_ended_leaves_the_rating_and_can_be_made_anew(at: RatedMarket) -> None:
    number = at.settled()
    at.rate(number, at.buyer, 2)
    about = rating_id(at, number, "enterprise")
    at.report(about, at.seller)
    with at.platform.begin(at.seller.user_id) as work:
        reported = select(Case.id).join(Rating, Rating.report_case == Case.number)
        case_id = work.session.scalars(reported.where(Rating.id == about)).one()
        withdraw_and_urge.withdraw(work, viewer(at.platform, at.seller.user_id), case_id)
    at.run()
    assert how(at, about) == ""
    at.report(about, at.seller, "含有联系方式")
    with at.platform.begin() as work:
        reported = select(Case.instance_id).join(Rating, Rating.report_case == Case.number)
        instance_id = work.session.scalars(reported.where(Rating.id == about)).one()
        assert instance_id is not None
        work.runtime.cancel(instance_id)
    at.run()
    assert (how(at, about), totals(at, at.seller.organisation_id) != NO_RATINGS) == ("", True)
