"""A bank card in a browser: added, two wrong amounts, and certified at the third try."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import select

from tests.web.browser import violations
from tests.web.people_at_work import sign_in_browser
from tests.web.wallet.sandbox import Market, market, pays_with
from tests.workflows.conftest import FixedClock
from workflows.approvals.models import Case
from workflows.ground.settings import Settings

pytestmark = pytest.mark.prepared

CARD, PASSWORD = "6217 0029 2011 4321", "Pay-with-2026"


@pytest.fixture
def at(settings: Settings, clock: FixedClock) -> Iterator[Market]:
    with market(settings, clock) as served:
        pays_with(served, PASSWORD)
        yield served


def arrived(page: Page, at: Market) -> str:
    """Return what the bank of the card's owner shows."""
    page.goto(f"{at.address}/sandbox/bank")
    assert not violations(page)
    page.get_by_label("银行卡号或账号").fill(CARD)
    page.get_by_role("button", name="查询到账").click()
    expect(page.locator("[data-arrived]")).to_have_count(1)
    assert not violations(page)
    return page.locator("[data-arrived]").inner_text().removeprefix("¥")


def typed(page: Page, at: Market, amount: str) -> None:
    """Type an amount at the step that is open, and go back to the wallet's cards."""
    page.goto(f"{at.address}/wallet/cards")
    page.get_by_role("link", name="输入金额").click()
    page.get_by_label("收到的金额（元）").fill(amount)
    page.get_by_role("button", name=re.compile("提交$")).click()
    expect(page.get_by_role("heading", name="待您办理")).to_have_count(0)


def test_a_card_is_certified_at_the_third_try(at: Market, page: Page, context: BrowserContext) -> None:
    sign_in_browser(context, at.app, at.platform, at.address, at.team.owner.user_id)
    page.goto(f"{at.address}/wallet")
    page.get_by_role("link", name="银行卡").click()
    expect(page.get_by_text("尚未添加银行卡")).to_be_visible()
    assert not violations(page)
    page.get_by_label("开户银行").select_option("ccb")
    page.get_by_label("银行卡号或账号").fill(CARD)
    page.get_by_label("安全密码").fill("Wrong-2026")
    page.get_by_role("button", name="添加并验证").click()
    expect(page.locator(".is-invalid")).to_have_count(1)
    page.get_by_label("安全密码").fill(PASSWORD)
    page.get_by_role("button", name="添加并验证").click()
    expect(page.get_by_text("平台将向该卡打入一小笔款项")).to_be_visible()
    assert "62170029" not in page.content().replace(" ", "")
    at.run()
    with at.platform.begin() as work:
        titles = work.session.execute(select(Case.title_zh, Case.title_en)).one()
    assert [title.rpartition(" · ")[2] for title in titles] == [
        "中国建设银行 ····4321", "China Construction Bank ····4321"
    ]  # fmt: skip
    came = arrived(page, at)
    for amount in ("1.11", "2.22", came):
        typed(page, at, amount)
        at.run(minutes=1)
    page.goto(f"{at.address}/wallet/cards")
    expect(page.locator("[data-card='4321']").get_by_text("已认证")).to_be_visible()
    assert not violations(page)
