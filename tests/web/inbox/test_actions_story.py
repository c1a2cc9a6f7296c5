"""One morning of a reviewer who hands over, copies, uses phrases and goes away: keyboard and phone."""

from __future__ import annotations

import re

from flask import Flask
from playwright.sync_api import BrowserContext, Page, expect

from tests.web.browser import console_errors, overflows, screenshot, violations
from tests.web.conftest import PHONE
from tests.web.people_at_work import sign_in_browser
from tests.workflows.approvals.conftest import Story
from workflows.approvals.cases import item_queries
from workflows.approvals.tasks import assignment
from workflows.bootstrap import Platform


def complaints(page: Page, name: str) -> list[str]:
    screenshot(page, name)
    return [f"{name}: {said}" for said in violations(page)] + [f"{name}: too wide"] * overflows(page)


def test_a_morning_without_a_mouse(
    story: Story, page: Page, context: BrowserContext, live_app: Flask, platform: Platform, live_server: str
):
    cases = [story.submit(story.applicant(), story.data(number)) for number in (1, 2, 3)]
    heard, wrong = console_errors(page), []
    keys = page.keyboard
    sign_in_browser(context, live_app, platform, live_server, story.window)

    def open_task(number: int) -> None:
        item = next(one for one in story.to_do(story.window) if one.case.id == cases[number].id)
        page.goto(f"{live_server}/inbox/tasks/{item.task_id}")
        expect(page.locator("#decision-title")).to_be_visible()

    # a phrase by its number, then the decision with a copy
    open_task(0)
    keys.press("1")
    expect(page.locator("#opinion")).to_have_value(re.compile("资料齐全"))
    page.evaluate("document.activeElement.blur()")
    page.locator(".copy-with summary").focus()
    keys.press("Enter")
    search = page.locator('.copy-with input[name="q"]')
    search.focus()
    keys.type("吴")
    expect(page.locator(".copy-with .person")).to_have_count(1)
    page.locator('.copy-with input[name="to"]').focus()
    keys.press("Space")
    wrong += complaints(page, "task-1440")
    page.locator('button[name="action"][value="approve"]').focus()
    keys.press("Enter")
    expect(page.locator("#announcements")).to_contain_text("已通过")
    assert story.read(story.elsewhere, item_queries.case, cases[0].id).number == cases[0].number

    # handing over: t, the person, the reason
    open_task(1)
    keys.press("t")
    expect(page.get_by_role("heading", name="转办")).to_be_visible()
    wrong += complaints(page, "transfer-1440")
    page.locator('input[name="to"]').first.focus()
    keys.press("Space")
    page.locator("#reason").focus()
    keys.type("出差两天")
    page.locator('button[name="go"]').focus()
    keys.press("Enter")
    expect(page.locator("#announcements")).to_contain_text("已转办")
    assert [one.mine for one in story.to_do(story.colleague) if one.case.id == cases[1].id] == [True]

    # away: what is held goes to the deputy
    open_task(2)
    keys.press("c")
    expect(page.locator("#announcements")).to_contain_text("签收成功")
    page.goto(f"{live_server}/workbench/absence")
    page.locator("#ends_at").fill("2026-03-05T18:00")
    page.get_by_label("周窗口").check()
    page.get_by_role("button", name="保存").press("Enter")
    expect(page.locator("#announcements")).to_contain_text("已保存")
    wrong += complaints(page, "absence-1440")
    story.run()
    (moved,) = [one for one in story.to_do(story.colleague) if one.case.id == cases[2].id]
    assert (moved.mine, moved.stands_for_name) == (True, "陈窗口")
    assert heard == []
    assert wrong == []


def test_the_same_on_a_phone_in_english(
    story: Story, phone: Page, context: BrowserContext, live_app: Flask, platform: Platform, live_server: str
):
    story.submit(story.applicant())
    (item,) = story.to_do(story.window)
    story.act(story.window, assignment.claim, item.task_id)
    context.add_cookies([{"name": "locale", "value": "en", "url": live_server}])
    wrong: list[str] = []
    sign_in_browser(context, live_app, platform, live_server, story.window)
    task = f"{live_server}/inbox/tasks/{item.task_id}"
    for name in ("", "/actions/transfer", "/actions/copy", "/actions/reschedule", "/actions/follow_up"):
        phone.goto(task + name)
        wrong += complaints(phone, f"en-390{name.replace('/', '-')}")
    phone.locator("#follow_up_at").fill("2026-03-02T16:00")
    phone.locator('button[name="go"]').click()
    expect(phone.locator("#announcements")).to_contain_text("You are reminded then.")
    phone.goto(f"{live_server}/inbox")
    expect(phone.get_by_role("heading", name="To follow up today")).to_be_visible()
    wrong += complaints(phone, "en-390-inbox")
    stuck = story.submit(story.applicant(), story.data(2, region="431300"))
    sign_in_browser(context, live_app, platform, live_server, story.operator)
    phone.goto(f"{live_server}/inbox/unattended")
    expect(phone.get_by_text(stuck.number)).to_be_visible()
    wrong += complaints(phone, "en-390-unattended")
    assert PHONE["width"] == 390
    assert wrong == []
