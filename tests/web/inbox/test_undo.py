"""Taking a decision back while nothing of it has left: from the confirmation and from what was done."""

from __future__ import annotations

import re

import pytest

from engine.job_runs import run_job
from tests.factories.people import viewer
from tests.web.inbox.test_deciding import SignIn
from tests.workflows.approvals.conftest import Story
from tests.workflows.conftest import FixedClock
from workflows.approvals.cases.item_queries import case
from workflows.approvals.inbox.live_counts import to_do_of
from workflows.bootstrap import Platform
from workflows.ground.settings_store.operations import change
from workflows.notices.queries import unread_count


@pytest.fixture
def five_minutes(story: Story) -> None:
    with story.platform.begin("system") as work:
        change(work, {"decision_grace_minutes": 5})


def decide(story: Story, as_user: SignIn, action: str) -> tuple[str, str, str]:
    """Return case, task and the page that follows the decision of a window."""
    who = story.applicant()
    submitted = story.submit(who)
    story.run()
    (item,) = story.to_do(story.window)
    page = as_user(story.window).post(
        f"/inbox/tasks/{item.task_id}/decide",
        data={"action": action, "opinion": "资料不符", "remark:name": "与执照不一致"},
        follow_redirects=True,
    )
    return submitted.id, item.task_id, page.text


def unread(story: Story, case_id: str) -> int:
    applicant = story.read(story.operator, case, case_id).applicant_id
    with story.platform.begin() as work:
        return unread_count(work, applicant)


@pytest.mark.usefixtures("five_minutes")
@pytest.mark.parametrize("action", ["approve", "return", "reject"])
def test_the_confirmation_and_the_list_of_done_offer_to_take_back(
    story: Story, as_user: SignIn, clock: FixedClock, action: str
):
    """14.9: nobody is told for five minutes; taken back, the task comes with what was typed."""
    case_id, task_id, after = decide(story, as_user, action)
    told = unread(story, case_id)
    assert re.search(r"撤回</a>.*data-countdown-ms=\"300000\"", after)
    clock.pass_time(minutes=4)
    story.run()
    assert unread(story, case_id) == told, "mails and jobs wait"
    reviewer = as_user(story.window)
    done = reviewer.get("/inbox/done").text
    assert re.search(r"撤回</a>.*data-countdown-ms=\"60000\"", done)
    link = f"/inbox/tasks/{task_id}/actions/take_back"
    assert f'href="{link}"' in done
    assert "尚未通知" in reviewer.get(link).text
    taken_back = reviewer.post(link, data={"reason": ""})
    (again,) = story.to_do(story.window)
    assert taken_back.headers["Location"] == f"/inbox/tasks/{again.task_id}", "not to the closed one"
    page = reviewer.get(f"/inbox/tasks/{again.task_id}").text
    assert "资料不符</textarea>" in page
    assert ">与执照不一致</textarea>" in page
    assert story.read(story.operator, case, case_id).state == "in_review"
    clock.pass_time(minutes=10)
    story.run()
    assert unread(story, case_id) == told, "what was taken back is never told"


@pytest.mark.usefixtures("five_minutes")
@pytest.mark.parametrize(
    ("action", "said"), [("approve", "“认证企业”已执行"), ("reject", "“登记驳回”已执行")]
)
def test_what_has_left_stands_and_the_refusal_names_it(
    story: Story, as_user: SignIn, clock: FixedClock, action: str, said: str
):
    """14.9: once a job of the decision was done, the page says which."""
    _, task_id, _ = decide(story, as_user, action)
    clock.pass_time(minutes=5, seconds=1)
    with story.platform.begin("system") as work:
        (job,) = [one for one in work.jobs.list() if one.kind == "service"]
    assert run_job(story.platform.engine, job.id, now=clock.now)
    reviewer = as_user(story.window)
    link = f"/inbox/tasks/{task_id}/actions/take_back"
    assert said in reviewer.get(link).text
    assert reviewer.post(link, data={"reason": "看错了"}).status_code == 409
    assert "撤回</a>" not in reviewer.get("/inbox/done").text


@pytest.mark.usefixtures("five_minutes")
def test_what_is_not_taken_back_goes_out_when_its_time_has_come(
    story: Story, as_user: SignIn, clock: FixedClock
):
    """14.9: the grace period only delays."""
    case_id, _, _ = decide(story, as_user, "return")
    told = unread(story, case_id)
    clock.pass_time(minutes=5, seconds=1)
    story.run()
    assert unread(story, case_id) == told + 1


@pytest.mark.usefixtures("five_minutes")
@pytest.mark.parametrize("action", ["approve", "return", "reject"])
def test_the_applicant_sees_nothing_of_it_meanwhile(
    story: Story, as_user: SignIn, clock: FixedClock, action: str
):
    """14.9: no line, no state, no step and no task of a decision that may be taken back."""
    case_id, _, _ = decide(story, as_user, action)
    shown = story.read(story.operator, case, case_id)
    applicant, pages = as_user(shown.applicant_id), (f"/cases/{shown.number}", "/workbench")
    for page in pages:
        answer = applicant.get(page)
        assert answer.status_code == 200
        for word in ("资料不符", "退回修改", "已驳回", "与执照不一致"):
            assert word not in answer.text, (page, word)
        assert "审核" in answer.text
    assert story.to_do(shown.applicant_id) == []
    assert 'data-count="inbox" data-count-now="0"' in " ".join(applicant.get("/workbench").text.split())
    with story.platform.begin() as work:
        who = viewer(story.platform, shown.applicant_id)
        assert to_do_of(work, {who.user_id: who}) == {who.user_id: 0}, "what is pushed counts the same"
    assert shown.state == "in_review"
    clock.pass_time(minutes=5, seconds=1)
    story.run()
    expected = {"approve": "approved", "return": "returned", "reject": "rejected"}[action]
    assert story.read(story.operator, case, case_id).state == expected
    assert "资料不符" in applicant.get(pages[0]).text


@pytest.mark.usefixtures("five_minutes")
def test_a_return_is_carried_out_by_any_worker_that_is_left(story: Story, as_user: SignIn, clock: FixedClock):
    """14.9: what waits is a row: the process that took the decision may be killed meanwhile."""
    case_id, _, _ = decide(story, as_user, "return")
    applicant = story.read(story.operator, case, case_id).applicant_id
    clock.pass_time(minutes=5, seconds=1)
    another = Platform(story.platform.settings, clock=clock)
    try:
        another.engine.run_due_jobs()
        another.engine.run_due_jobs()
    finally:
        another.close()
    (correction,) = story.to_do(applicant)
    assert (correction.element_id, correction.case.state) == ("correct", "returned")


def test_without_a_grace_period_everything_goes_at_once(story: Story, as_user: SignIn):
    """14.9: the setting at 0."""
    case_id, _, after = decide(story, as_user, "return")
    assert "撤回</a>" not in after
    assert unread(story, case_id) >= 1
