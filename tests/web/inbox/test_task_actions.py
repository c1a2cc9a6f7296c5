"""The pages of what can be done with a task beside deciding it."""

from __future__ import annotations

import re
from collections.abc import Callable

from flask.testing import FlaskClient

from tests.workflows.approvals.conftest import Story
from tests.workflows.conftest import FixedClock
from workflows.approvals.cases import item_queries
from workflows.approvals.tasks import assignment
from workflows.approvals.timeline import timeline

SignIn = Callable[[str], FlaskClient]


def test_a_task_is_handed_over_with_a_reason_and_the_colleague_is_told(story: Story, as_user: SignIn):
    case = story.submit(story.applicant())
    (item,) = story.to_do(story.window)
    reviewer = as_user(story.window)
    assert "更多操作" in reviewer.get(f"/inbox/tasks/{item.task_id}").text
    page = f"/inbox/tasks/{item.task_id}/actions/transfer"
    asked = reviewer.get(page).text
    assert "周窗口" in asked
    assert "陈窗口" not in re.sub(r"<header.*?</header>|<aside.*?</aside>", "", asked, flags=re.DOTALL)

    refused = reviewer.post(page, data={"to": story.colleague, "reason": " "})
    assert refused.status_code == 422
    assert "请填写原因" in refused.text
    assert f'value="{story.colleague}" checked' in refused.text
    refused = reviewer.post(page, data={"reason": "出差两天"})
    assert (refused.status_code, "出差两天" in refused.text) == (422, True)

    for _ in range(2):  # a double click
        answer = reviewer.post(page, data={"to": story.colleague, "reason": "出差两天"})
        assert answer.headers["Location"] == "/inbox"
    assert [one.kind for one in story.read(story.operator, timeline.timeline, case.id)] == [
        "submitted", "transferred",
    ]  # fmt: skip
    told = as_user(story.colleague).get("/workbench/messages").text
    assert "陈窗口转办给您" in told
    assert "→ 周窗口" in as_user(story.operator).get(f"/cases/{case.number}").text
    late = reviewer.post(page, data={"to": story.elsewhere, "reason": "x"})
    assert late.status_code == 409
    assert "周窗口 已于 2026-03-02 10:00 签收此任务。" in late.text


def test_people_are_searched_without_a_script_and_what_was_typed_stays(story: Story, as_user: SignIn):
    story.submit(story.applicant())
    (item,) = story.to_do(story.window)
    page = f"/inbox/tasks/{item.task_id}/actions/copy"
    reviewer = as_user(story.window)
    sent = {"search": "1", "q": "吴", "to": story.operator, "note": "请了解"}
    answer = reviewer.post(page, data=sent)
    assert answer.status_code == 200
    people = re.findall(r'name="to" value="([^"]+)"(?: (checked))?', answer.text)
    assert people == [(story.operator, "checked"), (story.elsewhere, "")]
    assert ">请了解</textarea>" in answer.text
    part = reviewer.get(f"{page}/people?q=吴").text
    assert "<html" not in part
    assert story.elsewhere in part
    answer = reviewer.post(page, data={"to": [story.operator, story.elsewhere]}, follow_redirects=True)
    assert "已抄送 2 人" in answer.text
    assert as_user(story.elsewhere).get(f"/cases/{item.case.number}").status_code == 200
    assert "→" in as_user(story.elsewhere).get(f"/cases/{item.case.number}").text


def test_what_a_step_does_not_permit_is_neither_shown_nor_done(story: Story, as_user: SignIn):
    who = story.applicant()
    case = story.submit(who)
    (item,) = story.to_do(story.window)
    story.act(story.window, assignment.claim, item.task_id)
    for person in (story.colleague, story.operator, who.user_id, story.elsewhere):
        visitor = as_user(person)
        for action in ("copy", "transfer"):
            address = f"/inbox/tasks/{item.task_id}/actions/{action}"
            assert visitor.get(address).status_code in {403, 404}
            assert visitor.get(f"{address}/people").status_code in {403, 404}
            answer = visitor.post(address, data={"to": story.colleague, "reason": "x"})
            assert answer.status_code in {403, 404, 409}
    story.decide(story.window, item.task_id, "return", opinion="补正")
    (correct,) = story.to_do(who.user_id)
    own = as_user(who.user_id)
    assert own.get(f"/inbox/tasks/{correct.task_id}/actions/transfer").status_code == 404
    answer = own.post(
        f"/inbox/tasks/{correct.task_id}/actions/transfer", data={"to": story.window, "reason": "x"}
    )
    assert answer.status_code == 409
    assert "此步骤不允许该操作" in answer.text
    assert as_user(story.window).post(f"/inbox/tasks/{correct.task_id}/actions/nonsense").status_code == 404
    kinds = [one.kind for one in story.read(story.operator, timeline.timeline, case.id)]
    assert "transferred" not in kinds
    assert "copied" not in kinds


def test_phrases_are_inserted_kept_and_dropped_where_they_are_used(story: Story, as_user: SignIn):
    story.submit(story.applicant())
    (item,) = story.to_do(story.window)
    task = f"/inbox/tasks/{item.task_id}"
    reviewer = as_user(story.window)
    assert "资料齐全，符合条件，同意。" in reviewer.get(task).text
    page = reviewer.post(
        f"{task}/phrases/insert", data={"opinion": "经审核：", "phrase": "同意。"}, follow_redirects=True
    ).text
    assert "经审核：\n同意。</textarea>" in page

    page = reviewer.post(f"{task}/phrases", data={"opinion": " 请补充厂房租赁合同。 "}, follow_redirects=True)
    assert "已存为常用意见" in page.text
    assert 'data-phrase="请补充厂房租赁合同。" data-key="1"' in page.text
    assert "请补充厂房租赁合同" not in as_user(story.colleague).get(task).text
    for wrong, said in ((" ", "请先填写意见"), ("长" * 201, "最多 200 个字")):
        assert said in reviewer.post(f"{task}/phrases", data={"opinion": wrong}, follow_redirects=True).text
    phrase = re.search(r'name="phrase_id" value="([^"]+)"', page.text)
    assert phrase
    as_user(story.colleague).post(f"{task}/phrases/drop", data={"phrase_id": phrase[1]})
    assert "请补充厂房租赁合同。" in reviewer.get(task).text
    reviewer.post(f"{task}/phrases/drop", data={"phrase_id": phrase[1], "opinion": "先写到这里"})
    page = reviewer.get(task).text
    assert 'data-phrase="请补充厂房' not in page
    assert "先写到这里</textarea>" in page


def test_a_decision_may_be_copied_in_one_go(story: Story, as_user: SignIn):
    case = story.submit(story.applicant())
    (item,) = story.to_do(story.window)
    decide = f"/inbox/tasks/{item.task_id}/decide"
    reviewer = as_user(story.window)
    refused = reviewer.post(decide, data={"action": "approve", "to": "nobody"})
    assert (refused.status_code, "不能办理此事" in refused.text) == (422, True)
    reviewer.post(decide, data={"action": "approve", "to": [story.elsewhere, story.operator]})
    kinds = [one.kind for one in story.read(story.operator, timeline.timeline, case.id)]
    assert kinds[:3] == ["submitted", "approve", "copied"]
    assert story.read(story.elsewhere, item_queries.case, case.id).number == case.number


def test_urging_is_seen_by_the_reviewer_and_counted_for_the_applicant(
    story: Story, as_user: SignIn, clock: FixedClock
):
    who = story.applicant()
    case = story.submit(who)
    (item,) = story.to_do(story.window)
    own = as_user(who.user_id)
    assert "催办" in own.get(f"/cases/{case.number}").text
    own.post(f"/cases/{case.number}/urge")
    page = own.get(f"/cases/{case.number}").text
    assert re.search(r"已催办 1 次，.*14:00.*后可再次催办", page)
    assert f"/cases/{case.number}/urge" not in page
    clock.pass_time(hours=5)  # the session is over by then
    as_user(who.user_id).post(f"/cases/{case.number}/urge")
    html = as_user(story.window).get(f"/inbox/tasks/{item.task_id}").text
    assert re.search(r"已催办 2 次，最近 .*15:00", html)
