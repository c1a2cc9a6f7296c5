"""A whole morning in the inbox without a mouse, and one on a phone."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.web.browser import console_errors, overflows, screenshot, settle, violations
from tests.web.people_at_work import sign_in_browser
from tests.workflows.approvals.conftest import Story
from workflows.approvals.inbox import lists
from workflows.approvals.tasks import assignment
from workflows.bootstrap import Platform
from workflows.people.identity.groups import set_leads

PHONE = {"width": 390, "height": 844}
WINDOW = "window:430100"


@pytest.fixture
def twelve(story: Story, live_app: Flask, platform: Platform, live_server: str, page: Page) -> Story:
    """Twelve applications wait for a reviewer who leads the window; one has been claimed by a colleague."""
    for number in range(1, 13):
        story.submit(story.applicant(name=f"申请人{number}"), story.data(number, registered_capital=number))
    with story.platform.begin() as work:
        set_leads(work, story.window, frozenset({WINDOW}))
    sign_in_browser(page.context, live_app, platform, live_server, story.window)
    return story


def title(number: int) -> re.Pattern[str]:
    return re.compile(f"长沙第{number}机械")


def test_a_whole_morning_without_a_mouse(twelve: Story, page: Page, live_server: str):
    heard = console_errors(page)
    keys = page.keyboard
    page.goto(f"{live_server}/inbox")
    focused = page.locator(":focus")
    for key in ("j", "j", "k"):
        keys.press(key)
    expect(focused).to_have_text(title(1))
    keys.press("?")
    expect(page.locator("dialog[data-keys-help]")).to_contain_text("按住 Shift 选择")
    screenshot(page, "keys")
    keys.press("Escape")
    # three of them are claimed at once, with progress
    keys.press("x")
    for _ in range(2):
        keys.press("j")
    keys.press("Shift+X")
    expect(page.locator("[data-selection-count]")).to_have_text("已选 3 项")
    screenshot(page, "selected")
    keys.press("b")
    expect(focused).to_contain_text("签收")
    keys.press("Enter")
    done = page.locator("[data-bulk-status]")
    expect(done).to_have_text("已办理 3 项，未办理 0 项")
    screenshot(page, "claimed")
    keys.press("Enter")
    expect(page.locator("tr", has_text="长沙第3机械")).to_contain_text("我")
    # what is mine, kept as the beginning of the inbox
    page.goto(f"{live_server}/inbox?held=mine")
    page.locator(".chip", has_text="保存此筛选").focus()
    keys.press("Enter")
    page.locator("#name").fill("我签收的")
    page.locator("input[name=default]").focus()
    keys.press("Space")
    keys.press("Enter")
    expect(page.locator(".kept-filter.active")).to_have_text(re.compile(r"我签收的\s*3"))
    settle(page)  # a key before the page's script runs would be lost
    # approve all of them
    keys.press("*")
    keys.press("b")
    page.locator('[data-selection] button[value="approve"]').focus()
    keys.press("Enter")
    page.locator("#opinion").fill("资料齐全，予以通过")
    settle(page)
    page.locator("[data-bulk-form] button.btn-success").focus()
    keys.press("Enter")
    expect(done).to_have_text("已办理 3 项，未办理 0 项")
    keys.press("Enter")
    expect(page.get_by_text("没有符合条件的记录")).to_be_visible()
    assert len(twelve.to_do(twelve.window)) == 9
    # side by side: j opens the next task beside the list, which stays
    page.goto(f"{live_server}/inbox?all=1")
    keys.press("v")
    pane = page.locator("#pane")
    expect(pane.locator(".page-title")).to_have_text(title(4))
    keys.press("j")
    expect(pane.locator(".page-title")).to_have_text(title(5))
    expect(page).to_have_url(re.compile("open="))
    screenshot(page, "split")
    assert violations(page) == []
    keys.press("r")
    expect(focused).to_have_attribute("value", "return")
    pane.locator("#opinion").fill("营业执照照片模糊")
    keys.press("Tab")
    pane.locator('button[value="return"]').focus()
    keys.press("Enter")
    expect(page.locator("#announcements")).to_contain_text("退回补正")
    expect(pane.locator(".page-title")).to_have_text(title(4))  # the next one, beside the list again
    # what was decided is found by what was said
    keys.press("g")
    keys.press("d")
    expect(page).to_have_url(re.compile("/inbox/done"))
    settle(page)
    keys.press("/")
    keys.type("照片模糊")
    keys.press("Enter")
    expect(page.locator(".found-text mark")).to_have_text("照片模糊")
    settle(page)
    screenshot(page, "found")
    keys.press("g")
    keys.press("t")
    expect(page.locator(".team-number").first).to_contain_text("8")
    screenshot(page, "team")
    assert [text for text in heard if "422" not in text] == []


def test_a_session_that_ends_in_the_middle_loses_nothing(
    twelve: Story, page: Page, live_server: str, live_app: Flask, platform: Platform
):
    page.goto(f"{live_server}/inbox?view=table")
    page.locator("[data-select-all]").check()
    asked: list[str] = []

    def answer_once(route) -> None:
        asked.append(route.request.url)
        if len(asked) == 2:
            route.fulfill(status=401, content_type="application/json", body="{}")
        else:
            route.continue_()

    page.route("**/inbox/bulk/run", answer_once)
    page.locator("[data-selection] button[value=claim]").click()
    status = page.locator("[data-bulk-status]")
    expect(status).to_contain_text("登录已过期。还有 2 项未处理")
    assert len([item for item in twelve.to_do(twelve.window) if item.mine]) == 10
    page.locator("[data-bulk-again]").click()
    expect(status).to_have_text("已办理 12 项，未办理 0 项")
    assert len([item for item in twelve.to_do(twelve.window) if item.mine]) == 12


def test_a_morning_on_a_phone(twelve: Story, page: Page, live_server: str):
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    (first, *_) = twelve.to_do(twelve.window)
    twelve.act(twelve.colleague, assignment.claim, first.task_id)
    page.goto(f"{live_server}/inbox?view=split")  # chosen on a desk; here it is the list alone
    expect(page.locator(".split-pane")).to_be_hidden()
    screenshot(page, "phone-list")
    assert not overflows(page)
    page.locator(".filter-fold summary").click()
    page.locator("#filter-process").select_option("enterprise_registration")
    page.get_by_role("button", name="应用筛选").click()
    # 14.15: in the order of a field that the process declares
    page.locator(".sort-fields summary").click()
    screenshot(page, "phone-sorting")
    assert not overflows(page)
    page.locator(".sort-fields a", has_text="降序：注册资本").click()
    expect(page.locator(".sort-fields summary")).to_contain_text("注册资本")
    expect(page.locator("[data-key-open]").first).to_have_text(title(12))
    expect(page.locator("[data-key-open]").last).to_have_text(title(2))
    page.locator(".filter-fold summary").click()
    page.locator("#filter-f\\.registered_capital\\.min").fill("11")
    screenshot(page, "phone-filters")
    assert not overflows(page)
    page.get_by_role("button", name="应用筛选").click()
    expect(page.locator("[data-key-open]")).to_have_count(2)
    for box in page.locator("[data-select]").all():
        box.check()
    screenshot(page, "phone-selected")
    assert violations(page) == []
    page.locator("[data-selection] button[value=claim]").click()
    expect(page.locator("[data-bulk-status]")).to_have_text("已办理 2 项，未办理 0 项")
    page.locator("[data-bulk-close]").click()
    page.locator("[data-key-open]").first.click()
    expect(page).to_have_url(re.compile("/inbox/tasks/"))
    page.go_back()
    page.goto(f"{live_server}/inbox/team/{WINDOW}")
    assert not overflows(page)
    screenshot(page, "phone-team")
    page.locator(".team-number").first.click()
    expect(page).not_to_have_url(re.compile(f"/inbox/team/{WINDOW}$"))
    assert not overflows(page)
    assert violations(page) == []
    screenshot(page, "phone-team-tasks")
    for address in ("/inbox/filters", "/inbox/started", "/inbox/copied", "/inbox/done"):
        page.goto(live_server + address)
        assert not overflows(page), address
    assert twelve.read(twelve.window, lists.counts).to_do == 11
