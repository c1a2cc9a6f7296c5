"""A case that came back, in a browser: what the mail says, and handing it in as it was."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.web.browser import overflows, screenshot, violations
from tests.web.cases.test_applicant import Returned
from tests.web.conftest import PHONE
from tests.web.people_at_work import Browser
from tests.workflows.approvals.conftest import Story
from workflows.approvals.values import FieldRemark
from workflows.people.identity.models import User


def test_handing_in_as_it_was_is_asked_once(story: Story, browser_of: Browser):
    """14.6: whoever changed nothing after a return is asked; the second press hands it in."""
    returned = Returned(story)
    browser_of.become(returned.who.user_id)
    page = browser_of.open(returned.page)
    page.get_by_role("button", name="重新提交").click()
    asked = page.locator("main").get_by_text("退回后未作任何修改")
    expect(asked).to_be_visible()
    assert returned.now().state == "returned"
    screenshot(page, "unchanged")
    assert violations(page) == []
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    assert not overflows(page)
    page.get_by_role("button", name=re.compile("提交")).last.click()
    expect(page.locator("#announcements")).to_contain_text("已重新提交")
    assert (returned.now().state, returned.now().round) == ("in_review", 2)


def test_the_mail_of_a_return_names_the_person_once_with_remarks_and_the_way(
    story: Story, browser_of: Browser
):
    """14.7: in the mailbox of the demonstration, and from there to the case."""
    who = story.applicant()
    with story.platform.begin() as work:
        user = work.session.get_one(User, who.user_id)
        user.full_name, user.email, user.email_key = "李蓝天", "li@example.cn", "li@example.cn"
        user.email_verified_at = work.now
    case = story.submit(who)
    (task,) = story.to_do(story.window)
    remarks = (FieldRemark("credit_code", "与营业执照不一致"),)
    story.decide(story.window, task.task_id, "return", opinion="请核对代码", remarks=remarks)
    story.run()
    browser_of.become(who.user_id)
    page = browser_of.open("/mailbox?to=li@example.cn")
    letter = page.locator(".letter").filter(has_text="请核对代码")
    expect(letter).to_have_count(1)
    text = letter.inner_text()
    assert text.count("您好") == text.count("李蓝天") == 1
    assert "统一社会信用代码：与营业执照不一致" in text
    assert violations(page) == []
    letter.get_by_role("link", name="查看详情").click()
    expect(page).to_have_url(re.compile(f"/cases/{case.number}"))
    expect(page.locator("main")).to_contain_text("与营业执照不一致")
