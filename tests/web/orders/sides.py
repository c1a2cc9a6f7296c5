"""Both sides of an order taking turns at one browser, and what they press there, as people do."""

from __future__ import annotations

import re
from dataclasses import dataclass

from playwright.sync_api import Page, expect
from sqlalchemy import select

from tests.factories.contracts import Parties
from tests.factories.orders import PASSWORD, Market
from tests.factories.people import Applicant
from tests.forms.files import pdf
from tests.web.looking import suits_everybody
from tests.web.people_at_work import Browser
from workflows.business.catalogue.models import Product

DONE = "已办理，并已通知对方。"
LOOKED_AT_MILLISECONDS = 60_000
"""Each file is looked at by a process of its own, which a loaded machine takes long to begin."""
Sent = dict[str, str | bytes]


def document(name: str) -> Sent:
    """Return a PDF as somebody chooses it from their disk."""
    return {"name": name, "mimeType": "application/pdf", "buffer": pdf()}


@dataclass
class Sides:
    """The enterprise and the provider of a market. `number`: of the order that they are at."""

    browser: Browser
    at: Market
    number: str = ""

    @property
    def page(self) -> Page:
        return self.browser.page

    def open(self, who: Applicant, path: str = "") -> Page:
        """Let a side open a page, its order unless told otherwise."""
        self.browser.become(who.user_id)
        return self.browser.open(path or f"/orders/{self.number}")

    def press(self, name: str) -> None:
        """Press a button of the order's page, wait until it is done, and look at the order again."""
        self.page.get_by_role("button", name=name, exact=True).click(timeout=LOOKED_AT_MILLISECONDS)
        expect(self.page.locator(".alert-success")).to_contain_text(DONE)
        self.at.run()
        self.page.reload()

    def follow(self, name: str) -> None:
        """Follow a link to another page."""
        with self.page.expect_navigation(wait_until="load"):
            self.page.locator("main").get_by_role("link", name=name).first.click()

    def stands(self, state: str) -> None:
        """Check the state in the title of the order's page."""
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(state)

    def put_into_cart(self, product_id: str, quantity: str) -> None:
        with self.at.platform.begin() as work:
            number = work.session.scalars(select(Product.number).where(Product.id == product_id)).one()
        page = self.open(self.at.buyer, f"/catalogue/{number}")
        page.get_by_label("数量").fill(quantity)
        page.get_by_role("button", name="加入购物车").click()
        page.wait_for_url(re.compile(r"/cart$"))

    def check_out(self) -> None:
        """Order what is in the cart, by a double click."""
        self.follow("去结算")
        self.page.get_by_role("button", name="提交订单").dblclick()
        self.page.wait_for_url(re.compile(r"/orders/DD-[\w-]+$"))
        self.number = self.page.url.rpartition("/")[2]
        self.at.run()

    def accept(self) -> None:
        """Let the provider find the order in its list and accept it."""
        self.open(self.at.seller, "/orders/sales")
        self.page.get_by_role("row").filter(has_text=self.number).get_by_role("link").click()
        self.page.wait_for_url(f"**/orders/{self.number}")
        self.press("接单")

    def pay(self, button: str) -> None:
        self.open(self.at.buyer)
        self.page.get_by_label("安全密码").fill(PASSWORD)
        self.press(button)

    def report(self, words: str, *files: Sent) -> None:
        """Let the provider report the milestone that is under way."""
        self.open(self.at.seller)
        self.page.get_by_label("完成说明").fill(words)
        self.page.get_by_label("文件", exact=True).set_input_files(list(files))  # type: ignore[arg-type]
        self.press("提交报告")
        self.stands("待完成")

    def rate(self, who: Applicant, stars: str, words: str) -> None:
        self.open(who)
        self.follow("评价")
        for criterion in self.page.locator("main fieldset").all():
            criterion.locator(f'input[value="{stars}"]').check()
        self.page.get_by_label("评价内容").fill(words)
        self.page.get_by_role("button", name="提交评价").click()
        expect(self.page.get_by_role("button", name="提交评价")).to_have_count(0)
        expect(self.page.locator("main")).to_contain_text(words)
        self.at.run()

    def look(self, name: str) -> None:
        """Check that a page suits everybody, on a phone too; keep pictures where they are asked for."""
        suits_everybody(self.page, f"order-{name}")


@dataclass
class Signing:
    """What both sides do with the contract of their order."""

    sides: Sides

    @property
    def page(self) -> Page:
        return self.sides.page

    @property
    def _parties(self) -> Parties:
        at = self.sides.at
        return Parties(at.platform, at.seller, at.buyer)

    def open(self, who: Applicant, *links: str) -> None:
        """Let a side come to the contract from its order, and follow links from there."""
        self.sides.open(who)
        drafts = self.page.get_by_role("link", name="起草合同")
        self.sides.follow("起草合同" if drafts.count() else "查看合同")
        for link in links:
            self.sides.follow(link)

    def draft(self, *parts: tuple[str, str, str], way: str = "") -> None:
        """Let the provider draft by the first template: milestones with amount and day."""
        self.open(self.sides.at.seller)
        self.page.get_by_role("button", name="使用此模板").first.click()
        self.page.wait_for_url(re.compile(r"/contracts/[^/]+/draft$"))
        for field in self.page.locator("[name^=value-]").all():
            field.fill("2026-05-01" if field.get_attribute("type") == "date" else "5")
        for place, (title, amount, due) in enumerate(parts, start=1):
            self.page.get_by_label(f"里程碑 {place}", exact=True).fill(title)
            self.page.get_by_label(f"里程碑 {place} 的金额（元）").fill(amount)
            self.page.get_by_label(f"里程碑 {place} 的日期").fill(due)
        self.page.get_by_label(re.compile("随每个里程碑")).check()
        if way:
            self.page.get_by_label(way).check()

    def offer(self) -> None:
        self.page.get_by_role("button", name="提交企业确认").click()
        self.page.wait_for_url(re.compile(r"/contracts/[\w-]{36}$"))
        expect(self.page.locator("main")).to_contain_text("待企业确认")
        self.sides.at.run()

    def answer(self, button: str) -> None:
        self.page.get_by_role("button", name=button, exact=True).click()
        self.page.wait_for_url(re.compile(r"/contracts/[\w-]{36}$"))
        self.sides.at.run()

    def sign(self, who: Applicant) -> None:
        """Sign by the code that comes to the person's phone."""
        self.open(who, "签章签署")
        self.page.get_by_role("button", name="获取验证码").click()
        expect(self.page.locator("#code-answer")).to_contain_text("验证码已发送")
        self.page.locator("#code").fill(self._parties.code())
        self.page.get_by_role("button", name="确认签署").click()
        self.page.wait_for_url(re.compile(r"/contracts/[\w-]{36}$"))
        self.sides.at.run()
