"""Claiming and deciding through the pages of the inbox."""

from __future__ import annotations

import re
from collections.abc import Callable

from flask.testing import FlaskClient

from tests.workflows.approvals.conftest import Story
from tests.workflows.conftest import FixedClock
from workflows.approvals.tasks import assignment
from workflows.approvals.timeline import timeline

SignIn = Callable[[str], FlaskClient]


def kinds(story: Story, case_id: str) -> list[str]:
    return [entry.kind for entry in story.read(story.operator, timeline.timeline, case_id)]


def revision_on(page: str) -> str:
    match = re.search(r'name="task_revision" value="(\d+)"', page)
    assert match
    return match[1]


def test_the_task_page_says_everything_needed_to_decide(story: Story, as_user: SignIn):
    who = story.applicant(name="王建国")
    story.submit(who)
    (item,) = story.to_do(story.window)
    page = as_user(story.window).get(f"/inbox/tasks/{item.task_id}").text
    for said in (
        "长沙第1机械有限公司", "QY-2026-000001", "王建国", "核对营业执照",  # what it is and what to do
        "尚未签收", "通过", "退回补正", "驳回",  # what can be done
        "长沙市窗口", "命中规则 4", "所在地区：长沙市",  # why it came here
        "补正资料", "提交申请",  # what comes next, what was
    ):  # fmt: skip
        assert said in page, said
    without_expressions = re.sub(r'<dl class="computed.*?</dl>', "", page, flags=re.DOTALL)
    assert "window:430100" not in without_expressions


def test_returning_without_an_opinion_is_answered_at_the_opinion_and_keeps_the_remarks(
    story: Story, as_user: SignIn
):
    story.submit(story.applicant())
    (item,) = story.to_do(story.window)
    answer = as_user(story.window).post(
        f"/inbox/tasks/{item.task_id}/decide", data={"action": "return", "remark:name": "与执照不一致"}
    )
    assert answer.status_code == 422
    assert re.search(r'id="opinion-error">[^<]*请填写审核意见', answer.text)
    assert re.search(r'<a href="#opinion"[^>]*>审核意见</a>：请填写审核意见', answer.text), "a phone is long"
    assert ">与执照不一致</textarea>" in answer.text
    reloaded = as_user(story.window).get(f"/inbox/tasks/{item.task_id}").text
    assert ">与执照不一致</textarea>" in reloaded, "what was refused is kept"
    assert story.to_do(story.window)[0].state == "open"


def test_a_decision_sent_twice_counts_once_and_both_answers_lead_on(story: Story, as_user: SignIn):
    case = story.submit(story.applicant())
    (item,) = story.to_do(story.window)
    reviewer = as_user(story.window)
    decision = {"action": "approve", "opinion": "资料齐全"}
    answers = [reviewer.post(f"/inbox/tasks/{item.task_id}/decide", data=decision) for _ in range(2)]
    assert [answer.headers["Location"] for answer in answers] == ["/inbox", "/inbox"]
    assert kinds(story, case.id).count("approve") == 1


def test_the_second_reviewer_reads_who_was_first_and_keeps_the_words(
    story: Story, as_user: SignIn, clock: FixedClock
):
    case = story.submit(story.applicant())
    (item,) = story.to_do(story.window)
    late = as_user(story.colleague)
    revision = revision_on(late.get(f"/inbox/tasks/{item.task_id}").text)
    as_user(story.window).post(
        f"/inbox/tasks/{item.task_id}/decide", data={"action": "reject", "opinion": "材料虚假"}
    )
    clock.pass_time(hours=1)
    answer = late.post(
        f"/inbox/tasks/{item.task_id}/decide",
        data={"action": "approve", "opinion": "我看没有问题", "task_revision": revision},
    )
    assert answer.status_code == 409
    assert "陈窗口 已于 2026-03-02 10:00 办理此任务。" in answer.text
    assert "我看没有问题" in answer.text
    assert 'name="action"' not in answer.text
    assert "approve" not in kinds(story, case.id)


def test_claiming_twice_names_the_first(story: Story, as_user: SignIn):
    story.submit(story.applicant())
    (item,) = story.to_do(story.window)
    first, second = as_user(story.window), as_user(story.colleague)
    first.post(f"/inbox/tasks/{item.task_id}/claim?next=/inbox")
    answer = second.post(f"/inbox/tasks/{item.task_id}/claim", follow_redirects=True)
    assert "陈窗口 已于 2026-03-02 10:00 签收此任务。" in answer.text
    assert "此任务已由 陈窗口 签收办理。" in answer.text
    assert "取消签收" in first.get(f"/inbox/tasks/{item.task_id}").text
    first.post(f"/inbox/tasks/{item.task_id}/release")
    assert "尚未签收" in second.get(f"/inbox/tasks/{item.task_id}").text


def test_opinion_and_remarks_come_back_on_another_machine(story: Story, as_user: SignIn):
    story.submit(story.applicant())
    (item,) = story.to_do(story.window)
    typed = {"opinion": "先核对执照", "remark:credit_code": "请核对"}
    saved = as_user(story.window).post(f"/inbox/tasks/{item.task_id}/draft", data=typed)
    assert saved.json["saved_at"] == "10:00"
    page = as_user(story.window).get(f"/inbox/tasks/{item.task_id}").text
    assert "先核对执照</textarea>" in page
    assert ">请核对</textarea>" in page
    assert "先核对执照" not in as_user(story.colleague).get(f"/inbox/tasks/{item.task_id}").text


def test_the_next_task_opens_when_that_is_wished(story: Story, as_user: SignIn):
    for number in (1, 2):
        story.submit(story.applicant(), story.data(number))
    first, second = story.to_do(story.window)
    reviewer = as_user(story.window)
    answer = reviewer.post(f"/inbox/tasks/{first.task_id}/decide", data={"action": "approve", "go_on": "1"})
    assert answer.headers["Location"] == f"/inbox/tasks/{second.task_id}"


def test_nobody_else_gets_to_a_task(story: Story, as_user: SignIn, client: FlaskClient):
    who = story.applicant()
    case = story.submit(who)
    (item,) = story.to_do(story.window)
    task = f"/inbox/tasks/{item.task_id}"
    for stranger in (story.elsewhere, story.applicant().user_id):
        visitor = as_user(stranger)
        for address in (task, f"/cases/{case.number}", f"/cases/{case.number}/diagram.bpmn"):
            assert visitor.get(address).status_code == 404, address
        for verb in ("claim", "release", "decide", "draft"):
            assert visitor.post(f"{task}/{verb}", data={"action": "approve"}).status_code == 404, verb
    own = as_user(who.user_id).post(f"{task}/decide", data={"action": "approve"})
    assert own.status_code == 403
    assert "不能审核本机构的申请" in own.text
    assert "/account/sign-in" in client.get(task).headers["Location"]
    assert client.post(f"{task}/draft", headers={"Accept": "application/json"}).status_code == 401
    assert story.to_do(story.window)[0].state == "open"


def test_a_refused_form_token_of_a_strange_action_changes_nothing(story: Story, as_user: SignIn):
    story.submit(story.applicant())
    (item,) = story.to_do(story.window)
    answer = as_user(story.window).post(
        f"/inbox/tasks/{item.task_id}/decide", data={"action": "delegate", "opinion": "x"}
    )
    assert answer.status_code == 409
    assert "此步骤不允许该操作" in answer.text


def test_the_list_of_done_shows_what_was_decided(story: Story, as_user: SignIn):
    story.submit(story.applicant())
    (item,) = story.to_do(story.window)
    story.act(story.window, assignment.claim, item.task_id)
    story.decide(story.window, item.task_id, "return", opinion="补正")
    page = as_user(story.window).get("/inbox/done").text
    assert "退回补正" in page
    assert "长沙第1机械有限公司" in page
    assert "暂无已办任务" in as_user(story.colleague).get("/inbox/done").text
