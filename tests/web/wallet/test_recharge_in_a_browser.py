"""A recharge in a browser: the good way, and a forged notice."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.web.browser import violations
from tests.web.people_at_work import sign_in_browser
from tests.web.wallet.sandbox import Market, market
from tests.workflows.conftest import FixedClock
from workflows.ground.settings import Settings


@pytest.fixture
def at(settings: Settings, clock: FixedClock) -> Iterator[Market]:
    with market(settings, clock) as served:
        yield served


def recharge(page: Page, at: Market, behaviour: str) -> None:
    page.goto(f"{at.address}/wallet")
    assert not violations(page)
    page.get_by_role("link", name="充值", exact=True).click()
    assert not violations(page)
    page.get_by_label("金额（元）").fill("88.80")
    page.get_by_role("button", name="下一步").click()
    page.get_by_role("link", name="前往支付").click()
    expect(page.get_by_role("heading", name="支付沙箱")).to_be_visible()
    assert not violations(page)
    page.get_by_label("通知商户的方式").select_option(behaviour)
    page.get_by_role("button", name="确认支付").click()
    expect(page.get_by_text("尚未发送")).to_be_visible()
    at.run()
    page.get_by_role("link", name="返回商户").click()


def test_a_recharge_from_the_wallet_to_the_bank_and_back(
    settings: Settings, at: Market, page: Page, context: BrowserContext
) -> None:
    sign_in_browser(context, at.app, at.platform, at.address, at.team.owner.user_id)
    recharge(page, at, "good")
    expect(page.get_by_text("已到账")).to_be_visible()
    page.get_by_role("link", name="返回钱包").click()
    expect(page.locator("[data-balance]")).to_have_text("¥88.80")
    recharge(page, at, "forged")
    expect(page.get_by_role("status").get_by_text("待支付")).to_be_visible()
    page.get_by_role("link", name="返回钱包").click()
    expect(page.locator("[data-balance]")).to_have_text("¥88.80")
    page.goto(f"{at.address}/wallet/payment-password")
    assert not violations(page)
