"""In a browser from the cart to the ratings: a voucher, a contract returned at a clause, two milestones."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from playwright.sync_api import expect

from tests.factories.orders import Market, specification
from tests.web.browser import console_errors
from tests.web.orders.sides import Sides, Signing, document
from tests.web.people_at_work import Browser
from tests.workflows.business.orders.test_checkout import left, voucher
from workflows.business.contracts import templates
from workflows.business.vouchers.values import VoucherView

pytestmark = [pytest.mark.prepared, pytest.mark.browser, pytest.mark.long]

CHANGED = "服务期限自签订之日起六个月，停机时间须经甲方书面同意。"


@pytest.fixture
def sides(browser_of: Browser, at: Market) -> Sides:
    """Both sides of a market in which templates of contracts are published, and both have a seal."""
    with at.platform.begin() as work:
        templates.load_delivered(work)
    at.parties()
    return Sides(browser_of, at)


def test_from_the_cart_to_the_ratings(sides: Sides, at: Market) -> None:
    """16,000.00, of which a voucher pays 5,000.00; the contract has parts of 4,000.00 and 7,000.00."""
    heard, one, signing = console_errors(sides.page), voucher(at, "5000.00"), Signing(sides)
    the_enterprise_orders_with_a_voucher(sides, one)
    sides.accept()
    sides.stands("待签合同")
    signing.draft(("系统上线", "4000", "2026-05-01"), ("验收交付", "7,000.00", "2026-06-01"))
    signing.offer()
    the_contract_comes_back_at_a_clause(sides, signing)
    for who in (at.seller, at.buyer):
        signing.sign(who)
    sides.pay("支付 ¥11,000.00（平台托管）")
    sides.stands("待开始")
    sides.open(at.seller)
    sides.press("开始服务")
    a_milestone_comes_back(sides)
    sides.press("验收该里程碑")
    expect(sides.page.locator("main")).to_contain_text("已扣平台服务费 ¥60.00")
    sides.report("二期验收材料已齐。", document("验收报告.pdf"))
    sides.open(at.buyer)
    sides.press("验收该里程碑")
    sides.stands("待评价")
    the_money_has_gone_where_it_belongs(at, one)
    both_rate(sides)
    assert heard == []


def the_enterprise_orders_with_a_voucher(sides: Sides, one: VoucherView) -> None:
    at = sides.at
    sides.put_into_cart(at.sells("车间数据采集", specifications=[specification("标准版", "8000.00")]), "2")
    expect(sides.page.locator("main")).to_contain_text("¥16,000.00")
    sides.follow("去结算")
    expect(sides.page.get_by_label("服务券")).to_contain_text(one.programme.name)
    expect(sides.page.locator("main")).to_contain_text("−¥5,000.00")
    sides.look("checkout")
    sides.browser.open("/cart")
    sides.check_out()
    sides.stands("待接单")
    assert left(at, one)[:2] == (Decimal("0.00"), Decimal("5000.00"))
    page = sides.open(at.buyer, "/orders/purchases")
    expect(page.get_by_role("row").filter(has_text="¥16,000.00")).to_have_count(1)


def the_contract_comes_back_at_a_clause(sides: Sides, signing: Signing) -> None:
    page = sides.page
    signing.open(sides.at.buyer, "查看并答复")
    page.locator("summary", has_text="对本条提出意见").nth(1).click()
    page.get_by_label("对第 2 条的意见").fill("请写明停机时间须经我方同意。")
    sides.look("contract-answer")
    signing.answer("退回修改")
    signing.open(sides.at.seller)
    expect(page.locator("main")).to_contain_text("企业意见：请写明停机时间须经我方同意。")
    page.get_by_label("第 2 条的内容").fill(CHANGED)
    sides.look("contract-draft")
    signing.offer()
    signing.open(sides.at.buyer, "查看并答复", "查看差异")
    expect(page.locator("ins").filter(has_text=re.compile("停机"))).not_to_have_count(0)
    page.go_back()
    signing.answer("同意")


def a_milestone_comes_back(sides: Sides) -> None:
    """The first report is returned with a reason, the second is accepted."""
    sides.report("一期已上线。", document("上线单.pdf"))
    page = sides.open(sides.at.buyer)
    page.get_by_label("需要完善的内容").fill("缺培训记录。")
    sides.press("退回")
    sides.stands("服务中")
    expect(sides.open(sides.at.seller).locator("main")).to_contain_text("缺培训记录。")
    sides.look("returned")
    sides.report("培训记录已补。", document("培训记录.pdf"))
    page = sides.open(sides.at.buyer)
    for name in ("上线单.pdf", "培训记录.pdf"):
        with page.expect_download() as loaded:
            page.get_by_role("link", name=name).click()
        assert loaded.value.path().read_bytes().startswith(b"%PDF")


def the_money_has_gone_where_it_belongs(at: Market, one: VoucherView) -> None:
    """The platform keeps 1.5 % of the 11,000.00, and the voucher is spent."""
    assert left(at, one) == (Decimal("0.00"), Decimal("0.00"), Decimal("5000.00"))
    buyer, seller = at.wallet(at.buyer), at.wallet(at.seller)
    assert (buyer.available, buyer.held) == (Decimal("9000.00"), Decimal("0.00"))
    assert (seller.available, seller.held) == (Decimal("10835.00"), Decimal("0.00"))
    at.check()


def both_rate(sides: Sides) -> None:
    at = sides.at
    sides.rate(at.buyer, "5", "上线及时，培训细致。")
    sides.rate(at.seller, "4", "配合到位，验收及时。")
    sides.open(at.buyer)
    sides.stands("完成")
    sides.look("completed")
    sides.follow("查看评价")
    expect(sides.page.locator("main")).to_contain_text("配合到位，验收及时。")
    sides.look("ratings")
