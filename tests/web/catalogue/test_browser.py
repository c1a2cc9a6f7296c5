"""A visitor on a phone finds a product by Chinese words and reads it; pages are accessible to all."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.factories import publication
from tests.web.browser import console_errors, overflows, screenshot, violations
from workflows.bootstrap import Platform

pytestmark = pytest.mark.prepared

WIDTHS = (
    "Promise.all([...document.images].map(i => (i.loading = 'eager', i.decode()).then(() => i.naturalWidth)))"
)
LONG = "面向中小制造企业的一体化智能排产与质量追溯协同管理平台（专业版）含实施与三年运维服务"


@pytest.fixture
def shop(platform: Platform) -> str:
    """A catalogue with pictures, long texts, products without a price; returns the number of a full one."""
    owner = publication.provider(platform, "湘江数字科技有限公司", "430102")
    rival = publication.provider(platform, "株洲轨道检测认证有限公司", "430200")
    pictures = [
        publication.upload(platform, owner.user_id, colour=colour) for colour in ("#0b5cad", "#1a7431")
    ]
    for number in range(26):
        publication.on_sale(
            platform,
            rival.organisation_id,
            name=f"能耗监测服务{number}",
            kind="service",
            categories=("energy",),
            industries=("metals",),
            summary="采集水、电、气数据，给出节能建议。",
            tags=("节能",),
            price=None if number % 3 else 5_000 + number,
        )
    publication.listed(
        platform, rival.organisation_id, name=LONG, tags="、".join(["一个很长很长的产品标签"] * 1 + ["云"])
    )
    return publication.listed(
        platform,
        owner.organisation_id,
        picture=[pictures[0]],
        banner=[pictures[1]],
        screenshots=pictures,
    )


def test_a_visitor_on_a_phone_finds_a_product_and_reads_it(live_server: str, phone: Page, shop: str) -> None:
    heard = console_errors(phone)
    phone.goto(live_server)
    phone.get_by_role("button", name="菜单").click()
    phone.get_by_role("link", name="产品目录").first.click()
    expect(phone.get_by_role("status").filter(has_text="共 28 个产品")).to_be_visible()
    phone.get_by_role("searchbox").fill("质量追溯")
    phone.get_by_role("searchbox").press("Enter")
    expect(phone.get_by_text("共 2 个产品")).to_be_visible()
    assert re.search(r"\?q=[^&]+$", phone.url), phone.url
    phone.get_by_role("link", name=re.compile("^筛选")).click()
    phone.get_by_role("link", name=re.compile("^长沙市")).click()
    expect(phone.get_by_text("共 1 个产品")).to_be_visible()
    screenshot(phone, "catalogue-phone-found")
    phone.get_by_role("link", name="轻量级生产执行系统").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("轻量级生产执行系统")
    expect(phone.get_by_text("示范客户1有限公司")).to_be_visible()
    expect(phone.get_by_text("登录后可查看")).to_be_visible()
    expect(phone.get_by_text("13812345678")).to_have_count(0)
    assert min(phone.evaluate(WIDTHS)) > 0
    phone.go_back()
    expect(phone.get_by_text("共 1 个产品")).to_be_visible()
    phone.go_back()
    expect(phone.get_by_text("共 2 个产品")).to_be_visible()
    assert heard == []


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_public_pages_are_accessible(
    live_server: str, page: Page, platform: Platform, shop: str, language: str
) -> None:
    page.context.add_cookies([{"name": "locale", "value": language, "url": live_server}])
    page.goto(f"{live_server}/catalogue/{shop}")
    provider = page.locator(".product-provider a").get_attribute("href")
    paths = {
        "start": "/",
        "home": "/catalogue",
        "found": "/catalogue?q=能耗&category=energy&min=10&max=9000&sort=cheapest",
        "nothing": "/catalogue?q=没有这种产品",
        "product": f"/catalogue/{shop}",
        "directory": "/providers?q=湘江",
        "company": str(provider),
    }
    for name, path in paths.items():
        page.goto(live_server + path)
        for width in (1440, 390):
            page.set_viewport_size({"width": width, "height": 900})
            screenshot(page, f"catalogue-{name}-{language}-{width}")
            assert violations(page) == [], name
            assert not overflows(page), name
