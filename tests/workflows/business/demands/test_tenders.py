"""Tenders: sealed bids, the opening by the clock, one chosen with an order, and what ending one costs."""

from __future__ import annotations

import io
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from tests.factories.demands import PLAN, bids, opened, state, tender_of, tendered
from tests.factories.orders import Market
from tests.factories.people import Applicant, staff, viewer
from tests.workflows.business.demands.tendering import ALL, choose, end, fees, give_up, room, told
from tests.workflows.business.orders.test_milestones import PDF
from tests.workflows.conftest import FixedClock
from workflows.business.demands import (
    bidding,
    sealed_bids,
    tender_queries,
    tender_talk,
)
from workflows.business.demands.expiry import end_what_is_over
from workflows.business.demands.tender_lifecycle import OVERSEERS, room_member
from workflows.business.demands.tender_models import Tender, TenderBid
from workflows.business.ledger.values import BalanceView
from workflows.business.orders.models import OrderLine, ServiceOrder
from workflows.files.sent_files import SentFile
from workflows.ground.errors import Conflict, Forbidden, Invalid, InvalidState, NotFound
from workflows.ground.reading import only_reads

pytestmark = pytest.mark.prepared


def test_bids_stay_sealed_until_the_opening_then_one_is_chosen(
    at: Market, clock: FixedClock, others: list[Applicant]
) -> None:
    number = tendered(at.platform, at.buyer)
    first, second = others
    bids(at.platform, at.seller, number, "3000.00")
    bids(at.platform, at.seller, number, "2800.00", PLAN, [SentFile("方案.pdf", io.BytesIO(PDF))])
    bids(at.platform, first, number, "2500.00")
    bids(at.platform, second, number, "2600.00")
    shown = room(at, at.buyer, number)
    assert (shown.of.bids, shown.bids) == (3, ())
    assert {one.organisation_name for one in shown.history if one.kind == "bid"} == set()
    (own,) = room(at, at.seller, number).bids
    assert (own.state, own.price, own.plan, own.files) == ("sealed", None, "", ())

    clock.now = tender_of(at.platform, number).opens_at - timedelta(minutes=30)
    waiting = room(at, at.buyer, number)
    assert [one.price for one in waiting.bids] == [None, None, None]
    assert {one.provider_name for one in waiting.bids} >= {"衡阳软件有限公司", "株洲智造有限公司"}
    opened(at.platform, clock, number)
    shown = room(at, at.buyer, number)
    assert [one.price for one in shown.bids] == [Decimal("2500.00"), Decimal("2600.00"), Decimal("2800.00")]
    assert (shown.of.state, shown.of.enough, shown.bids[2].plan) == ("choosing", True, PLAN)
    assert shown.bids[2].receipt == own.receipt
    assert [one.provider_id for one in room(at, first, number).bids] == [first.organisation_id]
    (kept,) = shown.bids[2].files
    key = at.platform.settings.secret_key
    with at.platform.begin(at.buyer.user_id) as work:
        who = viewer(at.platform, at.buyer.user_id)
        assert tender_queries.open_file(work, who, key, shown.bids[2].id, kept.id) == (kept, PDF)
    with at.platform.begin(first.user_id) as work, pytest.raises(NotFound):
        tender_queries.open_file(work, viewer(at.platform, first.user_id), key, shown.bids[2].id, kept.id)

    with pytest.raises(Conflict):
        choose(at, shown.bids[1].id, second, "2500.00")
    ordered = choose(at, shown.bids[1].id, second, "2600.00")
    assert (at.state(ordered), state(at.platform, number)) == ("awaiting_acceptance", "awarded")
    with at.platform.begin() as work:
        lines = select(OrderLine).join(ServiceOrder, ServiceOrder.id == OrderLine.order_id)
        line = work.session.scalars(lines.where(ServiceOrder.number == ordered)).one()
        assert (line.product_number, line.product_kind, line.amount_fen) == (number, "demand", 260_000)
    over = room(at, at.buyer, number)
    assert (over.of.bids, [one.state for one in over.bids]) == (3, ["lost", "selected", "lost"])
    assert told(at, first)[-1].startswith("贵单位未中选")
    assert told(at, second)[-1].startswith("贵单位已中选")
    assert (at.wallet(at.buyer), fees(at)) == (ALL, Decimal("0.00"))
    with pytest.raises(Conflict):
        choose(at, shown.bids[0].id, first, "2500.00")


@pytest.mark.parametrize(
    ("bidders", "hours_left", "minimum", "fee"),
    [
        (0, 60, 3, "0.00"),
        (1, 48, 3, "100.00"),
        (1, 47, 3, "300.00"),
        (0, 0, 3, "0.00"),
        (2, 0, 3, "0.00"),
        (2, 0, 0, "300.00"),
        (3, 0, 3, "300.00"),
    ],
)
def test_ending_a_tender_costs_what_the_table_says(
    at: Market,
    clock: FixedClock,
    others: list[Applicant],
    bidders: int,
    hours_left: int,
    minimum: int,
    fee: str,
) -> None:
    number = tendered(at.platform, at.buyer, minimum=minimum)
    bidding_ones = [at.seller, *others][:bidders]
    for provider in bidding_ones:
        bids(at.platform, provider, number, "3000.00")
    if hours_left:
        clock.now = tender_of(at.platform, number).opens_at - timedelta(hours=hours_left)
    else:
        opened(at.platform, clock, number)
    shown = room(at, at.buyer, number)
    assert (shown.fee, shown.deposit) == (Decimal(fee), Decimal("1000.00"))
    leave = end if hours_left else give_up
    with pytest.raises(Conflict, match=fee):
        leave(at, number, "1.00")
    leave(at, number, fee)
    if not hours_left:
        assert at.wallet(at.buyer).held == Decimal("1000.00") - Decimal(fee)
        end(at, number, "0.00")
    assert (state(at.platform, number), room(at, at.buyer, number).of.state) == ("withdrawn", "ended")
    assert at.wallet(at.buyer) == BalanceView(Decimal("20000.00") - Decimal(fee), Decimal("0.00"))
    assert fees(at) == Decimal(fee)
    for provider in bidding_ones:
        assert told(at, provider)[-1] == "需求已结束，竞标终止"
    with pytest.raises(Conflict):
        end(at, number, "0.00")


def test_a_bid_that_is_taken_back_is_destroyed_and_can_be_sent_again(at: Market, clock: FixedClock) -> None:
    number = tendered(at.platform, at.buyer, minimum=0)
    bids(at.platform, at.seller, number, "3000.00", PLAN, [SentFile("方案.pdf", io.BytesIO(PDF))])

    def take_back() -> None:
        with at.platform.begin(at.seller.user_id) as work:
            who = viewer(at.platform, at.seller.user_id)
            bidding.take_back(work, who, number, at.seller.organisation_id)

    take_back()
    with at.platform.begin() as work:
        row = work.session.scalars(select(TenderBid)).one()
        assert (row.state, row.sealed) == ("taken_back", None)
        assert work.transaction.row("SELECT count(*) AS n FROM demand_tender_files") == {"n": 0}
    with pytest.raises(Conflict):
        take_back()
    bids(at.platform, at.seller, number, "2900.00")
    opened(at.platform, clock, number)
    assert [one.price for one in room(at, at.buyer, number).bids] == [Decimal("2900.00")]
    with pytest.raises(Conflict):
        take_back()


def test_what_is_not_right_is_refused_and_changes_nothing(
    at: Market, clock: FixedClock, others: list[Applicant]
) -> None:
    number = tendered(at.platform, at.buyer)
    bids(at.platform, at.seller, number, "3000.00")
    other = others[0]
    for price, plan in (("0", PLAN), ("NaN", PLAN), ("1.005", PLAN), ("3000", "太短"), ("3000", "字" * 5001)):
        with pytest.raises(Invalid):
            bids(at.platform, other, number, price, plan)
    with pytest.raises(Invalid):
        bids(at.platform, other, number, "3000", PLAN, [SentFile("a.exe", io.BytesIO(b"MZ"))])
    with pytest.raises(Invalid):
        bids(at.platform, at.buyer, number, "3000")
    for stranger in others:
        with pytest.raises(NotFound):
            room(at, stranger, number)
        with pytest.raises(NotFound):
            end(at, number, "0.00", stranger)
    with at.platform.begin(other.user_id) as work, pytest.raises(Forbidden):
        bidding.take_back(work, viewer(at.platform, other.user_id), number, at.seller.organisation_id)
    with at.platform.begin() as work:
        bid = work.session.scalars(select(TenderBid)).one()
        tender = work.session.get_one(Tender, bid.tender_id)
        with pytest.raises(InvalidState):
            sealed_bids.unseal(work, at.platform.settings.secret_key, tender, bid)
    with pytest.raises(Conflict):
        choose(at, bid.id, at.seller, "3000.00")
    with pytest.raises(NotFound):
        choose(at, bid.id, at.seller, "3000.00", other)
    opened(at.platform, clock, number)
    with pytest.raises(Conflict):
        bids(at.platform, other, number, "100.00")
    assert [one.price for one in room(at, at.buyer, number).bids] == [Decimal("3000.00")]


def test_at_the_opening_a_bid_is_late_even_before_the_job_ran(at: Market, clock: FixedClock) -> None:
    number = tendered(at.platform, at.buyer)
    clock.now = tender_of(at.platform, number).opens_at
    with pytest.raises(Conflict):
        bids(at.platform, at.seller, number, "3000.00")


def test_a_demand_that_is_over_ends_its_tender_without_a_fee(at: Market, clock: FixedClock) -> None:
    number = tendered(at.platform, at.buyer)
    bids(at.platform, at.seller, number, "3000.00")
    opened(at.platform, clock, number)
    clock.now += timedelta(days=61)
    with at.platform.begin() as work:
        assert end_what_is_over(work) == 1
    at.run()
    assert (state(at.platform, number), room(at, at.seller, number).of.state) == ("expired", "ended")
    assert room(at, at.seller, number).bids[0].state == "lost"
    assert (at.wallet(at.buyer), fees(at)) == (ALL, Decimal("0.00"))


def test_a_late_review_moves_the_opening(at: Market, clock: FixedClock) -> None:
    number = tendered(at.platform, at.buyer, hours=1)
    assert tender_of(at.platform, number).opens_at == clock.now + timedelta(hours=24)


def test_both_sides_write_to_each_other_and_nobody_else_reads_it(
    at: Market, clock: FixedClock, others: list[Applicant]
) -> None:
    number = tendered(at.platform, at.buyer)
    for provider in (at.seller, others[0]):
        bids(at.platform, provider, number, "3000.00")
    bid_id = room(at, at.seller, number).bids[0].id

    def say(who: Applicant, message: str) -> None:
        with at.platform.begin(who.user_id) as work:
            tender_talk.say(work, viewer(at.platform, who.user_id), bid_id, message)

    with pytest.raises(Conflict):
        say(at.buyer, "请补充说明")
    opened(at.platform, clock, number)
    before = room(at, at.buyer, number).of.revision
    say(at.buyer, "请补充说明")
    say(at.seller, "见方案第三节")
    with pytest.raises(NotFound):
        say(others[0], "你好")
    for message in (" ", "字" * 2001):
        with pytest.raises(Invalid):
            say(at.buyer, message)
    own = [one for one in room(at, at.buyer, number).bids if one.id == bid_id]
    for shown in (own, room(at, at.seller, number).bids):
        assert [(one.side, one.text) for one in shown[0].thread] == [
            ("enterprise", "请补充说明"),
            ("provider", "见方案第三节"),
        ]
    assert room(at, others[0], number).bids[0].thread == ()

    def written(who: Applicant) -> int:
        """Count what a page shows of it, which keeps the lines of the room for the next page."""
        with at.platform.begin(who.user_id) as work:
            only_reads(work)
            shown = tender_queries.room(work, viewer(at.platform, who.user_id), number)
        return len(shown.bids[0].thread)

    assert [written(one) for one in (at.seller, others[0], at.seller)] == [2, 0, 2]
    say(at.buyer, "谢谢")
    assert written(at.seller) == 3
    overseer = staff(at.platform, "operator")
    with at.platform.begin(overseer) as work:
        overseen = tender_queries.room(work, viewer(at.platform, overseer), number)
    assert [one.thread for one in overseen.bids] == [(), ()]
    assert "请补充说明" not in {one.text for one in overseen.history}
    assert room(at, at.buyer, number).of.revision == before + 3
    assert told(at, at.seller)[-1] == "对方在竞标室中有新的留言"


def test_only_who_may_enter_a_room_hears_that_it_has_changed(at: Market, others: list[Applicant]) -> None:
    number = tendered(at.platform, at.buyer)
    bids(at.platform, at.seller, number, "3000.00")
    tender_id = tender_of(at.platform, number).id
    people = (at.buyer.user_id, at.seller.user_id, others[0].user_id, staff(at.platform, "operator"))
    with at.platform.begin() as work:
        heard = [tender_queries.watched_members(work, viewer(at.platform, one), tender_id) for one in people]
        everybody = room_member(tender_id)
        sides = (at.buyer.organisation_id, at.seller.organisation_id, OVERSEERS)
        buyer, seller, overseers = (room_member(tender_id, one) for one in sides)
        assert heard == [{everybody, buyer}, {everybody, seller}, set(), {everybody, overseers}]
        assert not tender_queries.watched_members(work, viewer(at.platform, at.buyer.user_id), "none")
