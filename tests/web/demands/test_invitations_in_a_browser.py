"""Two providers accept an invitation, one is chosen: its order is placed, the deposit is back."""

from __future__ import annotations

from decimal import Decimal

import pytest
from playwright.sync_api import expect

from tests.factories import publication
from tests.factories.demands import published
from tests.factories.orders import Market
from tests.factories.people import Applicant
from tests.web.demands.turns import Turns
from tests.web.looking import suits_everybody
from tests.web.people_at_work import Browser
from workflows.business.ledger.values import BalanceView


class Negotiation(Turns):
    """What they press in an invitation."""

    def invite(self, provider: Applicant) -> str:
        """Invite a provider from its page; return the address of the invitation."""
        page = self.open_as(self.at.buyer, f"/providers/{provider.organisation_id}")
        page.get_by_role("link", name="邀请参与需求").click()
        page.get_by_label("留言").fill("请就设备联网报价。")
        self.look("invite")
        page.get_by_role("button", name="发送邀请").click()
        page.wait_for_url("**/demands/invitations/*")
        self.at.run()
        return page.url.removeprefix(self.browser.address)

    def accept(self, provider: Applicant, price: str) -> None:
        """Find the invitation in the list of the provider, and accept it with a price."""
        page = self.open_as(provider, "/demands/invitations")
        self.look("list")
        page.get_by_role("link", name="机加工车间设备联网").click()
        page.wait_for_url("**/demands/invitations/*")
        form = page.get_by_role("region", name="接受邀请")
        form.get_by_label("报价（元）").fill(price)
        form.get_by_role("button", name="接受并报价").click()
        expect(page.get_by_role("region", name="更新报价")).to_be_visible()
        self.at.run()

    def look(self, name: str) -> None:
        """Check that a page suits everybody, on a phone too."""
        suits_everybody(self.page, f"invitation-{name}")


@pytest.mark.prepared
def test_two_accept_and_one_is_chosen(at: Market, browser_of: Browser) -> None:
    other = publication.provider(at.platform, "衡阳软件有限公司", "430400")
    number = published(at.platform, at.buyer)
    talk = Negotiation(at, number, browser_of)
    chosen, _ = talk.invite(at.seller), talk.invite(other)
    talk.accept(at.seller, "3000")
    talk.accept(other, "2500.5")

    page = talk.open_as(at.buyer, f"/demands/{number}")
    offers = page.get_by_role("region", name="邀标").get_by_role("row")
    expect(offers.filter(has_text="¥3,000.00")).to_have_count(1)
    expect(offers.filter(has_text="¥2,500.50")).to_have_count(1)
    talk.look("offers")
    page = talk.open_as(at.buyer, chosen)
    page.get_by_role("link", name="选定该服务机构").click()
    page.wait_for_url("**/choose")
    talk.look("choose")
    page.get_by_role("button", name="选定并下单").click()
    page.wait_for_url("**/orders/*")
    talk.look("ordered")
    at.run()

    page = talk.open_as(other, "/demands/invitations")
    expect(page.get_by_role("row").filter(has_text="未选定")).to_have_count(1)
    page = talk.open_as(at.buyer, f"/demands/{number}")
    expect(page.get_by_role("link", name="查看订单")).to_be_visible()
    expect(page.locator("dl.facts div").filter(has_text="已冻结保证金").locator("dd")).to_have_text("¥0.00")
    assert at.wallet(at.buyer) == BalanceView(Decimal("20000.00"), Decimal("0.00"))
