"""The page on which somebody says that they are away."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.factories.people import staff
from tests.web.people_at_work import signed_in
from tests.workflows.approvals.conftest import Story
from workflows.approvals.tasks import assignment
from workflows.bootstrap import Platform


@pytest.fixture
def reviewer(app: Flask, platform: Platform, story: Story) -> FlaskClient:
    return signed_in(app, platform, story.window)


def test_an_absence_is_set_shown_and_ended(
    story: Story, reviewer: FlaskClient, app: Flask, platform: Platform
):
    story.submit(story.applicant())
    (item,) = story.to_do(story.window)
    story.act(story.window, assignment.claim, item.task_id)
    assert "暂无外出安排" in reviewer.get("/workbench/absence").text
    html = reviewer.post("/workbench/absence", data={"search": "1", "q": "吴", "reason": "培训"}).text
    assert f'name="deputy_id" value="{story.elsewhere}"' in html
    assert 'value="培训"' in html
    refused = reviewer.post("/workbench/absence", data={"reason": "培训", "ends_at": "2026-02-01T09:00"})
    assert refused.status_code == 422
    for sentence in ("请选择代理人", "请填写开始时间"):
        assert sentence in refused.text
    given = {"starts_at": "2026-03-02T10:00", "ends_at": "2026-03-04T18:00", "deputy_id": story.elsewhere}
    assert "2026-03-04 18:00" in reviewer.post("/workbench/absence", data=given, follow_redirects=True).text
    story.run()

    deputy = signed_in(app, platform, story.elsewhere)
    page = deputy.get(f"/inbox/tasks/{item.task_id}").text
    assert "代 陈窗口 办理" in page
    deputy.post(f"/inbox/tasks/{item.task_id}/decide", data={"action": "approve"})
    assert "代 陈窗口 办理" in deputy.get(f"/cases/{item.case.number}").text
    assert "陈窗口" in deputy.get("/workbench/absence").text

    listed = reviewer.get("/workbench/absence").text
    end = re.search(r'action="(/workbench/absence/[^"]+/end)"', listed)
    assert end
    assert deputy.post(end[1]).status_code == 404
    for said in ("已结束。", "该外出已结束"):
        assert said in reviewer.post(end[1], follow_redirects=True).text


def test_operators_set_absences_of_others_which_these_confirm(story: Story, app: Flask, platform: Platform):
    with platform.begin() as work:
        from workflows.people.identity import queries as identity

        name = identity.account(work, story.window).user_name
    given = {
        "whose": name, "starts_at": "2026-03-03T09:00", "ends_at": "2026-03-04T18:00",
        "deputy_id": story.colleague,
    }  # fmt: skip
    refused = signed_in(app, platform, story.colleague).post("/workbench/absence", data=given)
    assert refused.status_code == 403
    answer = signed_in(app, platform, story.operator).post(
        "/workbench/absence", data=given, follow_redirects=True
    )
    assert "陈窗口" in answer.text
    assert "全部外出安排" in answer.text
    assert "待确认" in answer.text
    assert '/confirm"' not in answer.text
    absent = signed_in(app, platform, story.window)
    confirm = re.search(r'action="(/workbench/absence/[^"]+/confirm)"', absent.get("/workbench/absence").text)
    assert confirm
    assert signed_in(app, platform, story.colleague).post(confirm[1]).status_code == 404
    said = absent.post(confirm[1], follow_redirects=True).text
    assert "已确认并通知代理人" in said
    assert "待确认" not in said
    assert "该外出已确认" in absent.post(confirm[1], follow_redirects=True).text


def test_tasks_that_nobody_may_take_are_listed_and_assigned(story: Story, app: Flask, platform: Platform):
    case = story.submit(story.applicant(), story.data(region="431300"))
    operator = signed_in(app, platform, story.operator)
    page = operator.get("/inbox/unattended").text
    assert case.number in page or "长沙第1机械有限公司" in page
    link = re.search(r'href="(/inbox/tasks/[^"]+/actions/assign)"', page)
    assert link
    assert "吴窗口" in operator.get(link[1]).text
    given = {"to": story.elsewhere, "reason": "该窗口暂无人员"}
    assert "已指派" in operator.post(link[1], data=given, follow_redirects=True).text
    assert "所有任务均有人可办" in operator.get("/inbox/unattended").text
    assert [one.mine for one in story.to_do(story.elsewhere)] == [True]
    assert signed_in(app, platform, staff(platform, "finance")).get("/inbox/unattended").status_code == 403
