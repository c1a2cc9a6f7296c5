"""The words of a reviewer's pages, as an official says them."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.factories.people import staff
from tests.web.people_at_work import Browser
from tests.workflows.approvals.actions.test_moves import DATA, FILES
from tests.workflows.approvals.conftest import Story
from tests.workflows.conftest import FixedClock
from workflows.approvals.cases import submitting

BANNED = ("退还", "也需签署", "无人值守", "已损坏的内容", "暂不撤销", "站内信")
"""What these pages said once, or what belongs to another action."""


def says_nothing_banned(page: Page) -> None:
    said = page.locator("body").inner_text()
    assert [word for word in BANNED if word in said] == []


def test_a_task_is_claimed_given_back_and_signed_in_the_menu_s_own_words(
    story: Story, browser_of: Browser, clock: FixedClock
):
    """14.18: 取消签收, 所选人员也需审批, 4 天前."""
    with story.platform.begin(staff(story.platform, "admin")) as work:
        work.repository.deploy(FILES)
    who = story.applicant(name="王建国")
    data = {**DATA, "experts": [staff(story.platform, "expert", name="评审")]}
    case = story.act(who.user_id, submitting.submit, "moves", data, organisation_id=who.organisation_id)
    (item,) = story.to_do(story.window)
    browser_of.become(story.window)
    page = browser_of.open("/inbox")
    page.locator("[data-select]").check()
    expect(page.locator("[data-selection]").get_by_role("button", name="取消签收")).to_be_visible()
    says_nothing_banned(page)
    browser_of.open(f"/inbox/tasks/{item.task_id}")
    page.get_by_role("button", name="签收", exact=True).click()
    expect(page.get_by_role("button", name="取消签收")).to_be_visible()
    says_nothing_banned(page)
    browser_of.open(f"/inbox/tasks/{item.task_id}/actions/add_signer")
    expect(page.locator("main")).to_contain_text("所选人员也需审批")
    says_nothing_banned(page)
    clock.pass_time(days=4)
    browser_of.become(story.window)
    browser_of.open(f"/cases/{case.number}")
    expect(page.locator("main")).to_contain_text("4 天前到达")
    says_nothing_banned(page)
