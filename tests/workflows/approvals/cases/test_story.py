from __future__ import annotations

from typing import Any

import pytest

from tests.factories.people import staff
from tests.workflows.approvals.conftest import Story
from tests.workflows.conftest import FixedClock
from workflows.approvals.cases import details, item_queries, withdraw_and_urge
from workflows.approvals.inbox import lists
from workflows.approvals.tasks import assignment
from workflows.approvals.timeline import timeline as case_timeline
from workflows.approvals.values import FieldRemark
from workflows.ground.errors import Conflict, Forbidden, Invalid, InvalidState, NotFound
from workflows.notices import queries as notices
from workflows.people.organisations import queries as organisations


def test_from_submission_over_return_to_certification(story: Story, clock: FixedClock) -> None:
    who = story.applicant(name="王建国")
    case = story.submit(who)
    assert (case.state, case.round, case.number[:8]) == ("in_review", 1, "QY-2026-")
    assert case.title_zh == "企业注册认证 · 长沙第1机械有限公司"

    (item,) = story.to_do(story.window)
    assert (item.name_zh, item.name_en, item.groups) == (
        "审核注册资料", "Review the registration", {"window:430100"},
    )  # fmt: skip
    assert story.to_do(story.elsewhere) == []

    story.act(story.window, assignment.claim, item.task_id)
    assert story.to_do(story.colleague) == []
    clock.pass_time(hours=2)
    remarks = (FieldRemark("name", "与执照不一致"), FieldRemark("credit_code", "请核对"))
    case = story.decide(story.window, item.task_id, "return", opinion="请补正两处", remarks=remarks)
    assert case.state == "returned"

    (correct,) = story.to_do(who.user_id)
    assert (correct.element_id, correct.mine) == ("correct", True)
    detail = story.read(who.user_id, details.task_detail, correct.task_id)
    assert detail.actions == ("submit", "withdraw")
    assert detail.remarks == remarks
    assert detail.default_right == "write"
    data = story.data(name="长沙第一机械有限公司", average_salary=12.5, employees=120, high_tech=None)
    case = story.decide(who.user_id, correct.task_id, "submit", data=data)
    assert (case.state, case.round, case.organisation_name) == ("in_review", 2, "长沙第一机械有限公司")

    (again,) = story.to_do(story.window)
    assert again.round == 2
    case = story.decide(story.window, again.task_id, "approve", opinion="资料齐全")
    case = story.read(who.user_id, item_queries.case, case.id)
    assert case.state == "approved"
    assert case.ended_at is not None
    organisation = story.read(who.user_id, organisations.organisation, who.organisation_id)
    assert organisation.certified
    assert organisation.profile == data

    timeline = story.read(who.user_id, case_timeline.timeline, case.id)
    assert [entry.kind for entry in timeline] == [
        "submitted", "claimed", "return", "resubmitted", "approve", "certified", "ended",
    ]  # fmt: skip
    returned = timeline[2]
    assert (returned.actor_name, returned.opinion, returned.remarks) == ("陈窗口", "请补正两处", remarks)
    with story.platform.begin() as work:
        sent = [mail.subject for mail in notices.outbox(work) if mail.channel == "mail"]
        assert notices.unread_count(work, who.user_id) == 3
    assert sent == [
        "认证通过：企业注册认证 · 长沙第一机械有限公司",
        f"{case.number} 退回补正：企业注册认证 · 长沙第1机械有限公司",
        f"{case.number} 已提交：企业注册认证 · 长沙第1机械有限公司",
    ]


def test_a_rejection_closes_the_case_and_frees_the_credit_code(story: Story) -> None:
    who, other = story.applicant(), story.applicant()
    story.submit(who)
    (item,) = story.to_do(story.window)
    case = story.decide(story.window, item.task_id, "reject", opinion="材料虚假")
    assert story.read(who.user_id, item_queries.case, case.id).state == "rejected"
    assert story.submit(other).state == "in_review"


def test_outside_the_region_only_an_ordinary_user(story: Story) -> None:
    who = story.applicant()
    case = story.submit(who, story.data(region="outside", local_branch=False))
    story.run()
    assert story.read(who.user_id, item_queries.case, case.id).state == "completed"
    view = story.read(who.user_id, organisations.organisation, who.organisation_id)
    assert view.certification == "ordinary"


def test_nobody_decides_on_their_own_application(story: Story) -> None:
    who = story.applicant()
    with story.platform.begin() as work:
        from workflows.people.organisations.operations import join

        join(work, who.organisation_id, story.window, "member")
    story.submit(who)
    assert story.to_do(story.window) == []
    (item,) = story.to_do(story.colleague)
    for attempt in (assignment.claim,):
        with pytest.raises(Forbidden) as refusal:
            story.act(story.window, attempt, item.task_id)
        assert refusal.value.code == "approvals.self_review"
    with pytest.raises(Forbidden):
        story.decide(story.window, item.task_id, "approve")


def test_who_has_no_business_with_a_case_does_not_learn_of_it(story: Story) -> None:
    who, stranger = story.applicant(), story.applicant()
    case = story.submit(who)
    (item,) = story.to_do(story.window)
    for outsider in (stranger.user_id, story.elsewhere):
        for query, key in (
            (item_queries.case, case.id),
            (case_timeline.timeline, case.id), (case_timeline.submissions, case.id),
            (details.next_steps, case.id), (item_queries.work_item, item.task_id),
            (assignment.claim, item.task_id),
            (withdraw_and_urge.withdraw, case.id), (withdraw_and_urge.urge, case.id),
        ):  # fmt: skip
            with pytest.raises(NotFound):
                story.act(outsider, query, key)
        with pytest.raises(NotFound):
            story.decide(outsider, item.task_id, "approve")


def test_the_second_who_claims_or_decides_is_told_who_was_first(story: Story) -> None:
    story.submit(story.applicant())
    (item,) = story.to_do(story.window)
    story.act(story.window, assignment.claim, item.task_id)
    with pytest.raises(Conflict) as refusal:
        story.act(story.colleague, assignment.claim, item.task_id)
    assert refusal.value.message("zh-CN") == "陈窗口 已于 2026-03-02 10:00 签收此任务。"
    with pytest.raises(Conflict):
        story.decide(story.colleague, item.task_id, "approve")
    story.decide(story.window, item.task_id, "approve")
    with pytest.raises(Conflict) as refusal:
        story.decide(story.window, item.task_id, "approve")
    assert refusal.value.message("en") == "陈窗口 has already decided this at 2026-03-02 10:00."


def test_a_decision_on_what_has_changed_meanwhile_is_refused(story: Story) -> None:
    story.submit(story.applicant())
    (item,) = story.to_do(story.window)
    revision = story.read(story.window, details.task_detail, item.task_id).revision
    story.act(story.window, assignment.claim, item.task_id)
    story.act(story.window, assignment.release, item.task_id)
    with pytest.raises(Conflict) as refusal:
        story.decide(story.window, item.task_id, "approve", revision=revision)
    assert refusal.value.code == "approvals.changed_meanwhile"


def test_a_decision_is_checked_at_the_field(story: Story) -> None:
    story.submit(story.applicant())
    (item,) = story.to_do(story.window)
    with pytest.raises(Invalid) as refusal:
        story.decide(story.window, item.task_id, "return", remarks=(FieldRemark("name", "x" * 501),))
    assert {problem.field for problem in refusal.value.problems} == {"opinion", "remark:name"}
    with pytest.raises(InvalidState):
        story.decide(story.window, item.task_id, "delegate")
    assert story.to_do(story.window)[0].state == "open"


def test_a_double_submit_makes_one_case(story: Story) -> None:
    who = story.applicant()
    first = story.submit(who)
    with pytest.raises(InvalidState) as refusal:
        story.submit(who)
    assert refusal.value.params["number"] == first.number


def test_only_who_acts_for_the_organisation_may_apply(story: Story) -> None:
    who, stranger = story.applicant(), story.applicant()
    with pytest.raises(Forbidden):
        story.submit(type(who)(stranger.user_id, who.organisation_id))
    with pytest.raises(Forbidden):
        story.submit(type(who)(story.operator, who.organisation_id))


@pytest.mark.parametrize("returned", [False, True])
def test_the_applicant_withdraws_and_applies_again(story: Story, returned: bool) -> None:
    who = story.applicant()
    case = story.submit(who)
    (item,) = story.to_do(story.window)
    if returned:
        story.decide(story.window, item.task_id, "return", opinion="补正")
        (correct,) = story.to_do(who.user_id)
        case = story.decide(who.user_id, correct.task_id, "withdraw")
    else:
        case = story.act(who.user_id, withdraw_and_urge.withdraw, case.id, "填写有误")
    assert case.state == "withdrawn"
    assert story.to_do(story.window) == story.to_do(who.user_id) == []
    with pytest.raises(InvalidState):
        story.act(who.user_id, withdraw_and_urge.withdraw, case.id)
    assert story.submit(who).state == "in_review"


def _incidents(story: Story) -> tuple[Any, ...]:
    with story.platform.begin() as work:
        return work.incidents.list()


def test_nobody_eligible_is_said_aloud(story: Story) -> None:
    case = story.submit(story.applicant(), story.data(region="431300"))
    entries = story.read(story.operator, case_timeline.timeline, case.id)
    assert [entry.kind for entry in entries] == ["submitted", "nobody_eligible"]
    with story.platform.begin() as work:
        (message,) = notices.messages(work, story.operator, "zh-CN")
    assert "window:431300" in message.body
    (stuck,) = story.read(story.operator, lists.unattended)
    assert stuck.case.id == case.id
    with pytest.raises(Forbidden):
        story.read(story.window, lists.unattended)
    (incident,) = _incidents(story)
    assert (incident.code, incident.element_id) == ("nobody_eligible", "review")
    newcomer = staff(story.platform, "window:431300")
    story.run()
    assert _incidents(story) == ()
    assert story.read(story.operator, lists.unattended) == []
    assert [item.task_id for item in story.to_do(newcomer)] == [stuck.task_id]


def test_a_window_that_sleeps_is_reminded_after_two_working_days(story: Story, clock: FixedClock) -> None:
    case = story.submit(story.applicant())
    clock.pass_time(days=1, hours=23)
    story.run()
    with story.platform.begin() as work:
        assert notices.unread_count(work, story.window) == 0
    clock.pass_time(hours=2)
    story.run()
    with story.platform.begin() as work:
        assert notices.unread_count(work, story.window) == notices.unread_count(work, story.colleague) == 1
    assert story.read(story.operator, case_timeline.timeline, case.id)[-1].kind == "reminded"


def test_urging_tells_the_window_and_is_limited(story: Story, clock: FixedClock) -> None:
    who = story.applicant()
    case = story.submit(who)
    assert story.act(who.user_id, withdraw_and_urge.urge, case.id) == 2
    with pytest.raises(InvalidState):
        story.act(who.user_id, withdraw_and_urge.urge, case.id)
    clock.pass_time(hours=4)
    assert story.act(who.user_id, withdraw_and_urge.urge, case.id) == 2


def test_a_task_is_handed_to_an_eligible_colleague_only(story: Story) -> None:
    story.submit(story.applicant())
    (item,) = story.to_do(story.window)
    story.act(story.window, assignment.claim, item.task_id)
    for to, reason, at in ((story.elsewhere, "休假", ["to"]), ("", "", ["to", "reason"])):
        with pytest.raises(Invalid) as refusal:
            story.act(story.window, assignment.transfer, item.task_id, to, reason)
        assert [problem.field for problem in refusal.value.problems] == at
    story.act(story.window, assignment.transfer, item.task_id, story.colleague, "休假")
    assert [one.mine for one in story.to_do(story.colleague)] == [True]
    assert story.to_do(story.window) == []


def test_what_comes_next_is_known(story: Story) -> None:
    who = story.applicant()
    case = story.submit(who)
    assert [s.element_id for s in story.read(who.user_id, details.current_steps, case.id)] == ["review"]
    (now,) = story.read(who.user_id, details.current_steps, case.id)
    said = [(timer.when.say("zh-CN"), timer.then.say("zh-CN")) for timer in now.timers]
    assert said == [("2 个工作日未办理", "提醒窗口办理")], "and what happens if nobody acts (14.17)"
    steps = {s.element_id: s for s in story.read(who.user_id, details.next_steps, case.id)}
    assert {"correct", "certified", "rejected"} <= set(steps)
    assert steps["correct"].name("en") == "Correct the registration"
