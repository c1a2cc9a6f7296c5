"""A session that ends while somebody decides: they sign in again and go on with what they had typed."""

from __future__ import annotations

import re
from urllib.parse import unquote

from playwright.sync_api import expect

from tests.web.browser import violations
from tests.web.people_at_work import Browser
from tests.workflows.approvals.conftest import Story
from tests.workflows.conftest import FixedClock


def test_what_was_typed_when_the_session_ended_is_there_again(
    story: Story, browser_of: Browser, clock: FixedClock
):
    story.submit(story.applicant())
    (item,) = story.to_do(story.window)
    page = browser_of.page
    browser_of.become(story.window)
    browser_of.open(f"/inbox/tasks/{item.task_id}")
    clock.pass_time(hours=13)
    page.locator("#opinion").fill("经核对，与执照一致。")
    page.get_by_role("button", name="通过", exact=True).click()
    expect(page).to_have_url(re.compile(r"/account/sign-in\?next="))
    back = unquote(page.url.partition("next=")[2])

    browser_of.become(story.window)
    browser_of.open(back)
    expect(page.locator("aside.navbar")).to_be_visible()
    assert not violations(page)
    page.get_by_role("button", name="带着已填内容返回办理").click()
    expect(page).to_have_url(re.compile(rf"/inbox/tasks/{item.task_id}$"))
    expect(page.locator("#announcements")).to_contain_text("尚未作出任何决定")
    expect(page.locator("#opinion")).to_have_value("经核对，与执照一致。")
    (still,) = story.to_do(story.window)
    assert still.state in {"open", "claimed"}
    page.get_by_role("button", name="通过", exact=True).click()
    expect(page.locator("#announcements")).to_contain_text("已通过")
    assert story.to_do(story.window) == []


def test_what_is_not_there_keeps_the_frame_of_who_works(story: Story, browser_of: Browser):
    page = browser_of.page
    browser_of.become(story.window)
    browser_of.open("/inbox/tasks/nothing")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert not violations(page)
    expect(page.locator("aside").get_by_role("link", name="审批待办")).to_be_visible()
    page.locator("main").get_by_role("link", name="审批待办").click()
    expect(page).to_have_url(re.compile(r"/inbox$"))
