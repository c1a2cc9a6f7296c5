"""Tenders without an order, in a browser: withdrawn early and late, given up, too few at a new time."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect

from tests.factories.demands import bids, opened, tender_of, tendered
from tests.factories.orders import Market
from tests.web.demands.tendering import Tendering
from tests.web.people_at_work import Browser
from tests.workflows.conftest import FixedClock
from workflows.business.ledger.values import BalanceView
from workflows.ground.clock import SHANGHAI

pytestmark = pytest.mark.prepared


def leave(page: Page, region: str, fee: str, button: str) -> None:
    """Read the fee, give a reason, and press the button that names it; wait until the room says so."""
    form = page.get_by_role("region", name=region)
    expect(form).to_contain_text(fee)
    form.get_by_label("原因").fill("预算调整")
    form.get_by_role("button", name=button).click()
    expect(page.locator(".alert-success")).to_be_visible()


@pytest.mark.parametrize(
    ("hours_before", "fee", "left"), [(72, "¥100.00", "19900.00"), (47, "¥300.00", "19700.00")]
)
def test_a_demand_is_withdrawn_early_and_late_for_its_fee(
    at: Market, browser_of: Browser, clock: FixedClock, hours_before: int, fee: str, left: str
) -> None:
    number = tendered(at.platform, at.buyer)
    bids(at.platform, at.seller, number, "3000.00")
    clock.now = tender_of(at.platform, number).opens_at - timedelta(hours=hours_before)
    room = Tendering(at, number, browser_of)
    page = room.open_as(at.buyer, f"/demands/{number}/tender")
    leave(page, "撤回需求", fee, "确认扣费并结束")
    at.run()
    assert at.wallet(at.buyer) == BalanceView(Decimal(left), Decimal("0.00"))
    page = room.open_as(at.seller, "/demands/bids")
    expect(page.get_by_role("row").filter(has_text="未中选")).to_have_count(1)
    at.check()


def test_none_is_chosen_then_too_few_bid_at_the_new_time_and_it_ends_for_nothing_more(
    at: Market, browser_of: Browser, clock: FixedClock
) -> None:
    number = tendered(at.platform, at.buyer, minimum=1)
    bids(at.platform, at.seller, number, "3000.00")
    opened(at.platform, clock, number)
    room, address = Tendering(at, number, browser_of), f"/demands/{number}/tender"
    page = room.open_as(at.buyer, address)
    leave(page, "放弃选定", "¥300.00", "确认扣费并放弃")
    at.run()
    page.reload()
    new_time = clock.now.astimezone(SHANGHAI) + timedelta(hours=60)
    page.get_by_label("开标时间").fill(f"{new_time:%Y-%m-%dT%H:%M}")
    page.get_by_role("button", name="设定开标时间").click()
    expect(page.locator(".alert-success")).to_be_visible()
    at.run()
    page = room.open_as(at.seller, address)
    page.get_by_role("button", name="撤回投标").click()
    page.wait_for_url("**/demands/bids")
    opened(at.platform, clock, number)
    page = room.open_as(at.buyer, address)
    expect(page.get_by_text("投标家数不足最低家数")).to_be_visible()
    leave(page, "放弃选定", "¥0.00", "放弃，不收费")
    at.run()
    page.reload()
    leave(page, "撤回需求", "¥0.00", "结束，不扣保证金")
    at.run()
    assert at.wallet(at.buyer) == BalanceView(Decimal("19700.00"), Decimal("0.00"))
    at.check()
