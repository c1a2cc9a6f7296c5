"""Rejecting asks first, and turning somebody down is not announced in green."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.web.browser import overflows, screenshot, violations
from tests.web.conftest import DESKTOP, PHONE
from tests.web.people_at_work import Browser
from tests.workflows.approvals.conftest import Story

pytestmark = pytest.mark.browser


def test_rejecting_asks_first_and_a_refusal_is_not_green(browser_of: Browser, story: Story) -> None:
    story.submit(story.applicant(name="王建国"))
    (item,) = story.to_do(story.window)
    browser_of.become(story.window)
    page = browser_of.open(f"/inbox/tasks/{item.task_id}")
    reject = page.locator('button[name="action"][value="reject"]')
    question = page.get_by_role("dialog")
    page.locator("#opinion").fill("不在受理范围")
    reject.click()
    expect(question).to_contain_text("确定驳回该申请？")
    expect(question).to_contain_text("长沙第1机械有限公司")
    assert violations(page) == []
    screenshot(page, "reject-question")
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    assert not overflows(page)
    screenshot(page, "reject-question-phone")
    page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]
    question.get_by_role("button", name="暂不驳回").click()
    expect(question).to_be_hidden()
    assert story.to_do(story.window)[0].task_id == item.task_id, "nothing was decided"
    reject.click()
    question.get_by_role("button", name="确定驳回").click()
    expect(page.locator("#announcements .alert")).to_contain_text("未通过")
    expect(page.locator("#announcements .alert-success")).to_have_count(0)
    assert story.to_do(story.window) == []
