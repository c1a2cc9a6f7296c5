"""Ending an order by agreement: proposed, agreed, declined, taken back, silent, overtaken; and the books."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from decimal import Decimal
from threading import Barrier

import pytest
from sqlalchemy import select

from tests.factories.orders import Market
from tests.factories.people import Applicant, viewer
from tests.workflows.business.orders.test_checkout import left, voucher
from tests.workflows.business.orders.test_milestones import news
from tests.workflows.conftest import FixedClock
from workflows.approvals.cases import withdraw_and_urge
from workflows.approvals.models import Case, WorkItem
from workflows.business.orders import actions, ending
from workflows.business.orders.models import OrderEnding
from workflows.ground.errors import Conflict, Forbidden, Invalid, NotFound, WorkflowsError
from workflows.ground.work import Work

pytestmark = pytest.mark.prepared


def states(at: Market, number: str) -> list[str]:
    """Return what came of the proposals, the newest first."""
    return [one.state for one in at.look(number).endings]


def answer(at: Market, number: str, who: Applicant, does: Callable[[Work, str], None]) -> None:
    proposal_id = at.look(number, who).endings[0].id
    with at.platform.begin(who.user_id) as work:
        does(work, proposal_id)
    at.run()


def decline(at: Market, number: str, who: Applicant, reason: str = "请按约定完成") -> None:
    who_acts = viewer(at.platform, who.user_id)
    answer(at, number, who, lambda work, one: ending.decline(work, who_acts, number, one, reason))


def take_back(at: Market, number: str, who: Applicant) -> None:
    who_acts = viewer(at.platform, who.user_id)
    answer(at, number, who, lambda work, one: ending.take_back(work, who_acts, number, one))


@pytest.mark.parametrize("by", ["buyer", "seller"])
def test_what_both_agree_on_is_divided_and_the_order_ends(at: Market, by: str) -> None:
    one = voucher(at, "600.00")
    number = at.begun("3600.00", "1000.00", "2000.00")
    at.act(number, "finish")
    at.act(number, "approve")
    proposing = getattr(at, by)
    answering = at.seller if proposing is at.buyer else at.buyer
    at.proposed(number, proposing, "1500.00")
    assert news(at, answering)[-1] == "对方提议终止订单，向企业退款 1,500.00 元，请在 5 个工作日内答复"
    assert {"end", "decline_end"} <= set(at.look(number, answering).actions)
    assert "take_back_end" in at.look(number, proposing).actions
    at.check()
    at.agree(number, answering)
    shown = at.look(number)
    assert (shown.order.state, shown.order.cancelled_by, shown.order.refund) == (
        "cancelled",
        "both",
        Decimal("1500.00"),
    )
    assert at.wallet(at.buyer).total == Decimal("18500.00")
    assert at.wallet(at.seller).available == Decimal("1470.00")  # 1,500.00 less 2 %
    assert left(at, one) == (Decimal("400.00"), Decimal("0.00"), Decimal("200.00"))
    assert [one.state for one in shown.milestones] == ["accepted", "ended"]
    assert [one.kind for one in shown.events][-2:] == ["propose_end", "end"]
    told = "双方已协商一致，订单终止，向企业退款 1,500.00 元"
    assert news(at, at.buyer)[-1] == news(at, at.seller)[-1] == told
    assert states(at, number) == ["agreed"]
    at.check()


@pytest.mark.parametrize("refund", ["0.00", "3000.00"])
def test_all_or_nothing_may_go_back(at: Market, refund: str) -> None:
    number = at.begun()
    at.proposed(number, at.seller, refund)
    at.agree(number, at.buyer)
    assert at.wallet(at.buyer).available == Decimal("17000.00") + Decimal(refund)
    assert at.wallet(at.seller).available == (Decimal("3000.00") - Decimal(refund)) * Decimal("0.98")
    at.check()


def test_a_free_order_ends_without_money(at: Market) -> None:
    number = at.ordered(None)
    at.act(number, "accept")
    at.act(number, "start")
    at.proposed(number, at.buyer, "0.00")
    at.agree(number, at.seller)
    assert at.state(number) == "cancelled"
    at.check()


def test_a_declined_one_changes_nothing_and_a_new_one_may_follow(at: Market) -> None:
    number = at.begun()
    at.proposed(number, at.buyer, "3000.00")
    with pytest.raises(Invalid):
        decline(at, number, at.seller, " ")
    decline(at, number, at.seller)
    assert (at.state(number), states(at, number)) == ("in_service", ["declined"])
    assert news(at, at.buyer)[-1] == "对方不同意终止订单，订单继续"
    at.proposed(number, at.seller, "1000.00")
    take_back(at, number, at.seller)
    assert news(at, at.buyer)[-1] == "对方已撤回终止订单的提议"
    at.proposed(number, at.buyer, "2000.00")
    at.act(number, "finish")
    at.act(number, "approve")
    assert (at.state(number), states(at, number)) == (
        "awaiting_rating",
        ["overtaken", "taken_back", "declined"],
    )
    with at.platform.begin() as work:
        proposals = work.session.scalars(select(OrderEnding.case_id))
        cases = [work.session.get_one(Case, case_id).state for case_id in proposals]
    assert cases == ["completed"] * 3
    at.check()


def test_silence_over_national_day_lets_it_lapse(at: Market, clock: FixedClock) -> None:
    """Proposed on Wednesday, 30 September 2026: 1 to 7 October are free, Saturday 10 October is worked."""
    clock.now = datetime(2026, 9, 30, 2, 0, tzinfo=UTC)
    number = at.begun()
    at.proposed(number, at.buyer, "3000.00")
    due = at.look(number).endings[0].due_at
    assert due is not None
    assert f"{due:%Y-%m-%d}" == "2026-10-13"
    clock.now = datetime(2026, 10, 13, 1, 0, tzinfo=UTC)
    at.run()
    assert states(at, number) == ["open"]
    clock.now = datetime(2026, 10, 13, 3, 0, tzinfo=UTC)
    at.run()
    assert (at.state(number), states(at, number)) == ("in_service", ["lapsed"])
    told = "终止订单的提议逾期未答复，已失效，订单继续"
    assert news(at, at.buyer)[-1] == news(at, at.seller)[-1] == told
    with pytest.raises(Conflict):
        at.agree(number, at.seller)
    at.check()


def test_a_dispute_can_be_settled_by_both(at: Market) -> None:
    number = at.begun()
    at.dispute(number, at.buyer)
    at.proposed(number, at.seller, "2000.00")
    at.agree(number, at.buyer)
    assert (at.state(number), at.wallet(at.seller).available) == ("cancelled", Decimal("980.00"))
    with at.platform.begin() as work:
        assert set(work.session.scalars(select(WorkItem.state))) == {"cancelled"}
    at.check()


def test_what_is_not_as_it_was_shown_is_refused(at: Market) -> None:
    number = at.begun("3000.00", "1000.00", "2000.00")
    at.proposed(number, at.buyer, "2500.00")
    at.act(number, "finish")
    at.act(number, "approve")
    with pytest.raises(Conflict, match="2,000"):
        at.agree(number, at.seller, held="3000.00")
    with pytest.raises(Conflict):  # more would go back than is left
        at.agree(number, at.seller)
    assert at.state(number) == "in_service"
    at.check()


def test_only_who_may_answers_and_amounts_are_bounded(at: Market) -> None:
    number = at.begun()
    for refund in ("-0.01", "3000.01", "10000000.00"):
        with pytest.raises(Invalid, match="between 0 and the 3,000"):
            at.proposed(number, at.buyer, refund)
    with pytest.raises(Invalid):
        at.proposed(number, at.buyer, "0.001")
    with pytest.raises(Invalid):
        at.proposed(number, at.buyer, "1.00", " ")
    proposal_id = at.proposed(number, at.buyer, "3000.00")
    with pytest.raises(Forbidden):
        at.agree(number, at.buyer)
    with pytest.raises(Forbidden):
        take_back(at, number, at.seller)
    with pytest.raises(Conflict, match="already"):
        at.proposed(number, at.seller, "1.00")
    elsewhere = at.begun()
    who = viewer(at.platform, at.seller.user_id)
    with at.platform.begin(at.seller.user_id) as work, pytest.raises(NotFound):
        ending.agree(work, who, elsewhere, proposal_id, held=Decimal("3000.00"))
    before = at.ordered()
    with pytest.raises(Conflict):
        at.proposed(before, at.buyer, "0.00")


def test_the_same_again_changes_nothing(at: Market) -> None:
    number = at.begun()
    for _click in range(2):
        at.proposed(number, at.buyer, "1000.00")
    assert states(at, number) == ["open"]
    for _click in range(2):
        at.agree(number, at.seller, held="3000.00")
    assert at.wallet(at.buyer).available == Decimal("18000.00")
    assert at.wallet(at.seller).available == Decimal("1960.00")
    at.check()


def test_the_case_of_a_proposal_may_be_withdrawn_on_its_page(at: Market) -> None:
    number = at.begun()
    proposal_id = at.proposed(number, at.seller, "3000.00")
    with at.platform.begin(at.seller.user_id) as work:
        case_id = work.session.get_one(OrderEnding, proposal_id).case_id
        assert case_id is not None
        withdraw_and_urge.withdraw(work, viewer(at.platform, at.seller.user_id), case_id)
    assert (states(at, number), news(at, at.buyer)[-1]) == (["taken_back"], "对方已撤回终止订单的提议")
    at.proposed(number, at.seller, "3000.00")
    at.agree(number, at.buyer)
    assert at.state(number) == "cancelled"


def together(*acts: Callable[[], None]) -> list[str]:
    """Do all at the same moment; return what was refused, by its code, "" where nothing was."""
    gate = Barrier(len(acts))

    def one(act: Callable[[], None]) -> str:
        gate.wait()
        try:
            act()
        except WorkflowsError as refusal:
            return refusal.code
        return ""

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(one, acts))


def command(at: Market, who: Applicant, does: Callable[[Work], None]) -> Callable[[], None]:
    def act() -> None:
        with at.platform.begin(who.user_id) as work:
            does(work)

    return act


def test_of_both_at_once_one_finds_what_the_other_has_done(at: Market) -> None:
    number = at.begun()
    buyer, seller = viewer(at.platform, at.buyer.user_id), viewer(at.platform, at.seller.user_id)
    refused = together(
        command(at, at.buyer, lambda work: ending.propose(work, buyer, number, Decimal("3000.00"), "不需要")),
        command(at, at.seller, lambda work: ending.propose(work, seller, number, Decimal("1.00"), "没有人")),
    )
    assert sorted(refused) == ["", "orders.ending_waits"]
    (proposal,) = at.look(number).endings
    mine, other = (
        ((at.buyer, buyer), (at.seller, seller))
        if proposal.side == "enterprise"
        else ((at.seller, seller), (at.buyer, buyer))
    )
    held = Decimal("3000.00")
    refused = together(
        command(at, mine[0], lambda work: ending.take_back(work, mine[1], number, proposal.id)),
        command(at, other[0], lambda work: ending.agree(work, other[1], number, proposal.id, held=held)),
    )
    assert sorted(refused) == ["", "orders.ending_answered"]
    at.run()
    assert (states(at, number), at.state(number)) in [
        (["taken_back"], "in_service"),
        (["agreed"], "cancelled"),
    ]
    at.check()


def test_agreeing_and_reporting_at_once_leave_one_order(at: Market) -> None:
    number = at.begun()
    proposal_id = at.proposed(number, at.buyer, "3000.00")
    seller, held = viewer(at.platform, at.seller.user_id), Decimal("3000.00")
    refused = together(
        command(at, at.seller, lambda work: ending.agree(work, seller, number, proposal_id, held=held)),
        command(at, at.seller, lambda work: actions.act(work, seller, number, "finish", "已完成")),
    )
    at.run()
    assert refused[0] == ""
    assert (at.state(number), at.wallet(at.buyer).available) == ("cancelled", Decimal("20000.00"))
    at.check()
