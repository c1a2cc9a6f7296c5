"""The inbox of somebody who is away, and what a slower colleague had written."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.web.browser import overflows, violations
from tests.web.conftest import PHONE
from tests.web.inbox.test_deciding import SignIn
from tests.web.people_at_work import Browser
from tests.workflows.approvals.conftest import Story
from tests.workflows.approvals.tasks.test_deputies import away
from tests.workflows.conftest import FixedClock
from workflows.approvals.tasks import assignment


def test_whoever_is_away_sees_so_and_what_the_deputy_does(story: Story, as_user: SignIn):
    """14.13: until when, who stands in, how much of it is done; and back with one press."""
    for number in (1, 2):
        story.submit(story.applicant(), story.data(number))
    for item in story.to_do(story.window):
        story.act(story.window, assignment.claim, item.task_id)
    reviewer = as_user(story.window)
    assert "正在外出" not in reviewer.get("/inbox").text
    absence = away(story, story.window, story.colleague)
    first, second = story.to_do(story.colleague)
    story.decide(story.colleague, first.task_id, "approve")
    page = reviewer.get("/inbox").text
    assert "期间由周窗口代理" in page
    assert "已办结 1 件，办理中 1 件" in page
    reviewer.post(f"/workbench/absence/{absence}/end")
    story.run()
    again = reviewer.get("/inbox").text
    assert "期间由周窗口代理" not in again
    assert f"/inbox/tasks/{second.task_id}" in again


def test_the_slower_one_reads_what_they_had_written_and_how_long_ago_the_other_was(
    story: Story, as_user: SignIn, clock: FixedClock
):
    """14.13: also the remarks, and also where the other has only claimed it."""
    story.submit(story.applicant())
    (item,) = story.to_do(story.window)
    typed = {"action": "return", "opinion": "执照不清", "remark:name": "与执照不一致"}
    address = f"/inbox/tasks/{item.task_id}/decide"
    late = as_user(story.colleague)
    story.act(story.window, assignment.claim, item.task_id)
    claimed = late.post(address, data=typed)
    assert claimed.status_code == 409
    for said in ("您填写的内容", "执照不清", "<dt>企业名称</dt><dd>与执照不一致</dd>"):
        assert said in claimed.text, said
    story.decide(story.window, item.task_id, "approve")
    clock.pass_time(hours=1, minutes=55)
    decided = late.post(address, data=typed).text
    assert "<dt>企业名称</dt><dd>与执照不一致</dd>" in decided
    assert "2 小时前" in decided


def test_back_from_absence_what_is_still_claimed_is_in_the_inbox(story: Story, browser_of: Browser):
    """14.13 in a browser: the inbox says who stands in and how far; back with one press, tasks and all."""
    for number in (1, 2):
        story.submit(story.applicant(), story.data(number))
    for item in story.to_do(story.window):
        story.act(story.window, assignment.claim, item.task_id)
    away(story, story.window, story.colleague)
    first, second = story.to_do(story.colleague)
    story.decide(story.colleague, first.task_id, "approve")
    page = browser_of.page
    page.set_viewport_size(PHONE)
    browser_of.become(story.window)
    browser_of.open("/inbox")
    expect(page.get_by_text("期间由周窗口代理")).to_be_visible()
    expect(page.get_by_text("已办结 1 件，办理中 1 件")).to_be_visible()
    assert not overflows(page)
    assert not violations(page)
    page.get_by_role("button", name="我已返回").click()
    story.run()
    browser_of.open("/inbox")
    expect(page.get_by_text("期间由周窗口代理")).to_have_count(0)
    expect(page.locator(f"a[data-pane-link='{second.task_id}']")).to_be_visible()
    expect(page.locator("tr", has=page.locator(f"a[data-pane-link='{second.task_id}']"))).to_contain_text(
        "我"
    )
