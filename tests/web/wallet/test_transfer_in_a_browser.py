"""Recharge by transfer in a browser: another amount came than was reported, and a slip comes twice."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.factories.people import staff
from tests.web.looking import suits_everybody
from tests.web.people_at_work import Browser
from tests.workflows.conftest import FixedClock
from tests.workflows.people.sub_accounts.conftest import Team, certified_provider
from workflows.bootstrap import Platform
from workflows.ground.clock import SHANGHAI

pytestmark = pytest.mark.prepared


class Counter:
    """One browser at which an owner and somebody of finance take turns."""

    def __init__(self, platform: Platform, browser: Browser, clock: FixedClock) -> None:
        self.platform, self.browser, self.page = platform, browser, browser.page
        self.team: Team = certified_provider(platform)
        self.finance = staff(platform, "finance")
        self.today = clock.now.astimezone(SHANGHAI).date().isoformat()

    def open_as(self, who: str, path: str) -> Page:
        self.browser.become(who)
        return self.browser.open(path)

    def look(self, name: str) -> None:
        """Check that a page suits everybody, on a phone too."""
        suits_everybody(self.page, f"transfer-{name}")

    def report(self, amount: str, file_name: str) -> str:
        """Report a transfer with its slip as the owner does; return the number of the case."""
        page = self.open_as(self.team.owner.user_id, "/wallet/recharge")
        page.get_by_role("link", name="提交转账凭证").click()
        page.locator('[name="platform_account"][value="main"]').check()
        page.locator('[name="amount"]').fill(amount)
        page.locator('[name="paid_on"]').fill(self.today)
        page.locator('[name="payer_name"]').fill("湘江检测")
        page.locator('[name="payer_account"]').fill("6217 0029 2011 0000")
        page.locator("#f-slip").set_input_files(slip(file_name))
        expect(page.get_by_role("link", name=file_name)).to_be_visible()
        self.look("form")
        page.get_by_role("button", name="核对填写内容").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("核对填写内容")
        page.get_by_role("button", name="提交", exact=True).click()
        page.wait_for_url(re.compile(r"/cases/[A-Z]+-\d{4}-\d{6}$"))
        self.platform.engine.run_due_jobs()
        return page.url.rpartition("/")[2]

    def open_step(self, number: str) -> Page:
        page = self.open_as(self.finance, "/inbox")
        page.get_by_role("row").filter(has_text=number).get_by_role("link").first.click()
        expect(page.locator("#decision-title")).to_be_visible()
        return page

    def confirm(self, amount: str) -> None:
        """Fill in what really came, and confirm it."""
        page = self.page
        page.locator('[name="arrived_amount"]').fill(amount)
        page.locator('[name="arrived_on"]').fill(self.today)
        page.locator('[name="bank_reference"]').fill("CCB-1")
        page.locator('[name="bank_reference"]').blur()
        self.look("decision")
        page.locator('button[name="action"][value="approve"]').click()
        expect(page.locator("#decision-title")).to_have_count(0)
        self.platform.engine.run_due_jobs()


def slip(name: str) -> dict[str, object]:
    """Return a picture that is the same whatever it is called."""
    content = BytesIO()
    Image.new("RGB", (60, 40), "white").save(content, "PNG")
    return {"name": name, "mimeType": "image/png", "buffer": content.getvalue()}


@pytest.fixture
def counter(platform: Platform, browser_of: Browser, clock: FixedClock) -> Counter:
    return Counter(platform, browser_of, clock)


def test_finance_credits_what_really_came(counter: Counter) -> None:
    number = counter.report("5000.00", "转账.png")
    page = counter.open_step(number)
    expect(page.get_by_text("内容完全相同的回单")).to_have_count(0)
    page.locator('button[name="action"][value="approve"]').click()
    expect(page.locator(".is-invalid").first).to_be_visible()
    counter.confirm("4990.50")
    page = counter.open_as(counter.team.owner.user_id, "/wallet")
    expect(page.locator("[data-balance]")).to_have_text("¥4,990.50")
    page.get_by_role("link", name="充值", exact=True).click()
    row = page.get_by_role("row").filter(has_text=number)
    expect(row).to_contain_text("¥4,990.50")
    expect(row).to_contain_text("已到账")
    counter.look("list")
    row.get_by_role("link", name=number).click()
    expect(page.get_by_text("实际到账 4,990.50 元，已记入钱包")).to_be_visible()
    counter.look("case")


def test_the_same_slip_under_another_name_is_told_to_finance(counter: Counter) -> None:
    first = counter.report("5000.00", "转账.png")
    second = counter.report("5000.00", "另一张.png")
    page = counter.open_step(second)
    expect(page.get_by_text("内容完全相同的回单")).to_be_visible()
    expect(page.locator(".decision").get_by_text(first)).to_be_visible()
    counter.look("same-slip")
