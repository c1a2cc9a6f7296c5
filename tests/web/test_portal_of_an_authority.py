"""The portal as an authority wants it (14.8): set by its people, read by visitors, in a browser."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.factories import publication
from tests.factories.people import staff
from tests.web.browser import overflows, violations
from tests.web.conftest import PHONE
from tests.web.people_at_work import Browser
from tests.workflows.conftest import FixedClock
from workflows.bootstrap import Platform

FOOTER = {
    "主办单位（中文）": "湖南省中小企业服务中心",
    "客服电话": "0731-12345678",
    "ICP 备案号": "湘ICP备12345678号",
    "公安备案号": "湘公网安备43010002000001号",
}


@pytest.fixture
def visitor(browser_of: Browser) -> Page:
    """The same browser, in which nobody is signed in."""
    browser_of.context.clear_cookies()
    return browser_of.page


def test_what_the_administration_sets_stands_at_the_foot_of_every_page(
    browser_of: Browser, platform: Platform
) -> None:
    """14.8: sponsor, telephone and both filing numbers, each a link where it leads on."""
    browser_of.become(staff(platform, "admin"))
    page = browser_of.open("/admin/settings")
    for label, value in FOOTER.items():
        page.get_by_label(label, exact=True).fill(value)
    with page.expect_navigation():
        page.get_by_role("button", name="保存设置").click()
    browser_of.context.clear_cookies()
    for path in ("/", "/catalogue", "/account/sign-in"):
        foot = browser_of.open(path).get_by_role("contentinfo")
        expect(foot).to_contain_text("主办单位：湖南省中小企业服务中心")
        for name, target in (
            ("0731-12345678", "tel:0731-12345678"),
            ("湘ICP备12345678号", "https://beian.miit.gov.cn/"),
            ("湘公网安备43010002000001号", "https://beian.mps.gov.cn/"),
        ):
            expect(foot.get_by_role("link", name=name)).to_have_attribute("href", target)
    assert violations(page) == []
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    assert not overflows(page)


def test_a_visitor_finds_the_way_to_become_an_expert(visitor: Page, live_server: str) -> None:
    """14.8: the page that nobody could find is one press away, from every page."""
    visitor.goto(f"{live_server}/guide")
    visitor.get_by_role("contentinfo").get_by_role("link", name="成为评审专家").click()
    visitor.wait_for_url("**/become-expert")
    expect(visitor.get_by_label("邮箱")).to_be_visible()


def published(page: Page, address: str, title: str, *, pinned: bool = False) -> None:
    """Write and publish a notice as an operator does."""
    page.goto(f"{address}/manage/notices/new")
    page.locator("#title_zh").fill(title)
    page.locator("#body_zh").fill("详见正文。")
    page.get_by_label("重要：在列表中置顶").set_checked(pinned)
    with page.expect_navigation():
        page.get_by_role("button", name="保存并发布").click()


def test_pinned_notices_come_first_and_say_why_and_the_rest_goes_by_day(
    browser_of: Browser, platform: Platform, live_server: str, clock: FixedClock
) -> None:
    """14.8: an older notice above newer ones is marked; below it the newest is the first."""
    page, operator = browser_of.page, staff(platform, "operator")
    for title in ("停机维护", "第一期培训", "第二期培训"):
        clock.pass_time(days=1)
        browser_of.become(operator)
        published(page, live_server, title, pinned=title == "停机维护")
    browser_of.context.clear_cookies()
    for path, lines in (("/notices", ".notice-line"), ("/", ".latest-list li")):
        browser_of.open(path)
        notice_lines = page.locator(lines)
        expect(notice_lines).to_have_count(3)
        for line, title in zip(notice_lines.all(), ("停机维护", "第二期培训", "第一期培训"), strict=True):
            expect(line).to_contain_text(title)
        expect(notice_lines.filter(has_text="置顶")).to_have_count(1)
        expect(notice_lines.first).to_contain_text("置顶")
        assert violations(page) == []
    days = [line.inner_text().split()[-1] for line in page.locator(".latest-list li").all()]
    assert days[0] < days[2] < days[1]


def test_prices_carry_their_unit_and_are_sorted_within_it(
    visitor: Page, platform: Platform, live_server: str, clock: FixedClock
) -> None:
    """14.8: a month's 98 is no bargain beside a year's 88."""
    owner = publication.provider(platform, region="430102")
    for name, unit, price in (
        ("年付乙", "year", 900), ("月付", "month", 98), ("年付甲", "year", 88), ("单次", "deal", 50_000),
    ):  # fmt: skip
        publication.on_sale(platform, owner.organisation_id, name=name, price=price, price_unit=unit)
    publication.on_sale(platform, owner.organisation_id, name="面议产品")
    clock.now += timedelta(days=1)
    visitor.goto(f"{live_server}/catalogue")
    visitor.get_by_role("link", name="价格从低到高（按计价单位）").click()
    visitor.wait_for_url("**sort=cheapest**")
    cards = visitor.locator(".product-card")
    prices = {
        card.locator(".product-card-name").inner_text(): "".join(
            card.locator(".product-card-price").inner_text().split()
        )
        for card in cards.all()
    }
    assert prices["月付"] == "¥98.00/月"
    assert prices["年付甲"] == "¥88.00/年"
    in_order = list(prices)
    assert in_order.index("年付甲") + 1 == in_order.index("年付乙")
    assert in_order[-1] == "面议产品"
    assert not violations(visitor)
