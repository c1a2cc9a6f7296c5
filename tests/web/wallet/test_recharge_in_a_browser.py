"""A recharge in a browser, in each way in which the gateway tells of it: what a person reads meanwhile."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.web.browser import violations
from tests.web.people_at_work import sign_in_browser
from tests.web.wallet.sandbox import Market, market
from tests.workflows.conftest import FixedClock
from workflows.business.payment_sandbox.banks import BEHAVIOURS
from workflows.ground.settings import Settings


@pytest.fixture
def at(settings: Settings, clock: FixedClock) -> Iterator[Market]:
    with market(settings, clock) as served:
        yield served


def recharge(page: Page, at: Market, behaviour: str) -> None:
    page.goto(f"{at.address}/wallet")
    assert not violations(page)
    page.get_by_role("link", name="充值", exact=True).click()
    expect(page.get_by_label("金额（元）")).to_be_visible()
    assert not violations(page)
    page.get_by_label("金额（元）").fill("88.80")
    page.get_by_role("button", name="下一步").click()
    page.get_by_role("link", name="前往支付").click()
    expect(page.get_by_role("heading", name="支付沙箱")).to_be_visible()
    assert not violations(page)
    page.get_by_label("通知商户的方式").select_option(behaviour)
    page.get_by_role("button", name="确认支付").click()
    expect(page.get_by_text("尚未发送")).to_have_count(len(BEHAVIOURS[behaviour].notices))
    at.run()
    page.get_by_role("link", name="返回商户").click()


WAYS = (
    ("good", "已到账", "已到账", 1),
    ("late", "待支付", "已到账", 1),
    ("twice", "已到账", "已到账", 1),
    ("reordered", "已到账", "已到账", 1),
    ("forged", "待支付", "待支付", 0),
    ("other_amount", "核实中", "核实中", 0),
    ("never", "待支付", "已到账", 1),
)
"""The notice; what the recharge says once it is paid, and when the platform has asked and all notices came;
how often it is in the wallet then."""


def test_a_recharge_from_the_wallet_to_the_bank_and_back(
    settings: Settings, at: Market, page: Page, context: BrowserContext
) -> None:
    sign_in_browser(context, at.app, at.platform, at.address, at.team.owner.user_id)
    fen = 0
    for behaviour, at_once, in_the_end, times in WAYS:
        recharge(page, at, behaviour)
        state = page.get_by_role("status", name="充值状态")
        expect(state.get_by_text(at_once, exact=True)).to_be_visible()
        order = page.url
        page.get_by_role("link", name="返回钱包").click()
        now = fen + 8880 * (times if at_once == in_the_end else 0)
        expect(page.locator("[data-balance]")).to_have_text(f"¥{now / 100:,.2f}")
        at.clock.pass_time(minutes=2)
        at.ask_by_itself()
        at.run(minutes=10)
        page.goto(order)
        expect(state.get_by_text(in_the_end, exact=True)).to_be_visible()
        page.get_by_role("link", name="返回钱包").click()
        fen += 8880 * times
        expect(page.locator("[data-balance]")).to_have_text(f"¥{fen / 100:,.2f}")
    page.goto(f"{at.address}/wallet/payment-password")
    assert not violations(page)
