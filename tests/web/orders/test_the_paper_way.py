"""In a browser: a contract that is signed on paper, its scan returned once, and the order that follows."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.factories.orders import Market, specification
from tests.web.browser import console_errors
from tests.web.orders.sides import LOOKED_AT_MILLISECONDS, Sides, Signing, document
from tests.web.people_at_work import Browser
from workflows.business.contracts import templates

pytestmark = [pytest.mark.prepared, pytest.mark.browser, pytest.mark.long]

REASON = "第 3 页没有盖章。"


@pytest.fixture
def sides(browser_of: Browser, at: Market) -> Sides:
    """Both sides of a market in which templates of contracts are published; the provider has no seal."""
    with at.platform.begin() as work:
        templates.load_delivered(work)
    return Sides(browser_of, at)


def test_a_contract_on_paper_lets_the_order_go_on(sides: Sides, at: Market) -> None:
    heard, signing = console_errors(sides.page), Signing(sides)
    product = at.sells("车间数据采集", specifications=[specification("标准版", "12000.00")])
    sides.put_into_cart(product, "1")
    sides.check_out()
    sides.accept()
    signing.draft(("验收交付", "12000", "2026-05-01"), way="线下签署")
    signing.offer()
    signing.open(at.buyer, "查看并答复")
    signing.answer("同意")
    the_scan_comes_back(sides, signing)
    signing.open(at.buyer)
    sides.page.get_by_role("button", name="确认扫描件").click()
    expect(sides.page.locator("main")).to_contain_text("合同自")
    at.run()
    sides.look("paper-signed")
    sides.pay("支付 ¥12,000.00（平台托管）")
    sides.open(at.seller)
    sides.press("开始服务")
    sides.report("全部完成。", document("验收单.pdf"))
    sides.open(at.buyer)
    sides.press("验收")
    sides.stands("待评价")
    at.check()
    assert heard == []


def the_scan_comes_back(sides: Sides, signing: Signing) -> None:
    """The provider downloads the text, hands its scan in, gets it back, and hands in another."""
    page = sides.page
    signing.open(sides.at.seller)
    with page.expect_download() as loaded:
        page.get_by_role("link", name="下载").click()
    assert loaded.value.path().read_bytes().startswith(b"%PDF")
    for label, name in (("扫描件", "扫描件.pdf"), ("附件", "附件一.pdf"), ("发票", "发票.pdf")):
        page.get_by_label(label).set_input_files(document(name))  # type: ignore[arg-type]
    press(sides, "上传")
    for name in ("扫描件.pdf", "附件一.pdf", "发票.pdf"):
        expect(page.locator("main")).to_contain_text(name)
    sides.look("paper-due")
    press(sides, "提交扫描件")
    signing.open(sides.at.buyer)
    sides.look("paper-offered")
    page.get_by_label("退回原因").fill(REASON)
    press(sides, "退回扫描件")
    signing.open(sides.at.seller)
    expect(page.locator("main")).to_contain_text(REASON)
    page.get_by_role("listitem").filter(has_text="扫描件.pdf").get_by_role("button", name="移除").click()
    expect(page.get_by_role("listitem").filter(has_text="扫描件.pdf")).to_have_count(0)
    page.get_by_label("扫描件").set_input_files(document("重新盖章.pdf"))  # type: ignore[arg-type]
    press(sides, "上传")
    expect(page.locator("main")).to_contain_text("重新盖章.pdf")
    press(sides, "提交扫描件")


def press(sides: Sides, name: str) -> None:
    """Press a button that leads back to the contract."""
    with sides.page.expect_navigation(timeout=LOOKED_AT_MILLISECONDS):
        sides.page.get_by_role("button", name=name, exact=True).click(timeout=LOOKED_AT_MILLISECONDS)
    sides.at.run()
