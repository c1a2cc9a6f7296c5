"""Withdrawals in a browser: reviewed by one of finance, released by another, and one refused by the bank."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.factories.people import staff
from tests.web.looking import suits_everybody
from tests.web.people_at_work import sign_in_browser
from tests.web.wallet.sandbox import Market, certified_card, market, pays_with
from tests.workflows.business.wallet.conftest import receive
from tests.workflows.conftest import FixedClock
from workflows.ground.settings import Settings

pytestmark = pytest.mark.prepared

PASSWORD = "Pay-with-2026"
GOOD, REFUSED = "6217002920111234", "6217002920110002"


@pytest.fixture
def at(settings: Settings, clock: FixedClock) -> Iterator[Market]:
    with market(settings, clock) as served:
        pays_with(served, PASSWORD)
        with served.platform.begin() as work:
            receive(work, served.team.owner.organisation_id, "100.00")
        yield served


class Counter:
    """One browser at which the owner and two people of finance take turns."""

    def __init__(self, at: Market, page: Page, context: BrowserContext) -> None:
        self.at, self.page, self.context = at, page, context
        self.owner = at.team.owner.user_id
        self.first, self.second = staff(at.platform, "finance"), staff(at.platform, "finance")

    def open_as(self, who: str, path: str) -> Page:
        sign_in_browser(self.context, self.at.app, self.at.platform, self.at.address, who)
        self.page.goto(self.at.address + path)
        return self.page

    def look(self, name: str) -> None:
        """Check that a page suits everybody, on a phone too."""
        suits_everybody(self.page, f"withdrawal-{name}")

    def ask(self, amount: str) -> str:
        """Ask for a withdrawal as the owner does; return the number of the case."""
        page = self.open_as(self.owner, "/wallet")
        page.get_by_role("link", name="提现", exact=True).click()
        page.get_by_label("金额（元）").fill(amount)
        self.look("form")
        page.get_by_label("安全密码").fill(PASSWORD)
        page.get_by_role("button", name="申请提现").click()
        expect(page.get_by_text("金额已冻结")).to_be_visible()
        self.at.run()
        return page.url.rpartition("/")[2]

    def open_step(self, who: str, number: str) -> Page:
        """Open the step of a case that waits for somebody of finance, from their inbox."""
        page = self.open_as(who, "/inbox")
        page.get_by_role("row").filter(has_text=number).get_by_role("link").first.click()
        expect(page.locator("#decision-title")).to_be_visible()
        return page

    def approve(self, who: str, number: str) -> None:
        page = self.open_step(who, number)
        page.locator('button[name="action"][value="approve"]').click()
        expect(page.locator("#decision-title")).to_have_count(0)
        self.at.run()

    def wallet_says(self, available: str, held: str) -> None:
        page = self.open_as(self.owner, "/wallet")
        expect(page.locator("[data-balance]")).to_have_text(available)
        expect(page.locator("dl.facts div").filter(has_text="冻结").locator("dd")).to_have_text(held)


@pytest.fixture
def counter(at: Market, page: Page, context: BrowserContext) -> Counter:
    return Counter(at, page, context)


def test_one_reviews_another_releases_and_it_arrives(at: Market, counter: Counter) -> None:
    certified_card(at, GOOD)
    number = counter.ask("30.00")
    counter.wallet_says("¥70.00", "¥30.00")
    counter.look("held")
    counter.approve(counter.first, number)

    page = counter.open_as(counter.first, "/inbox")
    expect(page.get_by_role("row").filter(has_text=number)).to_have_count(0)
    counter.approve(counter.second, number)
    counter.wallet_says("¥70.00", "¥0.00")
    page = counter.open_as(counter.owner, "/wallet/withdraw")
    expect(page.get_by_role("listitem").filter(has_text=number)).to_contain_text("已到账")


def test_who_has_reviewed_cannot_release_by_its_address_either(at: Market, counter: Counter) -> None:
    certified_card(at, GOOD)
    number = counter.ask("30.00")
    counter.approve(counter.first, number)
    page = counter.open_step(counter.second, number)
    counter.look("decision")
    page = counter.open_as(counter.first, page.url.removeprefix(at.address))
    counter.look("barred")
    expect(page.locator('button[name="action"][value="approve"]')).to_have_count(0)
    counter.wallet_says("¥70.00", "¥30.00")


def test_what_the_bank_refuses_comes_back_with_its_reason(at: Market, counter: Counter) -> None:
    certified_card(at, REFUSED)
    number = counter.ask("30.00")
    counter.approve(counter.first, number)
    counter.approve(counter.second, number)
    counter.wallet_says("¥100.00", "¥0.00")
    page = counter.open_as(counter.owner, "/wallet/withdraw")
    line = page.get_by_role("listitem").filter(has_text=number)
    expect(line).to_contain_text("收款账户已注销")
    expect(line).to_contain_text("已退回钱包")
    counter.look("refused")
    line.get_by_role("link", name=number).click()
    expect(page.get_by_text("收款账户已注销").first).to_be_visible()
    counter.look("refused-case")
