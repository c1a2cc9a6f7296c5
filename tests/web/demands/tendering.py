"""What the enterprise and the providers of a tender press in a browser, as people do."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.factories.demands import PLAN
from tests.factories.people import Applicant
from tests.web.demands.turns import Turns
from tests.web.looking import suits_everybody


class Tendering(Turns):
    """What they press in a tender."""

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
