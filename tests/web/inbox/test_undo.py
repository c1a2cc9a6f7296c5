"""Taking a decision back while nothing of it has left: from the confirmation and from what was done."""

from __future__ import annotations

import re

import pytest

from engine.job_runs import run_job
from tests.web.inbox.test_deciding import SignIn
from tests.workflows.approvals.conftest import Story
from tests.workflows.conftest import FixedClock
from workflows.approvals.cases.item_queries import case
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
    assert reviewer.post(link, data={"reason": ""}).status_code == 302
    (again,) = story.to_do(story.window)
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
def test_a_return_that_is_being_corrected_stands(story: Story, as_user: SignIn):
    """14.9: who has begun to correct does not lose what they typed."""
    case_id, task_id, _ = decide(story, as_user, "return")
    owner = story.read(story.operator, case, case_id)
    (correction,) = story.to_do(owner.applicant_id)
    typed = as_user(owner.applicant_id).post(
        f"/cases/{owner.number}/tasks/{correction.task_id}/draft", data={"name": "新名称"}
    )
    assert typed.status_code == 200
    page = as_user(story.window).get(f"/inbox/tasks/{task_id}/actions/take_back").text
    assert "申请人已开始修改" in page


def test_without_a_grace_period_everything_goes_at_once(story: Story, as_user: SignIn):
    """14.9: the setting at 0."""
    case_id, _, after = decide(story, as_user, "return")
    assert "撤回</a>" not in after
    assert unread(story, case_id) >= 1
