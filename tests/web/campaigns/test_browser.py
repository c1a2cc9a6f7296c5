"""Two enterprises grab the last voucher, in two browsers; a third waits for a start."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from playwright.sync_api import BrowserContext, Page, expect

from tests.web.browser import overflows, screenshot, violations
from tests.web.conftest import PHONE
from tests.web.people_at_work import sign_in_browser
from tests.workflows.business.campaigns.conftest import begun
from workflows.bootstrap import Platform


def beside(context: BrowserContext) -> Page:
    """Open another browser, of somebody else."""
    assert context.browser is not None
    page = context.browser.new_context(locale="zh-CN", viewport=PHONE).new_page()
    page.set_default_timeout(15_000)
    return page


def test_two_enterprises_grab_the_last_voucher(
    platform: Platform, live_app: Flask, live_server: str, page: Page, enterprises: list[str]
) -> None:
    campaign_id = begun(platform, stock=1)
    other = beside(page.context)
    for one, who in ((page, enterprises[0]), (other, enterprises[1])):
        sign_in_browser(one.context, live_app, platform, live_server, who)
        one.goto(f"{live_server}/campaigns/{campaign_id}")
        expect(one.get_by_role("button", name="立即抢券")).to_be_enabled()
        assert violations(one) == []
        assert not overflows(one)
        screenshot(one, f"campaign-{'phone' if one is other else 'desk'}")
    page.get_by_role("button", name="立即抢券").dblclick()
    expect(page.get_by_text("已领到。")).to_be_visible()
    expect(page.get_by_text("第 1 号服务券")).to_be_visible()
    other.get_by_role("button", name="立即抢券").click()
    expect(other.get_by_text("本活动的服务券已全部领完。")).to_be_visible()
    assert violations(other) == []
    screenshot(other, "campaign-sold-out")
    other.context.close()


def test_the_button_opens_by_itself_at_the_start(
    platform: Platform, live_app: Flask, live_server: str, page: Page, enterprises: list[str]
) -> None:
    with platform.begin() as work:
        starts_at = work.now + timedelta(seconds=2)
    campaign_id = begun(platform, starts_at=starts_at)
    sign_in_browser(page.context, live_app, platform, live_server, enterprises[0])
    page.goto(f"{live_server}/campaigns/{campaign_id}")
    expect(page.get_by_role("timer")).to_have_text("现在")
    button = page.get_by_role("button", name="立即抢券")
    expect(button).to_be_enabled()
    button.click()  # the clock of the test stands still: for the server it is not yet time, and it says so
    expect(page.get_by_role("timer")).to_have_text("00:00:02")
    expect(page.get_by_role("button", name="立即抢券")).to_be_disabled()
