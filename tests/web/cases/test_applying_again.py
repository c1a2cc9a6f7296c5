"""Whoever withdrew, or was turned down, starts from what was filled in, not from an empty form."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import expect

from tests.web.browser import overflows, screenshot, violations
from tests.web.conftest import PHONE
from tests.web.people_at_work import Browser
from tests.workflows.approvals.conftest import Story
from workflows.approvals.cases.withdraw_and_urge import withdraw

SignIn = Callable[[str], FlaskClient]
AGAIN = "再次申请"


@pytest.mark.browser
def test_after_a_withdrawal_the_form_is_as_it_was_handed_in(browser_of: Browser, story: Story) -> None:
    boss = story.applicant(name="王建国")
    case = story.submit(boss)
    browser_of.become(boss.user_id)
    page = browser_of.open(f"/cases/{case.number}")
    expect(page.get_by_role("link", name=AGAIN)).to_have_count(0)
    page.get_by_role("link", name="撤销").first.click()
    page.locator("main form button.btn-danger").click()
    page.get_by_role("link", name=AGAIN).click()
    expect(page.get_by_role("status").filter(has_text=case.number)).to_contain_text("已填入您上次提交的内容")
    expect(page.locator("[name=name]")).to_have_value("长沙第1机械有限公司")
    assert not violations(page)
    screenshot(page, "applying-again")
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    assert not overflows(page)
    page.locator("[name=name]").fill("长沙第2机械有限公司")
    expect(page.locator("[data-autosave-status]")).to_contain_text(re.compile("已于 .+ 保存"))
    page.reload()
    expect(page.locator("[name=name]")).to_have_value("长沙第2机械有限公司")
    expect(page.get_by_text("已填入您上次提交的内容")).to_have_count(0)


def test_after_a_rejection_it_stands_on_the_last_case_only(story: Story, as_user: SignIn) -> None:
    boss = story.applicant(name="王建国")
    first = story.submit(boss)
    (item,) = story.to_do(story.window)
    story.decide(story.window, item.task_id, "reject", opinion="不在受理范围")
    browser = as_user(boss.user_id)
    assert AGAIN in browser.get(f"/cases/{first.number}").text
    lists = ("/workbench/applications", "/inbox/started")
    link = f'href="/services/enterprise_registration?for={boss.organisation_id}"'
    for place in (f"/cases/{first.number}", *lists):
        assert link in browser.get(place).text, place
    assert "查看原因" in browser.get("/workbench/applications").text
    assert AGAIN not in as_user(story.window).get(f"/cases/{first.number}").text
    assert "长沙第1机械有限公司" in browser.get("/account/sign-up/organisation").text
    second = story.submit(boss)
    for case in (first, second):
        assert AGAIN not in browser.get(f"/cases/{case.number}").text, "one of its kind is running"
    for place in lists:
        assert AGAIN not in browser.get(place).text, "a list offers what its case does, and nothing else"


def test_an_approved_application_is_not_repeated(story: Story, as_user: SignIn) -> None:
    boss = story.applicant(name="王建国")
    case = story.submit(boss)
    (item,) = story.to_do(story.window)
    story.decide(story.window, item.task_id, "approve")
    assert AGAIN not in as_user(boss.user_id).get(f"/cases/{case.number}").text


def test_what_lists_offer_again_costs_as_many_statements_for_many_as_for_few(
    story: Story, as_user: SignIn, statements: list[str]
) -> None:
    boss = story.applicant(name="王建国")
    browser = as_user(boss.user_id)

    def asked() -> int:
        browser.get("/workbench/applications")
        statements.clear()
        assert browser.get("/workbench/applications").text.count(f">{AGAIN}</a>") == 1
        return len(statements)

    def withdrawn() -> None:
        story.act(boss.user_id, withdraw, story.submit(boss).id)

    for _ in range(2):  # a single case is read as its own page reads it
        withdrawn()
    few = asked()
    for _ in range(5):
        withdrawn()
    assert asked() == few
