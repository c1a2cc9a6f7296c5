"""In a browser: an order cancelled in each of its states, by whoever may; after each the books balance."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

import pytest
from playwright.sync_api import expect

from tests.factories.orders import Market, specification
from tests.factories.people import Applicant, staff
from tests.web.orders.sides import Sides
from tests.web.people_at_work import Browser
from tests.workflows.business.orders.test_checkout import left, voucher
from workflows.business.contracts import templates

pytestmark = [pytest.mark.prepared, pytest.mark.browser, pytest.mark.long]

CONTRACT = "awaiting_contract"
STATES: tuple[str, ...] = (
    "awaiting_acceptance",
    CONTRACT,
    "awaiting_payment",
    "awaiting_start",
    "in_service",
    "awaiting_completion",
)


@pytest.fixture
def sides(browser_of: Browser, at: Market) -> Sides:
    with at.platform.begin() as work:
        templates.load_delivered(work)
    return Sides(browser_of, at)


def bring(sides: Sides, state: str) -> None:
    """Bring a new order, of which a voucher pays 1,000.00, into a state."""
    at = sides.at
    yuan = "13000.00" if state == CONTRACT else "4000.00"
    at.wants(at.sells(specifications=[specification("标准版", yuan)]))
    (sides.number,) = at.orders()
    ways: Mapping[str, Callable[[], object]] = {
        "awaiting_acceptance": lambda: None,
        CONTRACT: lambda: at.act(sides.number, "accept"),
        "awaiting_payment": lambda: None,
        "awaiting_start": lambda: at.pay(sides.number),
        "in_service": lambda: at.act(sides.number, "start"),
        "awaiting_completion": lambda: at.act(sides.number, "finish"),
        "disputed": lambda: at.dispute(sides.number, at.seller),
    }
    for reached, go_on in ways.items():
        go_on()
        if reached == state:
            break
    assert at.state(sides.number) == state


def cancel(sides: Sides, who: Applicant, promised: str) -> None:
    """Cancel on the order's page, having read there what it costs."""
    page = sides.open(who)
    page.locator("summary", has_text="取消订单").click()
    form = page.locator("details[open]")
    expect(form).to_contain_text(promised)
    form.get_by_label("原因").fill("业务调整，不再需要。")
    sides.press("取消订单")
    sides.stands("订单取消")


def refuse(sides: Sides) -> None:
    """Who has not accepted an order yet refuses it."""
    page = sides.open(sides.at.seller)
    expect(page.locator("summary", has_text="取消订单")).to_have_count(0)
    page.get_by_label("原因").fill("本月排期已满。")
    sides.press("拒绝接单")
    sides.stands("订单取消")


def balances(at: Market) -> tuple[Decimal, ...]:
    """Return what the enterprise has and holds, and what the provider has; the books are checked."""
    at.check()
    buyer, seller = at.wallet(at.buyer), at.wallet(at.seller)
    assert seller.held == 0
    return buyer.available, buyer.held, seller.available


def test_the_provider_cancels_in_each_state_and_everything_goes_back(sides: Sides, at: Market) -> None:
    one = voucher(at, "1000.00")
    for state in STATES:
        bring(sides, state)
        assert left(at, one)[:2] == (Decimal("0.00"), Decimal("1000.00")), state
        if state == "awaiting_acceptance":
            refuse(sides)
        else:
            cancel(sides, at.seller, "已付的款项和冻结的服务券全部退回企业。")
        assert balances(at) == (Decimal("20000.00"), Decimal("0.00"), Decimal("0.00")), state
        assert left(at, one) == (Decimal("1000.00"), Decimal("0.00"), Decimal("0.00")), state
    sides.look("cancelled")


def test_the_enterprise_cancels_for_nothing_until_it_has_paid_then_at_a_cost(
    sides: Sides, at: Market
) -> None:
    one = voucher(at, "1000.00")
    for state in STATES[:3]:
        bring(sides, state)
        cancel(sides, at.buyer, "取消不产生费用，冻结的款项和服务券全部退回。")
        assert balances(at) == (Decimal("20000.00"), Decimal("0.00"), Decimal("0.00")), state
        assert left(at, one)[0] == Decimal("1000.00"), state
    bring(sides, "awaiting_start")
    cancel(sides, at.buyer, "已付款项中的 ¥150.00 补偿给服务机构，其余全部退回。")
    assert balances(at) == (Decimal("19850.00"), Decimal("0.00"), Decimal("150.00"))
    assert left(at, one)[0] == Decimal("1000.00")
    expect(sides.open(at.buyer).locator("main")).to_contain_text("¥2,850.00")


def test_work_that_has_begun_is_ended_by_both_or_by_the_platform(sides: Sides, at: Market) -> None:
    """The enterprise alone cannot cancel any more: what goes back is agreed on, or decided in a dispute."""
    voucher(at, "1000.00")
    bring(sides, "in_service")
    page = sides.open(at.buyer)
    expect(page.locator("summary", has_text="取消订单")).to_have_count(0)
    page.locator("summary", has_text="提议终止订单").click()
    page.get_by_label("退回企业的金额（元）").fill("1,000")
    page.locator("details[open]").get_by_label("原因").fill("产线停工，不再需要。")
    sides.press("提交提议")
    page = sides.open(at.seller)
    expect(page.locator("main")).to_contain_text("对方提议终止订单")
    sides.press("同意并终止订单")
    sides.stands("订单取消")
    assert balances(at) == (Decimal("18000.00"), Decimal("0.00"), Decimal("1960.00"))

    bring(sides, "awaiting_completion")
    page = sides.open(at.buyer)
    page.locator("summary", has_text="申请平台处理争议").click()
    page.get_by_label("争议内容").fill("交付内容与约定不符。")
    sides.press("提出争议")
    sides.stands("争议处理中")
    the_platform_ends_it(sides, refund="2500")
    assert balances(at) == (Decimal("17500.00"), Decimal("0.00"), Decimal("2450.00"))
    sides.open(at.buyer)
    sides.stands("订单取消")
    sides.look("ruled")


def the_platform_ends_it(sides: Sides, *, refund: str) -> None:
    """Let an operator decide in the inbox that the order ends with a refund."""
    sides.browser.become(staff(sides.at.platform, "operator"))
    page = sides.browser.open("/inbox")
    page.get_by_role("row").filter(has_text=sides.number).get_by_role("link").first.click()
    page.get_by_label("终止订单并退款").check()
    page.get_by_label("向企业退款（元）").fill(refund)
    page.get_by_label("理由（双方可见）").fill("双方材料核对后，按完成比例退款。")
    page.locator('button[name="action"][value="submit"]').click()
    expect(page.locator("#announcements")).not_to_be_empty()
    sides.at.run()
