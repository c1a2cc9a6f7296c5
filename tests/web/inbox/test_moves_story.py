"""Return, keep, sign, ask, take back, as people do it: in a browser, the last part on a phone."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.factories.people import Applicant, staff
from tests.web.browser import console_errors, overflows, screenshot, violations
from tests.web.conftest import PHONE
from tests.web.people_at_work import sign_in_browser
from tests.workflows.approvals.actions.test_moves import DATA, FILES, Moves
from tests.workflows.approvals.conftest import Story
from workflows.approvals.cases import submitting
from workflows.approvals.values import CaseView
from workflows.bootstrap import Platform


def submit(story: Story, who: Applicant, experts: list[str]) -> CaseView:
    data = {**DATA, "experts": experts}
    made: CaseView = story.act(
        who.user_id, submitting.submit, "moves", data, organisation_id=who.organisation_id
    )
    return made


@pytest.fixture
def moves(story: Story) -> Moves:
    experts = [staff(story.platform, "expert", name="评审0")]
    department = staff(story.platform, "department", name="主管")
    with story.platform.begin(staff(story.platform, "admin")) as work:
        work.repository.deploy(FILES)
    who = story.applicant(name="王建国")
    case = submit(story, who, experts)
    return Moves(story, who, experts, department, case)


@pytest.fixture
def become(live_app: Flask, platform: Platform, live_server: str, page: Page) -> Any:
    def act(person: str) -> None:
        sign_in_browser(page.context, live_app, platform, live_server, person)

    return act


def choose(page: Page, action: str) -> None:
    page.locator(f'a[href*="/actions/{action}"]').click()


def test_a_case_goes_back_and_forth(moves: Moves, become: Any, page: Page, live_server: str) -> None:
    heard = console_errors(page)
    story = moves.story
    moves.approve("price", "tax", "bank")

    # returned from a branch to an earlier step; who did that gets it again
    moves.approve("text", "vote", "check")
    second = staff(story.platform, "operator", name="钱运营")
    become(moves.department)
    page.goto(f"{live_server}/inbox/tasks/{moves.task('final')}")
    choose(page, "return_to")
    expect(page.get_by_role("radio")).to_have_count(6)
    screenshot(page, "return-to")
    assert violations(page) == []
    page.locator("button[name=go]").click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_label("核对账户").check()
    page.get_by_label("原因").fill("账户名称不符")
    page.locator("button[name=go]").click()
    expect(page.locator("#announcements")).to_contain_text("已退回")
    assert moves.open() == ["bank"]

    # a signature before the decision, refused, dropped, then approved and taken back
    become(story.operator)
    page.goto(f"{live_server}/inbox/tasks/{moves.task('bank')}")
    expect(page.locator(".case-timeline")).to_contain_text("账户名称不符")
    choose(page, "add_signer")
    page.get_by_label("主管").check()
    page.get_by_label("原因").fill("请把关")
    screenshot(page, "add-signer")
    assert violations(page) == []
    page.locator("button[name=go]").click()
    expect(page.locator("#announcements")).to_contain_text("已邀请")
    become(moves.department)
    page.goto(f"{live_server}/inbox/tasks/{moves.task('bank')}")
    screenshot(page, "sign")
    page.locator("#opinion").fill("证据不足")
    page.get_by_role("button", name="拒绝签署").click()
    become(story.operator)
    page.goto(f"{live_server}/inbox/tasks/{moves.task('bank')}")
    page.locator("button[name=action][value=approve]").click()
    expect(page.get_by_role("alert")).to_contain_text("主管拒绝签署")
    screenshot(page, "refused-signature")
    choose(page, "remove_signer")
    page.get_by_label("原因").fill("由本人负责")
    page.locator("button[name=go]").click()
    page.locator("button[name=action][value=approve]").click()
    assert moves.open() == ["final"], "what nobody changed was not asked again"

    # on a phone: another case, decided too quickly
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    moves.case = submit(story, moves.who, moves.experts)
    moves.approve("text")
    page.goto(f"{live_server}/inbox/tasks/{moves.done('text').task_id}")
    choose(page, "take_back")
    page.get_by_label("原因").fill("看错了")
    screenshot(page, "take-back-phone")
    assert not overflows(page)
    page.locator("button[name=go]").click()
    expect(page.locator("#announcements")).to_contain_text("已撤回")
    assert moves.open() == ["price", "text"]

    # an opinion on the phone, answered there too
    page.goto(f"{live_server}/inbox/tasks/{moves.task('text')}")
    choose(page, "delegate")
    page.get_by_label("钱运营").check()
    page.get_by_label("您的问题").fill("账户是否有效？")
    page.locator("button[name=go]").click()
    expect(page.locator("#announcements")).to_contain_text("征求意见")
    assert moves.open() == ["price", "text/意见）"]
    become(second)
    page.goto(f"{live_server}/inbox/tasks/{moves.task('text')}")
    page.locator("#opinion").fill("有效")
    page.get_by_role("button", name="答复意见").click()
    assert moves.open() == ["price", "text"]
    assert not overflows(page)
    assert [said for said in heard if "422" not in said and "409" not in said] == []
