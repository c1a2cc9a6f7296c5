"""After-sales cases: opened in time, answered, mediated; money that goes back, and what stays owed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from decimal import Decimal
from threading import Barrier

import pytest
from sqlalchemy import select

from tests.factories.after_sales import AfterSales, sent
from tests.factories.people import Applicant, staff, viewer
from tests.workflows.business.orders.test_milestones import PDF, news
from tests.workflows.conftest import FixedClock
from workflows.approvals.cases import withdraw_and_urge
from workflows.business.after_sales import operations, queries
from workflows.business.after_sales.jobs import collect_claims
from workflows.business.after_sales.models import AfterSalesCase
from workflows.business.ledger.values import BalanceView
from workflows.ground.errors import Conflict, Forbidden, Invalid, InvalidState, NotFound, WorkflowsError

pytestmark = pytest.mark.prepared


def told(after: AfterSales, who: Applicant) -> str:
    return news(after.at, who, "after_sales_news")[-1]


def test_what_is_answered_well_is_closed(after: AfterSales) -> None:
    at = after.at
    order = after.completed()
    number = after.open(order, "报表导出后打不开", sent("截图.pdf", PDF))
    assert told(after, at.seller) == "企业申请售后，请在 5 个工作日内答复"
    assert [after.look(number, who).actions for who in (at.buyer, at.seller)] == [(), ("reply",)]
    after.reply(number, "已更新", sent("补丁说明.pdf", PDF))
    assert after.look(number).actions == ("satisfied", "ask_platform")
    for _click in range(2):
        after.satisfied(number)
    shown = after.look(number)
    assert (shown.case.state, shown.case.outcome) == ("closed", "satisfied")
    assert [(one.kind, one.note, [file.name for file in one.files]) for one in shown.entries] == [
        ("open", "报表导出后打不开", ["截图.pdf"]),
        ("reply", "已更新", ["补丁说明.pdf"]),
        ("satisfied", "", []),
    ]
    assert told(after, at.seller) == "企业表示满意，已结案"
    with after.platform.begin() as work:
        stranger = viewer(after.platform, staff(after.platform, "expert"))
        file_id = shown.entries[0].files[0].id
        with pytest.raises(NotFound):
            queries.open_file(work, stranger, number, file_id)
        who = viewer(after.platform, at.seller.user_id)
        assert queries.open_file(work, who, number, file_id)[1] == PDF
    assert after.open(order, "又打不开") != number  # a further one may follow, within the time
    at.check()


@pytest.mark.parametrize(("yuan", "days"), [(None, 15), ("3000.00", 30)])
def test_it_is_opened_within_the_time_of_the_table(
    after: AfterSales, clock: FixedClock, yuan: str | None, days: int
) -> None:
    order = after.completed(yuan)
    clock.pass_time(days=days, hours=-1)
    number = after.open(order)
    after.reply(number)
    after.satisfied(number)
    clock.pass_time(hours=1)
    with pytest.raises(InvalidState, match="ended at"):
        after.open(order)


def test_only_the_enterprise_of_a_completed_order_opens_one(after: AfterSales) -> None:
    at = after.at
    running = at.begun()
    with pytest.raises(InvalidState, match="accepted as a whole"):
        after.open(running)
    order = after.completed()
    for reason in ("  ", "长" * 1001):
        with pytest.raises(Invalid):
            after.open(order, reason)
    with pytest.raises(Invalid, match="not taken"):
        after.open(order, "打不开", sent("表格.pdf", b"MZ\x90\x00"))
    seller = viewer(after.platform, at.seller.user_id)
    with after.platform.begin(at.seller.user_id) as work, pytest.raises(Forbidden):
        operations.open_case(work, seller, order, "x")
    number = after.open(order)
    assert after.open(order) == number  # a second click
    with pytest.raises(InvalidState, match=number):
        after.open(order, "另一个问题")
    with after.platform.begin(at.buyer.user_id) as work, pytest.raises(Forbidden):
        operations.reply(work, viewer(after.platform, at.buyer.user_id), number, "x")


def test_silence_over_national_day(after: AfterSales, clock: FixedClock) -> None:
    """From Wednesday, 30 September 2026: 1 to 7 October are free, Saturday 10 October is worked."""
    clock.now = datetime(2026, 9, 30, 2, 0, tzinfo=UTC)
    first, second = after.open(after.completed()), after.open(after.completed())
    after.reply(second)
    clock.now = datetime(2026, 10, 13, 1, 0, tzinfo=UTC)
    after.at.run()
    assert after.look(first).case.state == "awaiting_reply"
    clock.now = datetime(2026, 10, 13, 3, 0, tzinfo=UTC)
    after.at.run()
    assert after.look(first).case.state == "mediating"
    assert told(after, after.at.buyer) == "服务机构逾期未答复，由平台调解"
    with pytest.raises(Conflict):
        after.reply(first)
    clock.now = datetime(2026, 10, 20, 1, 0, tzinfo=UTC)
    after.at.run()
    assert after.look(second).case.state == "awaiting_verdict"
    clock.now = datetime(2026, 10, 20, 3, 0, tzinfo=UTC)
    after.at.run()
    shown = after.look(second).case
    assert (shown.state, shown.outcome) == ("closed", "silent")


def test_the_platform_closes_it_without_a_refund(after: AfterSales) -> None:
    number = after.mediating()
    after.decide(number, decision="close")
    shown = after.look(number)
    assert (shown.case.state, shown.case.outcome, shown.case.refund) == ("closed", "closed", Decimal("0.00"))
    assert shown.entries[-1].note == "经核对双方材料"
    assert told(after, after.at.seller) == "平台已调解：不退款，结案"
    after.at.check()


def test_a_refund_goes_from_wallet_to_wallet(after: AfterSales) -> None:
    at = after.at
    number = after.mediating()
    after.decide(number, decision="refund", refund_amount="1200.00")
    shown = after.look(number).case
    assert (shown.state, shown.outcome, shown.collected, shown.owed) == (
        "closed",
        "refunded",
        Decimal("1200.00"),
        Decimal("0.00"),
    )
    assert at.wallet(at.buyer).available == Decimal("18200.00")
    assert at.wallet(at.seller).available == Decimal("1740.00")  # 2,940.00 were paid out
    assert told(after, at.buyer) == "退款 1,200.00 元已转入企业钱包，已结案"
    at.check()
    again = after.open(shown.order_number, "仍有问题")
    after.reply(again)
    after.ask_platform(again)
    after.decide(again, decision="refund", refund_amount="1800.00")  # all that is left of what was paid out
    assert (after.look(again).case.collected, after.look(again).case.owed) == (
        Decimal("1740.00"),
        Decimal("60.00"),
    )
    at.check()


def test_what_is_missing_is_owed_and_collected_as_it_comes(after: AfterSales) -> None:
    at = after.at
    number = after.mediating()
    after.has_in_wallet("300.00")
    after.decide(number, decision="refund", refund_amount="1000.00")
    shown = after.look(number).case
    assert (shown.state, shown.collected, shown.owed) == ("claimed", Decimal("300.00"), Decimal("700.00"))
    assert at.wallet(at.seller) == BalanceView(Decimal("0.00"), Decimal("0.00"))
    assert told(after, at.buyer) == "服务机构钱包余额不足，已退 300.00 元，尚欠 700.00 元，将逐日扣收"
    operator, claimed = staff(after.platform, "operator"), queries.AfterSalesSearch(state="claimed")
    with after.platform.begin(operator) as work:
        listed = queries.all_cases(work, viewer(after.platform, operator), claimed)
        assert [one.number for one in listed] == [number]
    with after.platform.begin(at.buyer.user_id) as work, pytest.raises(Forbidden):
        queries.all_cases(work, viewer(after.platform, at.buyer.user_id), claimed)
    with pytest.raises(InvalidState, match="wallet"):
        after.pay_claim(number)
    after.has_in_wallet("200.00")
    nightly(after)
    assert after.look(number).case.owed == Decimal("500.00")
    at.check()
    after.has_in_wallet("800.00")
    assert "pay_claim" in after.look(number, at.seller).actions
    after.pay_claim(number)
    shown = after.look(number).case
    assert (shown.state, shown.outcome, shown.collected) == ("closed", "refunded", Decimal("1000.00"))
    assert (at.wallet(at.buyer).available, at.wallet(at.seller).available) == (
        Decimal("18000.00"),
        Decimal("300.00"),
    )
    with pytest.raises(Conflict):
        after.pay_claim(number)
    nightly(after)
    at.check()


def nightly(after: AfterSales) -> None:
    """Run what is begun every night."""
    with after.platform.begin() as work:
        work.jobs.defer(collect_claims.name)
    after.at.run()


def test_the_nightly_collection_closes_what_is_paid(after: AfterSales) -> None:
    number = after.mediating()
    after.has_in_wallet("0.00")
    after.decide(number, decision="refund", refund_amount="1000.00")
    after.has_in_wallet("5000.00")
    nightly(after)
    assert (after.look(number).case.outcome, after.at.wallet(after.at.seller).available) == (
        "refunded",
        Decimal("4000.00"),
    )
    after.at.check()


def test_a_claim_is_given_up_with_a_reason(after: AfterSales) -> None:
    number = after.mediating()
    after.has_in_wallet("0.01")
    after.decide(number, decision="refund", refund_amount="1000.00")
    after.decide(number, "claimed", explanation="服务机构已注销")
    shown = after.look(number)
    assert (shown.case.state, shown.case.outcome, shown.case.owed) == ("closed", "given_up", Decimal("0.00"))
    assert (shown.entries[-1].note, shown.entries[-1].amount) == ("服务机构已注销", Decimal("999.99"))
    assert told(after, after.at.buyer) == "尚欠的 999.99 元无法收回，平台停止追收，已结案"
    after.has_in_wallet("5000.00")
    nightly(after)
    assert after.at.wallet(after.at.seller).available == Decimal("5000.00")
    after.at.check()


@pytest.mark.parametrize("state", ["awaiting_reply", "mediating"])
def test_the_enterprise_withdraws_it_until_the_platform_has_decided(after: AfterSales, state: str) -> None:
    number = after.open(after.completed()) if state == "awaiting_reply" else after.mediating()
    withdraw(after, number)
    shown = after.look(number).case
    assert (shown.state, shown.outcome) == ("closed", "withdrawn")
    owing = after.mediating()
    after.has_in_wallet("0.00")
    after.decide(owing, decision="refund", refund_amount="1.00")
    with pytest.raises(InvalidState):
        withdraw(after, owing)
    after.at.check()


def withdraw(after: AfterSales, number: str) -> None:
    with after.platform.begin(after.at.buyer.user_id) as work:
        case_id = work.session.scalars(
            select(AfterSalesCase.case_id).where(AfterSalesCase.number == number)
        ).one()
        assert case_id is not None
        withdraw_and_urge.withdraw(work, viewer(after.platform, after.at.buyer.user_id), case_id)


def test_of_two_at_once_one_finds_what_the_other_has_done(after: AfterSales) -> None:
    number = after.open(after.completed())
    after.reply(number)
    who, gate = viewer(after.platform, after.at.buyer.user_id), Barrier(2)

    def act(does: str) -> str:
        gate.wait()
        try:
            with after.platform.begin(after.at.buyer.user_id) as work:
                if does == "satisfied":
                    operations.be_satisfied(work, who, number)
                else:
                    operations.ask_platform(work, who, number, "打不开")
        except WorkflowsError as refusal:
            return refusal.code
        return ""

    with ThreadPoolExecutor(2) as pool:
        refused = list(pool.map(act, ("satisfied", "ask_platform")))
    after.at.run()
    assert refused.count("") == 1, refused
    assert after.look(number).case.state == ("closed" if refused[0] == "" else "mediating")
