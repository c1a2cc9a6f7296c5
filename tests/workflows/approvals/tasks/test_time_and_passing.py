"""Steps that are passed, that time decides, that others are told of: `acting.bpmn` beside."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.factories.people import staff
from tests.workflows.approvals.conftest import Story
from tests.workflows.conftest import FixedClock
from workflows.approvals.actions.carbon_copies import copied_to_me
from workflows.approvals.cases import item_queries, submitting
from workflows.approvals.inbox import lists
from workflows.approvals.tasks import assignment, rescheduling
from workflows.approvals.timeline import timeline
from workflows.approvals.values import CaseView, Filters
from workflows.ground.calendar.time_left import TimeLeft, working_time_left
from workflows.ground.clock import SHANGHAI
from workflows.ground.errors import Forbidden, Invalid
from workflows.lint import lint
from workflows.notices import queries as notices
from workflows.people.organisations.operations import join

DIAGRAM = (Path(__file__).parent / "acting.bpmn").read_bytes()


@pytest.fixture
def case(story: Story) -> CaseView:
    return submitted(story, DIAGRAM)


def submitted(story: Story, diagram: bytes) -> CaseView:
    with story.platform.begin(staff(story.platform, "admin")) as work:
        work.repository.deploy({"acting.bpmn": diagram})
    who = story.applicant(name="王建国")
    made: CaseView = story.act(
        who.user_id, submitting.submit, "acting", {"boss": story.window}, organisation_id=who.organisation_id
    )
    return made


def kinds(story: Story, case_id: str) -> list[str]:
    return [one.kind for one in story.read(story.operator, timeline.timeline, case_id)]


def up_to_the_review(story: Story, case: CaseView) -> str:
    (first,) = story.to_do(story.window)
    story.decide(story.window, first.task_id, "approve", opinion="同意")
    (review,) = story.to_do(story.operator)
    return review.task_id


def test_a_group_that_does_not_exist_is_found_when_deploying() -> None:
    broken = DIAGRAM.replace(b'key="groups" value="department"', b'key="groups" value="departement"')
    assert "bpmn.unknown_group" in {problem.code for problem in lint({"acting.bpmn": broken})}
    assert "bpmn.unknown_group" not in {problem.code for problem in lint({"acting.bpmn": DIAGRAM})}


def test_who_approved_before_and_who_applied_are_not_asked_again(story: Story, case: CaseView) -> None:
    (first,) = story.to_do(story.window)
    with pytest.raises(Invalid) as refusal:
        story.decide(story.window, first.task_id, "approve")
    assert [problem.field for problem in refusal.value.problems] == ["opinion"]  # as the diagram says
    up_to_the_review(story, case)
    assert kinds(story, case.id) == [
        "submitted", "approve", "passed_approved_before", "passed_parties_only",
    ]  # fmt: skip
    assert story.to_do(case.applicant_id) == []
    with story.platform.begin() as work:
        assert case.instance_id is not None
        replayed = work.history.replay(case.instance_id)
        assert [step.message for step in replayed.steps if step.message] == []


def test_parties_decide_where_the_diagram_allows_it_and_nowhere_else(story: Story) -> None:
    allowed = submitted(story, DIAGRAM.replace(b' self="skip"', b' self="allow"'))
    (first,) = story.to_do(story.window)
    story.decide(story.window, first.task_id, "approve", opinion="同意")
    (own,) = story.to_do(allowed.applicant_id)
    story.decide(allowed.applicant_id, own.task_id, "approve")
    assert [one.element_id for one in story.to_do(story.operator)] == ["review"]

    refused = submitted(story, DIAGRAM.replace(b' self="skip"', b""))
    (first,) = story.to_do(story.window)
    story.decide(story.window, first.task_id, "approve", opinion="同意")
    (stuck,) = story.read(story.operator, lists.unattended)
    assert (stuck.case.id, stuck.element_id) == (refused.id, "own")
    with pytest.raises(Forbidden) as refusal:
        story.decide(refused.applicant_id, stuck.task_id, "approve")
    assert refusal.value.code == "approvals.self_review"
    story.act(story.operator, assignment.assign, stuck.task_id, story.colleague, "申请人不能自审")
    assert story.read(story.operator, lists.unattended) == []
    story.decide(story.colleague, stuck.task_id, "approve")


def test_groups_of_parties_may_decide_where_that_is_allowed(story: Story) -> None:
    allowed = DIAGRAM.replace(
        b'actions="approve reject reschedule" result="review"',
        b'actions="approve reject reschedule" result="review" self="allow"',
    )
    with story.platform.begin(staff(story.platform, "admin")) as work:
        work.repository.deploy({"acting.bpmn": allowed})
    who = story.applicant()
    with story.platform.begin() as work:
        join(work, who.organisation_id, story.operator, "member")
    story.act(
        who.user_id, submitting.submit, "acting", {"boss": story.window}, organisation_id=who.organisation_id
    )
    (first,) = story.to_do(story.window)
    story.decide(story.window, first.task_id, "approve", opinion="同意")
    (review,) = story.to_do(story.operator)
    assert review.may_claim
    assert story.read(story.operator, lists.to_do_count) == 1
    assert story.read(story.operator, lists.to_do, Filters(name=review.case.number)).total == 1
    story.decide(story.operator, review.task_id, "approve")


def test_time_escalates_then_approves_and_says_so(story: Story, case: CaseView, clock: FixedClock) -> None:
    department, finance = staff(story.platform, "department"), staff(story.platform, "finance")
    task_id = up_to_the_review(story, case)
    clock.pass_time(days=1, hours=1)  # six working hours of Monday, two of Tuesday
    story.run()
    assert story.to_do(department) == []
    clock.pass_time(hours=3)
    story.run()
    (offered,) = story.to_do(department)
    assert (offered.task_id, offered.priority) == (task_id, 90)
    with story.platform.begin() as work:
        assert [one.title[:4] for one in notices.messages(work, department, "zh-CN")] == ["升级办理"]
    clock.pass_time(days=2)
    story.run()
    assert story.to_do(department) == story.to_do(story.operator) == []
    assert story.read(story.operator, item_queries.case, case.id).state == "approved"
    assert kinds(story, case.id)[-4:] == ["escalated", "timeout_approve", "copied", "ended"]
    (copy,) = story.read(finance, copied_to_me).items
    assert (copy.by_name, copy.note) == ("", "请知悉")


def test_urgency_and_due_date_change_with_a_reason(story: Story, case: CaseView, clock: FixedClock) -> None:
    task_id = up_to_the_review(story, case)
    sooner = clock.now + timedelta(hours=5)
    for priority, due, reason, at in (
        (70, sooner, " ", ["reason"]), (71, sooner, "急", ["priority"]),
        (70, clock.now - timedelta(hours=1), "急", ["due_at"]),
    ):  # fmt: skip
        with pytest.raises(Invalid) as refusal:
            story.act(
                story.operator, rescheduling.reschedule, task_id, priority=priority, due_at=due, reason=reason
            )
        assert [problem.field for problem in refusal.value.problems] == at
    story.act(story.operator, rescheduling.reschedule, task_id, priority=90, due_at=sooner, reason="领导交办")
    (item,) = story.to_do(story.operator)
    assert (item.priority, item.due_at) == (90, sooner)
    line = story.read(story.operator, timeline.timeline, case.id)[-1]
    assert (line.kind, line.opinion, line.details["priority"]) == ("rescheduled", "领导交办", [50, 90])
    with pytest.raises(Forbidden):
        story.act(case.applicant_id, rescheduling.reschedule, task_id, priority=90, due_at=None, reason="急")


def test_the_holder_is_reminded_of_a_follow_up(story: Story, case: CaseView, clock: FixedClock) -> None:
    task_id = up_to_the_review(story, case)
    tomorrow = clock.now + timedelta(days=1)
    with pytest.raises(Forbidden):
        story.act(story.operator, rescheduling.follow_up, task_id, tomorrow)
    story.act(story.operator, assignment.claim, task_id)
    with pytest.raises(Invalid):
        story.act(story.operator, rescheduling.follow_up, task_id, clock.now)
    story.act(story.operator, rescheduling.follow_up, task_id, tomorrow)
    assert story.read(story.operator, rescheduling.to_follow_up) == []
    clock.pass_time(hours=23)
    assert [one.task_id for one in story.read(story.operator, rescheduling.to_follow_up)] == [task_id]
    with story.platform.begin() as work:
        before = notices.unread_count(work, story.operator)
    clock.pass_time(hours=1)
    story.run()
    with story.platform.begin() as work:
        assert notices.unread_count(work, story.operator) == before + 1
    story.act(story.operator, rescheduling.follow_up, task_id, None)
    assert story.read(story.operator, rescheduling.to_follow_up) == []


@pytest.mark.parametrize(
    ("now", "due", "left"),
    [
        ("2026-03-02 10:00", "2026-03-02 11:30", TimeLeft(0, 1, 30)),
        ("2026-03-02 10:00", "2026-03-03 13:30", TimeLeft(1, 2, 0)),
        ("2026-03-06 17:00", "2026-03-09 10:00", TimeLeft(0, 1, 30)),  # over a weekend
        ("2026-03-02 10:00", "2026-03-02 09:00", None),
        ("2026-03-02 10:00", "2026-07-02 09:00", None),
    ],
)
def test_only_office_hours_of_working_days_are_left(now: str, due: str, left: TimeLeft | None) -> None:
    moments = (datetime.fromisoformat(one).replace(tzinfo=SHANGHAI) for one in (now, due))
    assert working_time_left(*moments) == left
