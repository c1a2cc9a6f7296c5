"""In the room of a tender two browsers see within two seconds what the other does, over a production node."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.factories.demands import bids, tender_of, tendered
from tests.factories.orders import Market
from tests.factories.people import Applicant
from tests.web.browser import console_errors, overflows, screenshot, violations
from tests.web.campaigns.test_browser import beside
from tests.web.conftest import PHONE
from tests.web.push.conftest import Node, cookie_of, running_node
from tests.web.push.real_time import platform
from workflows.bootstrap import Platform
from workflows.business.demands import tender_lifecycle

__all__ = ["platform"]

pytestmark = pytest.mark.prepared
SOON_MILLISECONDS = 2_000


@pytest.fixture
def node(platform: Platform, live_app: Flask, tmp_path: Path) -> Iterator[Node]:
    with running_node(platform, live_app, tmp_path) as server:
        yield server


def enter(page: Page, node: Node, who: Applicant, number: str) -> None:
    """Let somebody enter the room, and wait until the page hears of what happens there."""
    cookie = cookie_of(node.app, node.platform, who.user_id)
    page.context.add_cookies([{"name": "tongban", "value": cookie, "url": node.address}])
    with hearing(page):
        page.goto(f"{node.address}/demands/{number}/tender")


def hearing(page: Page) -> AbstractContextManager[object]:
    """Return what waits at its end for the stream of the page that was opened in it."""
    return page.expect_response(lambda answer: "/events?" in answer.url)


def open_now(at: Market, number: str) -> None:
    """Let the bids be opened now, a day before their time."""
    tender_id = tender_of(at.platform, number).id
    with at.platform.begin() as work:
        row = tender_lifecycle.locked(work, tender_id)
        row.opens_at = work.now
        tender_lifecycle.open_bids(work, at.platform.settings.secret_key, row)


def test_both_sides_see_at_once_what_the_other_does(at: Market, node: Node, page: Page) -> None:
    number = tendered(at.platform, at.buyer, minimum=0)
    enterprise, provider = page, beside(page.context)
    enter(enterprise, node, at.buyer, number)
    heard = console_errors(enterprise)
    facts = enterprise.get_by_role("region", name="竞标", exact=True)
    reason = enterprise.get_by_label("原因")
    reason.fill("正在填写")
    expect(facts.locator("dl.facts div").filter(has_text="投标家数").last.locator("dd")).to_have_text("0")
    bids(at.platform, at.seller, number, "3000.00")
    expect(facts.locator("dl.facts div").filter(has_text="投标家数").last.locator("dd")).to_have_text(
        "1", timeout=SOON_MILLISECONDS
    )
    expect(reason).to_have_value("正在填写")

    enter(provider, node, at.seller, number)
    open_now(at, number)
    for one in (enterprise, provider):
        expect(one.get_by_text("¥3,000.00").first).to_be_visible(timeout=SOON_MILLISECONDS)
    enterprise.get_by_label("给湘江数字科技有限公司的留言").fill("能否含培训？")
    with hearing(enterprise):
        enterprise.get_by_role("button", name="发送").click()
        expect(provider.get_by_text("能否含培训？")).to_be_visible(timeout=SOON_MILLISECONDS)
    provider.get_by_label("的留言").fill("含两次培训。")
    provider.get_by_role("button", name="发送").click()
    expect(enterprise.get_by_text("含两次培训。")).to_be_visible(timeout=SOON_MILLISECONDS)
    assert violations(enterprise) == []
    screenshot(enterprise, "tender-room-live")
    provider.set_viewport_size(PHONE)  # type: ignore[arg-type]
    assert violations(provider) == []
    assert not overflows(provider)
    screenshot(provider, "tender-room-live-phone")
    assert not heard
    at.check()
    provider.context.close()
