"""Both sides of a settled order rate each other once; what that adds up to, and who reads it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from sqlalchemy import select

from tests.factories.people import applicant, viewer
from tests.waiting import until
from tests.workflows.business.ledger.test_random_operations import waits_for_a_lock
from tests.workflows.business.ratings.conftest import RatedMarket
from tests.workflows.conftest import FixedClock
from workflows.approvals.models import Case
from workflows.business.orders.models import OrderLine, ServiceOrder
from workflows.business.ratings import queries
from workflows.business.ratings.models import Rating
from workflows.business.ratings.operations import rate
from workflows.business.ratings.values import CRITERIA, MOST_WORDS, RatingDraft, RatingTotals
from workflows.ground.errors import Conflict, Forbidden, Invalid, NotFound
from workflows.ground.work import Work
from workflows.notices.models import Message
from workflows.people.sub_accounts import operations as sub_accounts
from workflows.people.sub_accounts.values import Colleague

pytestmark = pytest.mark.prepared


def totals(at: RatedMarket, organisation_id: str) -> RatingTotals:
    with at.platform.begin() as work:
        return queries.totals(work, "organisation", organisation_id)


def product_of(at: RatedMarket, number: str) -> str:
    with at.platform.begin() as work:
        lines = select(OrderLine.product_id).join(ServiceOrder, ServiceOrder.id == OrderLine.order_id)
        return work.session.scalars(lines.where(ServiceOrder.number == number)).one()


def rating_id(at: RatedMarket, number: str, by: str) -> str:
    with at.platform.begin() as work:
        one = select(Rating.id).where(Rating.about_number == number, Rating.by == by)
        return work.session.scalars(one).one()


def test_an_order_is_completed_when_both_have_rated_and_money_has_not_waited(at: RatedMarket) -> None:
    number = at.settled()
    assert at.state(number) == "awaiting_rating"
    assert at.wallet(at.seller).available == Decimal("2940.00")
    at.rate(number, at.buyer, 5, 4, 4)
    assert at.state(number) == "awaiting_rating"
    at.rate(number, at.seller, 5)
    assert at.state(number) == "completed"
    assert [one.kind for one in at.look(number).events][-4:] == ["settle", "rate", "rate", "complete"]
    with at.platform.begin() as work:
        about = queries.totals(work, "product", product_of(at, number))
    provider = totals(at, at.seller.organisation_id)
    assert about == provider
    assert (provider.count, provider.average) == (1, Decimal("4.3"))
    assert provider.by_criterion == {
        "quality": Decimal("5.0"), "promptness": Decimal("4.0"), "communication": Decimal("4.0"),
    }  # fmt: skip
    assert totals(at, at.buyer.organisation_id).average == Decimal("5.0")
    at.check()


def test_without_ratings_it_is_completed_after_fifteen_working_days(
    at: RatedMarket, clock: FixedClock
) -> None:
    number = at.settled()
    at.rate(number, at.buyer, 3)
    clock.pass_time(days=20)
    at.run()
    assert at.state(number) == "awaiting_rating"
    clock.pass_time(days=2)
    at.run()
    assert at.state(number) == "completed"
    with pytest.raises(Conflict, match="cannot be rated now"):
        at.rate(number, at.seller, 5)
    assert totals(at, at.buyer.organisation_id).count == 0


def test_nobody_rates_before_the_order_is_settled_or_twice(at: RatedMarket) -> None:
    number = at.begun()
    at.act(number, "finish")
    with pytest.raises(Conflict, match="cannot be rated now"):
        at.rate(number, at.buyer, 5)
    at.act(number, "approve")
    at.rate(number, at.buyer, 4, words=" 很好\r\n准时 ")
    at.rate(number, at.buyer, 4, words="很好\n准时")  # the same page sent again
    with pytest.raises(Conflict, match="each does so once"):
        at.rate(number, at.buyer, 1)
    assert (totals(at, at.seller.organisation_id).count, at.state(number)) == (1, "awaiting_rating")


def test_what_is_not_typed_right_is_said_at_the_fields(at: RatedMarket) -> None:
    number = at.settled()
    with pytest.raises(Invalid) as refused:
        at.rate(number, at.buyer, 5, 0, 6, words="长" * (MOST_WORDS + 1))
    assert [one.field for one in refused.value.problems] == ["promptness", "communication", "words"]
    assert totals(at, at.seller.organisation_id).count == 0


def test_only_the_two_sides_and_their_people_with_the_menu_rate_and_read(at: RatedMarket) -> None:
    number = at.settled()
    stranger = applicant(at.platform)
    with pytest.raises(NotFound):
        at.rate(number, stranger, 1)
    clerks = {}
    for place, menu in enumerate(("orders", "wallet")):
        with at.platform.begin(at.buyer.user_id) as work:
            person = Colleague(menu, f"1390000000{place}", menus=frozenset({menu}))
            owner = viewer(at.platform, at.buyer.user_id)
            made = sub_accounts.add(
                work, owner, at.buyer.organisation_id, user_name=f"clerk_{menu}", person=person
            )
            clerks[menu] = made.user_id
    draft = RatingDraft(dict.fromkeys(CRITERIA, 5), "")
    with at.platform.begin(clerks["wallet"]) as work, pytest.raises(NotFound):
        rate(work, viewer(at.platform, clerks["wallet"]), number, draft)
    with at.platform.begin(clerks["orders"]) as work:
        rate(work, viewer(at.platform, clerks["orders"]), number, draft)
    with at.platform.begin() as work:
        mine = queries.given(work, viewer(at.platform, clerks["orders"]), at.buyer.organisation_id)
        assert [one.about_number for one in mine] == [number]
        for read in (queries.given, queries.received):
            with pytest.raises(Forbidden):
                read(work, viewer(at.platform, clerks["wallet"]), at.buyer.organisation_id)


def test_a_rating_is_answered_once_by_whom_it_is_about(at: RatedMarket) -> None:
    number = at.settled()
    at.rate(number, at.buyer, 2, words="响应慢")
    about = rating_id(at, number, "enterprise")
    with pytest.raises(Forbidden):
        at.answer(about, at.buyer, "自己回复")
    with pytest.raises(NotFound):
        at.answer(about, applicant(at.platform), "路人")
    for wrong in (" ", "长" * (MOST_WORDS + 1)):
        with pytest.raises(Invalid):
            at.answer(about, at.seller, wrong)
    at.answer(about, at.seller, "已增派人员")
    at.answer(about, at.seller, "已增派人员")
    with pytest.raises(Conflict, match="answered already"):
        at.answer(about, at.seller, "另一条回复")
    with at.platform.begin(at.buyer.user_id) as work:
        (read,) = queries.given(work, viewer(at.platform, at.buyer.user_id), at.buyer.organisation_id)
        told = work.session.scalars(select(Message.params).where(Message.user_id == at.buyer.user_id)).all()
    assert (read.answer, read.about_number) == ("已增派人员", number)
    assert "对方已回复您的评价" in [one.get("what") for one in told]


def test_the_public_reads_a_shortened_name_and_no_number_of_an_order(at: RatedMarket) -> None:
    number = at.settled()
    at.rate(number, at.buyer, 5, words="<script>好</script>")
    with at.platform.begin() as work:
        (one,) = queries.latest(work, "organisation", at.seller.organisation_id)
        of_product = queries.latest(work, "product", product_of(at, number))
    assert (one.rater, one.about_number, one.words) == ("浏阳***", "", "<script>好</script>")
    assert of_product == (one,)


def test_totals_grow_by_each_rating_and_pages_take_as_many_statements(
    at: RatedMarket, statements: list[str]
) -> None:
    numbers = [at.settled("1000.00") for _ in range(3)]
    for number, stars in zip(numbers, (5, 4, 1), strict=True):
        at.rate(number, at.buyer, stars)
    assert (totals(at, at.seller.organisation_id).average, totals(at, at.seller.organisation_id).count) == (
        Decimal("3.3"),
        3,
    )
    with at.platform.begin() as work:
        statements.clear()
        first = queries.latest(work, "organisation", at.seller.organisation_id, limit=2)
        second = queries.latest(work, "organisation", at.seller.organisation_id, after=first[-1].id, limit=2)
    assert [one.average for one in (*first, *second)] == [Decimal("1.0"), Decimal("4.0"), Decimal("5.0")]
    assert len([one for one in statements if "SELECT" in one]) == 2


def test_both_at_once_complete_the_order(at: RatedMarket) -> None:
    number = at.settled()
    draft = RatingDraft(dict.fromkeys(CRITERIA, 4), "")

    def rated(who: str) -> Callable[[Work], None]:
        return lambda work: rate(work, viewer(at.platform, who), number, draft)

    def second() -> None:
        with at.platform.begin(at.seller.user_id) as work:
            rated(at.seller.user_id)(work)

    with ThreadPoolExecutor(1) as pool:
        with at.platform.begin(at.buyer.user_id) as work:
            rated(at.buyer.user_id)(work)
            waiting = pool.submit(second)
            until(lambda: waits_for_a_lock(at.platform))
        waiting.result()
    at.run()
    assert at.state(number) == "completed"
    assert totals(at, at.seller.organisation_id).count == totals(at, at.buyer.organisation_id).count == 1


def test_an_operator_who_ends_the_case_does_not_take_back_what_is_settled(at: RatedMarket) -> None:
    number = at.settled()
    with at.platform.begin() as work:
        case_id = at.look(number).order.case_id
        assert case_id is not None
        instance_id = work.session.get_one(Case, case_id).instance_id
        assert instance_id is not None
        work.runtime.cancel(instance_id)
    at.run()
    assert at.state(number) == "completed"
    assert at.wallet(at.seller).available == Decimal("2940.00")
    at.check()
