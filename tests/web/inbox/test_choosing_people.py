"""Whom to hand a task to: found by characters, pinyin and initials, with what they have to do."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.factories.people import staff
from tests.web.browser import console_errors, overflows, violations
from tests.web.conftest import PHONE
from tests.web.people_at_work import Browser
from tests.workflows.approvals.conftest import Story
from tests.workflows.approvals.tasks.test_deputies import away
from workflows.approvals.tasks import assignment


def test_somebody_is_found_by_initials_with_workload_and_absence(story: Story, browser_of: Browser):
    busy = staff(story.platform, "window:430100", name="毛宇")
    rested = staff(story.platform, "window:430100", name="钱立新")
    for number in (1, 2, 3):
        story.submit(story.applicant(), story.data(number))
    first, second, third = story.to_do(story.window)
    story.act(busy, assignment.claim, second.task_id)
    away(story, rested, story.colleague)

    page, heard = browser_of.page, console_errors(browser_of.page)
    browser_of.become(story.window)
    browser_of.open(f"/inbox/tasks/{first.task_id}/actions/transfer")
    people, search = page.locator("#people .person"), page.get_by_role("searchbox", name="姓名")
    expect(people.filter(has_text="毛宇")).to_contain_text("1")
    for typed in ("my", "maoyu", "毛"):
        search.fill(typed)
        expect(people).to_have_count(1)
        expect(people).to_contain_text("毛宇")
    assert not violations(page)
    page.set_viewport_size(PHONE)
    assert not overflows(page)
    people.get_by_role("radio").check()
    page.get_by_role("textbox", name="原因").fill("对该行业更熟悉")
    page.get_by_role("button", name="转办").click()
    expect(page.locator("#announcements")).to_contain_text("已转办")
    browser_of.open(f"/inbox/tasks/{third.task_id}/actions/copy")
    search.fill("qlx")
    expect(people).to_have_count(1)
    expect(people).to_contain_text("外出")
    search.fill("不存在的人")
    expect(page.locator("#people")).to_contain_text("没有")
    assert not heard
