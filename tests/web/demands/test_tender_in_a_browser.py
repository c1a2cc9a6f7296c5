"""Three providers bid under seal, two of them once more in a second round, one is chosen for an order."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.factories import publication
from tests.factories.demands import PLAN, opened, tendered
from tests.factories.orders import Market
from tests.factories.people import Applicant
from tests.web.looking import suits_everybody
from tests.web.people_at_work import Browser
from tests.workflows.conftest import FixedClock


class Tendering:
    """One browser at which the enterprise and the providers take turns."""

    def __init__(self, at: Market, number: str, browser: Browser) -> None:
        self.at, self.number, self.browser, self.page = at, number, browser, browser.page

    def open_as(self, who: Applicant, path: str) -> Page:
        self.browser.become(who.user_id)
        self.page.goto(self.browser.address + path)
        return self.page

    def bid(self, provider: Applicant, price: str) -> None:
        """Find the demand in the project hall, and bid for it."""
        page = self.open_as(provider, "/demands")
        page.get_by_role("link", name="机加工车间设备联网").click()
        page.wait_for_url(f"**/demands/{self.number}")
        page.get_by_role("link", name="参与投标").click()
        page.wait_for_url("**/bid")
        page.get_by_label("报价（元）").fill(price)
        page.get_by_label("实施方案").fill(PLAN)
        page.get_by_role("button", name="密封并提交投标").click()
        page.wait_for_url("**/tender")
        expect(page.get_by_role("region", name="我方投标")).to_contain_text("待开标")
        self.at.run()

    def quote(self, provider: Applicant, price: str) -> None:
        """Give a new price in the second round."""
        page = self.open_as(provider, f"/demands/{self.number}/tender")
        page.get_by_label("新报价（元）").fill(price)
        self.look("quote")
        page.get_by_role("button", name="密封并提交新报价").click()
        expect(page.get_by_text("新报价已密封")).to_be_visible()
        self.at.run()

    def look(self, name: str) -> None:
        """Check that a page suits everybody, on a phone too."""
        suits_everybody(self.page, f"tender-{name}")


@pytest.mark.prepared
def test_three_bid_two_of_them_again_and_one_is_chosen(
    at: Market, browser_of: Browser, clock: FixedClock
) -> None:
    others = [
        publication.provider(at.platform, name, "430400") for name in ("衡阳软件有限公司", "株洲智造有限公司")
    ]
    number = tendered(at.platform, at.buyer)
    room = Tendering(at, number, browser_of)
    for provider, price in ((at.seller, "3000"), (others[0], "2500.5"), (others[1], "2600")):
        room.bid(provider, price)
    room.look("own")
    page = room.open_as(at.buyer, f"/demands/{number}/tender")
    expect(page.get_by_role("timer")).to_be_visible()
    expect(page.get_by_text("2,500.50")).to_have_count(0)
    room.look("sealed")

    opened(at.platform, clock, number)
    page = room.open_as(at.buyer, f"/demands/{number}/tender")
    offers = page.get_by_role("region", name="投标", exact=True).get_by_role("row")
    expect(offers.filter(has_text="¥2,500.50")).to_have_count(1)
    for name in ("衡阳软件有限公司", "株洲智造有限公司"):
        page.get_by_role("checkbox", name=name).check()
    room.look("opened")
    page.get_by_role("button", name="发起第二轮报价").click()
    expect(page.get_by_text("第二轮报价已开始")).to_be_visible()
    for provider, price in ((others[0], "2400"), (others[1], "2300.5")):
        room.quote(provider, price)
    page = room.open_as(at.buyer, f"/demands/{number}/tender")
    expect(offers.filter(has_text="¥2,300.50")).to_contain_text("首轮 ¥2,600.00")
    expect(page.get_by_role("link", name="选定湘江数字科技有限公司")).to_have_count(0)
    room.look("second-round")
    page.get_by_role("link", name="选定株洲智造有限公司").click()
    page.wait_for_url("**/choose")
    page.get_by_role("button", name="选定并下单").click()
    page.wait_for_url("**/orders/*")
    at.run()
    page = room.open_as(others[0], "/demands/bids")
    expect(page.get_by_role("row").filter(has_text="未中选")).to_have_count(1)
    room.look("bids")
    page = room.open_as(at.buyer, f"/demands/{number}/tender")
    expect(page.get_by_role("link", name="查看订单")).to_be_visible()
    room.look("chosen")
    at.check()
