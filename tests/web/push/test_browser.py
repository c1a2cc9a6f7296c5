"""What others do changes the page that somebody looks at, over a production node."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.web.browser import console_errors, overflows, screenshot, violations
from tests.web.push.conftest import Node, cookie_of
from tests.web.push.real_time import platform
from tests.workflows.approvals.conftest import Story
from workflows.approvals.tasks import assignment
from workflows.people.identity import sessions

__all__ = ["platform"]

SOON_MILLISECONDS = 2_500


def test_what_one_does_the_other_sees(page: Page, node: Node, story: Story) -> None:
    for number in (1, 2):
        story.submit(story.applicant(), story.data(number))
    zhou = page
    cookie = cookie_of(node.app, node.platform, story.colleague)
    zhou.context.add_cookies([{"name": "tongban", "value": cookie, "url": node.address}])
    zhou.goto(f"{node.address}/inbox")
    heard = console_errors(zhou)
    number = zhou.locator(".page-tab.active [data-count=inbox]")
    expect(number).to_have_text("2")
    expect(zhou).to_have_title("(2) 审批待办 · 通办")
    zhou.wait_for_timeout(2500)  # the stream is open, and the count that follows the opening is over

    story.act(story.window, assignment.claim, story.to_do(story.window)[0].task_id)
    expect(number).to_have_text("1", timeout=SOON_MILLISECONDS)
    expect(zhou).to_have_title("(1) 审批待办 · 通办")

    story.submit(story.applicant(), story.data(3))
    offer = zhou.get_by_role("link", name="有 1 项新任务，点击查看")
    expect(offer).to_be_visible(timeout=SOON_MILLISECONDS)
    expect(zhou.locator("[data-push-status]")).to_have_text("有 2 项任务待您办理。")
    assert not violations(zhou)
    screenshot(zhou, "newer-1440")
    zhou.set_viewport_size({"width": 390, "height": 844})
    assert not overflows(zhou)
    expect(zhou.locator(".toggler-count")).to_have_text("2")
    expect(zhou.locator(".toggler-count")).to_be_visible()
    screenshot(zhou, "newer-390")
    offer.click()
    expect(zhou.locator("[data-key-row]")).to_have_count(2)
    expect(offer).to_be_hidden()

    zhou.wait_for_timeout(1500)
    with node.platform.begin() as work:
        sessions.end_all(work, story.colleague)
    hint = zhou.get_by_text("您已退出登录，本页数字不再更新。")
    expect(hint).to_be_visible(timeout=SOON_MILLISECONDS)
    expect(zhou.get_by_text("此浏览器已由他人登录")).to_be_hidden()
    screenshot(zhou, "ended-390")
    assert not heard
