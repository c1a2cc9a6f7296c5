"""Three bid under seal, two of them once more in a second round, one is chosen: its contract is signed."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.factories import publication
from tests.factories.demands import opened, tendered
from tests.factories.orders import Market
from tests.web.demands.tendering import Tendering
from tests.web.orders.sides import Sides, Signing
from tests.web.people_at_work import Browser
from tests.workflows.conftest import FixedClock
from workflows.business.contracts import templates


@pytest.mark.prepared
def test_three_bid_two_of_them_again_and_one_is_chosen_and_signs(
    at: Market, browser_of: Browser, clock: FixedClock
) -> None:
    others = [
        publication.provider(at.platform, name, "430400") for name in ("衡阳软件有限公司", "株洲智造有限公司")
    ]
    with at.platform.begin() as work:
        templates.load_delivered(work)
    at.parties()
    number = tendered(at.platform, at.buyer)
    room = Tendering(at, number, browser_of)
    for provider, price in ((others[1], "30000"), (others[0], "25000.5"), (at.seller, "26000")):
        room.bid(provider, price)
    room.look("own")
    page = room.open_as(at.buyer, f"/demands/{number}/tender")
    expect(page.get_by_role("timer")).to_be_visible()
    expect(page.get_by_text("25,000.50")).to_have_count(0)
    room.look("sealed")

    opened(at.platform, clock, number)
    page = room.open_as(at.buyer, f"/demands/{number}/tender")
    offers = page.get_by_role("region", name="投标", exact=True).get_by_role("row")
    expect(offers.filter(has_text="¥25,000.50")).to_have_count(1)
    for name in ("衡阳软件有限公司", "湘江数字科技有限公司"):
        page.get_by_role("checkbox", name=name).check()
    room.look("opened")
    page.get_by_role("button", name="发起第二轮报价").click()
    expect(page.get_by_text("第二轮报价已开始")).to_be_visible()
    for provider, price in ((others[0], "24000"), (at.seller, "23000.5")):
        room.quote(provider, price)
    page = room.open_as(at.buyer, f"/demands/{number}/tender")
    expect(offers.filter(has_text="¥23,000.50")).to_contain_text("首轮 ¥26,000.00")
    expect(page.get_by_role("link", name="选定株洲智造有限公司")).to_have_count(0)
    room.look("second-round")
    page.get_by_role("link", name="选定湘江数字科技有限公司").click()
    page.wait_for_url("**/choose")
    page.get_by_role("button", name="选定并下单").click()
    page.wait_for_url("**/orders/*")
    order = page.url.rpartition("/")[2]
    at.run()
    page = room.open_as(others[0], "/demands/bids")
    expect(page.get_by_role("row").filter(has_text="未中选")).to_have_count(1)
    room.look("bids")
    page = room.open_as(at.buyer, f"/demands/{number}/tender")
    expect(page.get_by_role("link", name="查看订单")).to_be_visible()
    room.look("chosen")
    both_sign(Sides(browser_of, at, order))
    at.check()


def both_sign(sides: Sides) -> None:
    """Let the provider accept the order and draft its contract at the new price, and both sign it."""
    signing, at = Signing(sides), sides.at
    sides.accept()
    sides.stands("待签合同")
    signing.draft(("设备联网验收", "23000.5", "2026-06-01"))
    signing.offer()
    signing.open(at.buyer, "查看并答复")
    signing.answer("同意")
    for who in (at.seller, at.buyer):
        signing.sign(who)
    sides.open(at.buyer)
    sides.stands("待支付")
