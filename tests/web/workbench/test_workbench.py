"""The workbench: overview, my applications, messages, my organisation."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.workflows.approvals.conftest import Story
from workflows.notices import operations as notices
from workflows.notices.values import AnnouncementDraft
from workflows.outbox.destinations import PAGES

SignIn = Callable[[str], FlaskClient]


def test_an_applicant_sees_how_it_stands_and_what_to_do(story: Story, as_user: SignIn):
    who = story.applicant(name="王建国")
    case = story.submit(who)
    applicant = as_user(who.user_id)
    home = applicant.get("/workbench").text
    assert "王建国，您好" in home
    assert "认证审批中" in home
    assert "长沙市窗口" in home, "who is to act"
    (item,) = story.to_do(story.window)
    story.decide(story.window, item.task_id, "return", opinion="补正")
    home = applicant.get("/workbench").text
    assert "补正并重新提交" in home
    task = applicant.get(f"/inbox/tasks/{story.to_do(who.user_id)[0].task_id}")
    assert task.headers["Location"] == f"/cases/{case.number}"


def test_my_applications_by_state_period_and_name(story: Story, as_user: SignIn):
    who = story.applicant()
    case = story.submit(who)
    applicant = as_user(who.user_id)
    for query, there in (
        ("", True), ("?state=in_review", True), ("?state=returned", False), ("?name=机械", True),
        ("?name=电子", False), ("?since=2026-03-02&until=2026-03-02", True), ("?since=2026-03-03", False),
    ):  # fmt: skip
        assert (case.number in applicant.get(f"/workbench/applications{query}").text) is there, query
    assert case.number not in as_user(story.applicant().user_id).get("/workbench/applications").text


def test_messages_are_counted_opened_and_marked(story: Story, as_user: SignIn):
    who = story.applicant()
    case = story.submit(who)
    applicant, stranger = as_user(who.user_id), as_user(story.elsewhere)
    page = applicant.get("/workbench/messages").text
    assert "1 条未读" in page
    message = page.split('action="/workbench/messages/')[2].split('"')[0]
    assert stranger.post(f"/workbench/messages/{message}").status_code == 404
    opened = applicant.post(f"/workbench/messages/{message}", data={"open": "1"})
    assert opened.headers["Location"] == f"/cases/{case.number}"
    assert "0 条未读" in applicant.get("/workbench/messages").text
    applicant.post("/workbench/messages/read")


def test_a_message_without_a_case_leads_to_the_page_that_it_names(story: Story, as_user: SignIn):
    """14.7: what a message tells of can be opened from it, a case or not."""
    who = story.applicant()
    with story.platform.begin() as work:
        notices.send_message(work, who.user_id, "agent_joined", {"agent": "李四", "organisation": "星城"})
        notices.send_message(work, who.user_id, "expert_self", {"until": "今天", "link": "https://x.cn"})
    browser = as_user(who.user_id)
    page = browser.get("/workbench/messages").text
    assert page.count('name="open"') == 1, "what has no page offers none"
    message = page.split('name="open"')[0].rpartition('action="/workbench/messages/')[2].split('"')[0]
    opened = browser.post(f"/workbench/messages/{message}", data={"open": "1"})
    assert opened.headers["Location"] == "/account/agent"
    assert browser.get("/account/agent").status_code == 200


@pytest.mark.parametrize("address", sorted(set(PAGES.values())))
def test_every_page_that_a_notice_leads_to_is_there(app: Flask, address: str):
    path = address.partition("?")[0].format(number="CZ-1", order="FW-1", case="SH-1", id="01a2")
    assert app.url_map.bind("").match(path, method="GET")


def test_the_organisations_menu_opens_once_it_is_certified(story: Story, as_user: SignIn):
    who = story.applicant()
    applicant = as_user(who.user_id)
    assert "未认证" in applicant.get("/workbench/organisation").text
    story.submit(who)
    page = applicant.get("/workbench/organisation").text
    assert "认证审批中" in page
    assert "data-organisation-menu" not in page
    assert applicant.get("/workbench/organisation/profile").status_code == 403
    (item,) = story.to_do(story.window)
    story.decide(story.window, item.task_id, "approve")
    page = applicant.get("/workbench/organisation").text
    assert "data-organisation-menu" in page
    assert "长沙第1机械有限公司" in applicant.get("/workbench/organisation/profile").text
    assert "您还没有所属机构" in as_user(story.window).get("/workbench/organisation").text


def test_notices_stand_on_the_workbench(story: Story, as_user: SignIn):
    with story.platform.begin(story.operator) as work:
        notice = notices.save_announcement(work, AnnouncementDraft("窗口放假安排", "三天"))
        notices.publish_announcement(work, notice)
    assert "窗口放假安排" in as_user(story.window).get("/workbench").text


def test_a_visitor_is_sent_to_sign_in(client: FlaskClient):
    for address in ("/workbench", "/workbench/applications", "/workbench/messages", "/inbox", "/cases/QY-1"):
        assert "/account/sign-in" in client.get(address).headers["Location"], address
