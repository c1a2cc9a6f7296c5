"""A filed deal: the customer answers, it counts once, and both sides rate it by the rule of orders."""

from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy import select

from tests.factories.filed_deals import said
from tests.factories.orders import Market, market
from tests.factories.people import Applicant, applicant, staff, viewer
from tests.workflows.conftest import FixedClock
from workflows.approvals.cases.submitting import submit
from workflows.approvals.models import Case, CaseEvent, WorkItem
from workflows.approvals.tasks import deciding
from workflows.approvals.values import Decision
from workflows.bootstrap import Platform
from workflows.business.catalogue.models import Product
from workflows.business.filed_deals import deal_lifecycle, operations, queries
from workflows.business.filed_deals.values import Answer
from workflows.business.rankings.queries import standing
from workflows.business.rankings.values import Ranked
from workflows.business.ratings import queries as ratings
from workflows.business.ratings.operations import rate
from workflows.business.ratings.values import CRITERIA, RatingDraft
from workflows.business.volumes.counting import volume_of
from workflows.ground.errors import Conflict, Forbidden, Invalid, NotFound

pytestmark = pytest.mark.prepared


@pytest.fixture
def at(platform: Platform) -> Market:
    return market(platform)


def file(at: Market, **changes: object) -> str:
    """File a deal of the seller with the buyer; return its number."""
    data = said(at.platform, at.buyer.organisation_id, **changes)
    with at.platform.begin(at.seller.user_id) as work:
        seller = viewer(at.platform, at.seller.user_id)
        case = submit(work, seller, deal_lifecycle.PROCESS, data, organisation_id=at.seller.organisation_id)
    at.run()
    return case.number


def answer(at: Market, number: str, who: Applicant, what: Answer, words: str = "") -> None:
    with at.platform.begin(who.user_id) as work:
        operations.answer(work, viewer(at.platform, who.user_id), number, what, words)
    at.run()


def review(at: Market, number: str, verdict: str) -> None:
    operator = staff(at.platform, "operator")
    with at.platform.begin(operator) as work:
        waits = select(WorkItem.task_id).join(Case, Case.id == WorkItem.case_id)
        task = work.session.scalars(waits.where(Case.number == number, WorkItem.state == "open")).one()
        deciding.decide(work, viewer(at.platform, operator), task, Decision(verdict, "已核对"))
    at.run()


def rated(at: Market, number: str, who: Applicant, stars: int) -> None:
    with at.platform.begin(who.user_id) as work:
        draft = RatingDraft(dict.fromkeys(CRITERIA, stars), "合作愉快")
        rate(work, viewer(at.platform, who.user_id), number, draft)
    at.run()


def test_a_confirmed_deal_counts_for_volume_and_points_and_is_rated_by_both(
    at: Market, clock: FixedClock
) -> None:
    with at.platform.begin() as work:
        product = work.session.get_one(Product, at.product_id).number
    number = file(at, product_number=product)
    with pytest.raises(Conflict):
        rated(at, number, at.buyer, 5)
    answer(at, number, at.buyer, "confirm")
    answer(at, number, at.buyer, "confirm")  # the same page sent again
    with pytest.raises(Conflict):
        answer(at, number, at.buyer, "object", "金额不符")
    review(at, number, "approve")
    with at.platform.begin() as work:
        for kind, of in (("provider", at.seller.organisation_id), ("product", at.product_id)):
            volume = volume_of(work, kind, of)  # type: ignore[arg-type]
            assert (volume.deals, volume.amount) == (1, Decimal("52000.00"))
        assert standing(work, Ranked("provider", at.seller.organisation_id), "all").points == 6
    for who, stars in ((at.buyer, 4), (at.seller, 5)):
        rated(at, number, who, stars)
    with at.platform.begin() as work:
        of_product = ratings.totals(work, "product", at.product_id)
        assert (of_product.count, of_product.average) == (1, Decimal("4.0"))
        assert ratings.totals(work, "organisation", at.buyer.organisation_id).average == Decimal("5.0")
        shown = ratings.of_both(work, viewer(at.platform, at.seller.user_id), number)
        assert (shown.own is not None, shown.received is not None, shown.may_rate) == (True, True, False)
        assert standing(work, Ranked("provider", at.seller.organisation_id), "all").points == 10
    other = file(at)
    review_after_silence(at, other, clock)
    clock.pass_time(days=40)
    with pytest.raises(Conflict):
        rated(at, other, at.buyer, 5)
    at.check()


def review_after_silence(at: Market, number: str, clock: FixedClock) -> None:
    """Let the customer say nothing for five working days, then approve."""
    clock.pass_time(days=10)
    at.run()
    with pytest.raises(Conflict):
        answer(at, number, at.buyer, "confirm")
    review(at, number, "approve")


def test_an_objection_stands_in_the_timeline_and_only_the_customer_answers(at: Market) -> None:
    number = file(at)
    stranger, seller = applicant(at.platform), at.seller
    with pytest.raises(NotFound):
        answer(at, number, stranger, "confirm")
    with pytest.raises(Forbidden):
        answer(at, number, seller, "confirm")
    with pytest.raises(Invalid):
        answer(at, number, at.buyer, "object", " ")
    answer(at, number, at.buyer, "object", "金额应为含税价")
    with at.platform.begin() as work:
        lines = select(CaseEvent.kind, CaseEvent.opinion).join(Case, Case.id == CaseEvent.case_id)
        noted = work.session.execute(lines.where(Case.number == number)).all()
        assert ("customer_objected", "金额应为含税价") in {tuple(one) for one in noted}
    review(at, number, "reject")
    with at.platform.begin() as work:
        shown = queries.filed_deal(work, viewer(at.platform, at.buyer.user_id), number)
        assert (shown.card.state, shown.objection, shown.may_answer) == ("rejected", "金额应为含税价", False)
        assert volume_of(work, "provider", seller.organisation_id).deals == 0
        with pytest.raises(NotFound):
            queries.filed_deal(work, viewer(at.platform, stranger.user_id), number)


def test_the_form_names_a_certified_customer_and_a_listed_product_of_the_provider(at: Market) -> None:
    for field, wrong in (("customer_code", "9143010000000000XX"), ("product_number", "SP-0")):
        with pytest.raises(Invalid) as refused:
            file(at, **{field: wrong})
        assert [one.field for one in refused.value.problems] == [field]
