"""How urgent tasks are, wherever they are shown; what a bulk approval leaves out, said before."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.web.browser import screenshot, violations
from tests.web.inbox.test_deciding import SignIn
from tests.web.people_at_work import Browser
from tests.workflows.approvals.conftest import Story
from workflows.approvals.tasks import assignment


def test_what_is_urgent_is_called_so_everywhere_and_the_record_says_what_changed(
    story: Story, as_user: SignIn
):
    """14.15: 紧急 in the inbox, on the page of the task and in the record; 重要 is another thing."""
    story.submit(story.applicant())
    (item,) = story.to_do(story.window)
    reviewer = as_user(story.window)
    badge = re.compile(r'<span class="badge[^"]*">.{0,200}?紧急</span>', re.DOTALL)
    assert not badge.search(reviewer.get("/inbox").text)
    moved = {"priority": "90", "due_at": "2026-03-05T17:00", "reason": "临近年检"}
    answer = reviewer.post(f"/inbox/tasks/{item.task_id}/actions/reschedule", data=moved)
    assert answer.status_code == 302
    page = reviewer.get(f"/inbox/tasks/{item.task_id}").text
    case = reviewer.get(f"/cases/{item.case.number}").text
    for shown in (reviewer.get("/inbox").text, page, case[: case.index('class="case-columns ')]):
        assert badge.search(shown)
    assert "紧急程度：普通 → 紧急" in page
    assert re.search(r"期限：.+ → 2026-03-05 17:00", page)


def test_the_name_of_a_filter_is_no_name_of_a_person(story: Story, as_user: SignIn):
    """14.15: the label says 名称."""
    page = as_user(story.window).get("/inbox/filters?q=机械").text
    assert re.search(r'<label[^>]* for="name">名称</label>', page)


def test_what_a_bulk_approval_leaves_out_is_said_before(story: Story, as_user: SignIn):
    """14.15: by name, with the reason; only the others are carried out."""
    for number in (1, 2):
        story.submit(story.applicant(), story.data(number))
    mine, taken = story.to_do(story.window)
    story.act(story.colleague, assignment.claim, taken.task_id)
    page = as_user(story.window).post(
        "/inbox/bulk", data={"task": [mine.task_id, taken.task_id], "action": "approve"}
    )
    assert "所选任务中有 1 个不会办理：" in page.text
    assert re.search(rf"{taken.case.number}</span>：周窗口 已于 .* 签收此任务", page.text)
    assert f'name="task" value="{mine.task_id}"' in page.text
    assert f'name="task" value="{taken.task_id}"' not in page.text


def test_urgent_is_seen_and_a_bulk_says_before_what_stays_and_after_that_it_is_done(
    story: Story, browser_of: Browser
):
    """14.15 in a browser: the badge in the list, the warning on the way, the end in the dialog."""
    for number in (1, 2, 3):
        story.submit(story.applicant(), story.data(number))
    urgent, taken, _ = story.to_do(story.window)
    browser_of.become(story.window)
    page = browser_of.open(f"/inbox/tasks/{urgent.task_id}/actions/reschedule")
    page.get_by_label("紧急", exact=True).check()
    page.locator('[name="reason"]').fill("临近年检")
    page.locator("main form button.btn-primary").click()
    expect(page.locator(".badge", has_text="紧急").first).to_be_visible()
    expect(page.locator(".case-timeline")).to_contain_text("紧急程度：普通 → 紧急")
    browser_of.open("/inbox")
    expect(page.locator("tr", has_text="长沙第1机械").locator(".badge", has_text="紧急")).to_be_visible()
    expect(page.locator("tr", has_text="长沙第2机械").locator(".badge", has_text="紧急")).to_have_count(0)
    story.act(story.colleague, assignment.claim, taken.task_id)
    page.locator("[data-select-all]").check()
    page.locator('[data-selection] button[value="approve"]').click()
    warning = page.locator(".alert-warning")
    expect(warning).to_contain_text("所选任务中有 1 个不会办理：")
    expect(warning).to_contain_text("周窗口")
    screenshot(page, "bulk-warning")
    assert violations(page) == []
    page.get_by_role("button", name="通过 2 个任务").click()
    dialog = page.locator("[data-bulk-progress]")
    expect(dialog.get_by_role("heading")).to_have_text("已完成")
    expect(page.locator("[data-bulk-status]")).to_have_text("已办理 2 项，未办理 0 项")
