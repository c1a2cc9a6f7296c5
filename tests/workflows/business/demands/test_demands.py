"""Demands: the deposit follows the budget, the review publishes, and what is over gives the deposit back."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from tests.factories import publication
from tests.factories.demands import decided, demanded, handed_in, published, said, state
from tests.factories.orders import Market
from tests.factories.people import Applicant, staff, viewer
from tests.workflows.business.wallet.conftest import receive
from tests.workflows.conftest import FixedClock
from workflows.approvals.cases import withdraw_and_urge
from workflows.approvals.models import Case, WorkItem
from workflows.approvals.tasks import deciding
from workflows.approvals.values import Decision
from workflows.business.demands import actions, queries
from workflows.business.demands.expiry import end_what_is_over
from workflows.business.demands.models import Demand
from workflows.business.demands.tender_models import Tender
from workflows.business.demands.values import DemandPage, HallSearch
from workflows.business.ledger.values import BalanceView
from workflows.ground.db import new_id
from workflows.ground.errors import Conflict, Forbidden, Invalid, InvalidState, NotFound
from workflows.notices.models import Message

pytestmark = pytest.mark.prepared
ALL = BalanceView(Decimal("20000.00"), Decimal("0.00"))


def held(yuan: str) -> BalanceView:
    return BalanceView(Decimal("20000.00") - Decimal(yuan), Decimal(yuan))


def look(at: Market, number: str, who: str | None) -> DemandPage:
    with at.platform.begin(who) as work:
        page = viewer(at.platform, who) if who is not None else None
        return queries.demand(work, page, number, "zh-CN")


def withdraw(at: Market, number: str, who: Applicant, reason: str = "预算调整") -> None:
    with at.platform.begin(who.user_id) as work:
        actions.withdraw(work, viewer(at.platform, who.user_id), number, reason)


def in_hall(at: Market, search: HallSearch | None = None) -> list[str]:
    with at.platform.begin() as work:
        return [one.number for one in queries.hall(work, search or HallSearch(), "zh-CN")]


@pytest.mark.parametrize(
    ("budget", "deposit"),
    [("10000.00", "200.00"), ("10000.01", "1000.00"), ("500000.00", "3000.00"), ("500000.01", "5000.00")],
)
def test_the_deposit_is_held_as_the_table_says(at: Market, budget: str, deposit: str) -> None:
    number = handed_in(at.platform, at.buyer, budget=budget)
    assert state(at.platform, number) == "in_review"
    assert at.wallet(at.buyer) == held(deposit)


def test_an_approved_demand_stands_in_the_hall_and_a_withdrawn_one_does_not(at: Market) -> None:
    number = handed_in(at.platform, at.buyer)
    assert in_hall(at) == []
    decided(at.platform, number, Decision("approve"))
    assert in_hall(at) == [number]
    assert at.wallet(at.buyer) == held("1000.00")
    withdraw(at, number, at.buyer)
    assert (in_hall(at), state(at.platform, number)) == ([], "withdrawn")
    assert at.wallet(at.buyer) == ALL
    assert look(at, number, at.buyer.user_id).reason == "预算调整"
    with pytest.raises(Conflict):
        withdraw(at, number, at.buyer)


@pytest.mark.parametrize("verdict", ["reject", "cancel"])
def test_what_is_refused_or_taken_back_gives_the_deposit_back(at: Market, verdict: str) -> None:
    number = handed_in(at.platform, at.buyer)
    if verdict == "reject":
        decided(at.platform, number, Decision("reject", "不属于平台服务范围"))
    else:
        with at.platform.begin(at.buyer.user_id) as work:
            case_id = work.session.scalars(select(Case.id).where(Case.number == number)).one()
            withdraw_and_urge.withdraw(work, viewer(at.platform, at.buyer.user_id), case_id)
    assert state(at.platform, number) == ("rejected" if verdict == "reject" else "withdrawn")
    assert at.wallet(at.buyer) == ALL


def test_a_short_wallet_loses_nothing_and_goes_on_after_a_recharge(at: Market) -> None:
    poor = publication.company(at.platform, "enterprise", "常德小厂", "430700")
    number = handed_in(at.platform, poor)
    assert state(at.platform, number) == "awaiting_deposit"
    page = look(at, number, poor.user_id)
    assert (page.required, page.card.deposit, page.may_hold) == (Decimal("1000.00"), Decimal("0.00"), True)
    assert look(at, number, poor.user_id).card.title == said(at.platform)["title"]
    with at.platform.begin() as work:
        told = select(Message.template).where(Message.user_id == poor.user_id)
        assert "demand_short" in " ".join(work.session.scalars(told))
        receive(work, poor.organisation_id, "999.99")

    def hold() -> None:
        with at.platform.begin(poor.user_id) as work:
            actions.hold_deposit(work, viewer(at.platform, poor.user_id), number)
        at.run()

    with pytest.raises(InvalidState, match=r"0\.01"):
        hold()
    assert at.wallet(poor) == BalanceView(Decimal("999.99"), Decimal("0.00"))
    with at.platform.begin() as work:
        receive(work, poor.organisation_id, "0.01", "the last fen")
    hold()
    assert state(at.platform, number) == "in_review"
    assert at.wallet(poor) == BalanceView(Decimal("0.00"), Decimal("1000.00"))
    with pytest.raises(Conflict):
        hold()
    decided(at.platform, number, Decision("approve"))
    assert in_hall(at) == [number]


@pytest.mark.parametrize(("budget", "deposit"), [("9000.00", "200.00"), ("80000.00", "1000.00")])
def test_a_corrected_budget_changes_what_is_held(at: Market, budget: str, deposit: str) -> None:
    number = handed_in(at.platform, at.buyer, budget="300000.00")
    decided(at.platform, number, Decision("return", "预算偏高"))
    assert (state(at.platform, number), at.wallet(at.buyer)) == ("returned", held("3000.00"))
    with at.platform.begin(at.buyer.user_id) as work:
        task = select(WorkItem.task_id).join(Case, Case.id == WorkItem.case_id)
        open_ = task.where(Case.number == number, WorkItem.element_id == "correct")
        corrected = Decision("submit", data=said(at.platform, budget=budget, title="车间设备联网改造"))
        deciding.decide(
            work, viewer(at.platform, at.buyer.user_id), work.session.scalars(open_).one(), corrected
        )
    at.run()
    assert at.wallet(at.buyer) == held(deposit)
    decided(at.platform, number, Decision("approve"))
    assert in_hall(at, HallSearch(text="改造")) == [number]


def test_what_is_over_leaves_the_hall_and_its_people_are_told(at: Market, clock: FixedClock) -> None:
    number = published(at.platform, at.buyer)
    clock.now += timedelta(days=60)
    with at.platform.begin() as work:
        assert end_what_is_over(work) == 0  # on its last day it stands
    assert in_hall(at) == [number]
    clock.now += timedelta(days=1)
    assert in_hall(at) == []
    with at.platform.begin() as work:
        assert (end_what_is_over(work), end_what_is_over(work)) == (1, 0)
        told = select(Message.template).where(Message.user_id == at.buyer.user_id)
        assert "demand_expired" in " ".join(work.session.scalars(told))
    assert (state(at.platform, number), at.wallet(at.buyer)) == ("expired", ALL)


def test_the_hall_is_narrowed_by_words_category_region_budget_and_time(at: Market) -> None:
    elsewhere = publication.company(at.platform, "enterprise", "株洲轴承有限公司", "430203")
    near, far = (at.platform.clock() + timedelta(days=days) for days in (5, 90))
    first = demanded(at.platform, at.buyer, "published", near.date(), title="机床联网", category="ai")
    second = demanded(
        at.platform, elsewhere, "published", far.date(), title="质量追溯", category="quality_control",
        budget_fen=30_000_000,
    )  # fmt: skip
    demanded(at.platform, elsewhere, "in_review", title="机床联网二期")
    assert in_hall(at) == [second, first]
    for search, numbers in (
        (HallSearch(text="追溯"), [second]),
        (HallSearch(category="ai"), [first]),
        (HallSearch(region="430200"), [second]),
        (HallSearch(budget_from=Decimal(300_000)), [second]),
        (HallSearch(budget_to=Decimal(80_000)), [first]),
        (HallSearch(days_left=7), [first]),
        (HallSearch(text="追溯", category="ai"), []),
    ):
        assert in_hall(at, search) == numbers, search


def test_the_time_left_is_that_of_the_bids_while_they_are_taken(at: Market) -> None:
    now = at.platform.clock()
    number = demanded(at.platform, at.buyer, "published", (now + timedelta(days=90)).date())
    assert in_hall(at, HallSearch(days_left=7)) == []
    with at.platform.begin() as work:
        (demand_id,) = work.session.scalars(select(Demand.id))
        tender = Tender(
            id=new_id(), demand_id=demand_id, state="collecting", minimum=0, revision=1,
            opens_at=now + timedelta(days=5),
        )  # fmt: skip
        work.session.add(tender)
    assert in_hall(at, HallSearch(days_left=7)) == [number]
    assert in_hall(at, HallSearch(days_left=4)) == []


def test_who_sees_a_demand_and_whom_to_call(at: Market) -> None:
    number = published(at.platform, at.buyer)
    stranger = publication.company(at.platform, "enterprise", "衡阳某厂", "430400")
    operator = staff(at.platform, "operator")
    callers = {
        None: False, stranger.user_id: False, at.seller.user_id: True, at.buyer.user_id: True, operator: True
    }  # fmt: skip
    for who, calls in callers.items():
        page = look(at, number, who)
        assert (page.contact is not None) == calls
        assert (page.own, page.may_withdraw) == (who == at.buyer.user_id, who == at.buyer.user_id)
    for who in (stranger, at.seller):
        with pytest.raises(NotFound):
            withdraw(at, number, who)
    for reason in ("", "　", "长" * 501):
        with pytest.raises(Invalid):
            withdraw(at, number, at.buyer, reason)
    withdraw(at, number, at.buyer)
    for hidden in (None, stranger.user_id, at.seller.user_id):
        with pytest.raises(NotFound):
            look(at, number, hidden)
    with at.platform.begin(stranger.user_id) as work, pytest.raises(Forbidden):
        queries.own_demands(work, viewer(at.platform, stranger.user_id), at.buyer.organisation_id, "zh-CN")
