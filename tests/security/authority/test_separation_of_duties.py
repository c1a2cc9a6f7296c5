"""One person does not sign twice: `unlike="step"`, and every repetition of a repeated step another person's.

Attack: the same operator gave both countersignatures, the same member both reviews; through a claim, a
deputy, the picker of people or many tasks at once.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from tests.factories.people import staff
from tests.workflows.approvals.conftest import Story
from tests.workflows.conftest import FixedClock
from workflows.approvals.actions import bulk, taking_back
from workflows.approvals.cases import submitting
from workflows.approvals.cases.details import task_detail
from workflows.approvals.inbox import lists
from workflows.approvals.tasks import assignment, deciding
from workflows.approvals.team import assignee_picker
from workflows.approvals.values import CaseView, Decision
from workflows.business.experts import operations as experts
from workflows.business.experts.models import Expert
from workflows.ground.errors import Forbidden, Invalid
from workflows.ground.fulltext import document
from workflows.lint import lint
from workflows.people.absences import operations as absences
from workflows.people.absences.values import NewAbsence

DIAGRAM = Path(__file__).with_name("apart.bpmn")
WHY_NOT = "approvals.another_person"


@pytest.fixture
def case(story: Story) -> CaseView:
    with story.platform.begin() as work:
        work.repository.deploy({DIAGRAM.name: DIAGRAM.read_bytes()})
    who = story.applicant()
    made: CaseView = story.act(
        who.user_id, submitting.submit, "apart", {"days": 12}, organisation_id=who.organisation_id
    )
    return made


@pytest.fixture
def other(story: Story) -> str:
    return staff(story.platform, "operator", name="钱运营")


def step(story: Story, user_id: str) -> list[str]:
    assert story.read(user_id, lists.to_do_count) == len(story.to_do(user_id))
    return [item.element_id for item in story.to_do(user_id)]


def approve(story: Story, user_id: str) -> str:
    item = story.to_do(user_id)[0]
    story.decide(user_id, item.task_id, "approve")
    return item.task_id


def test_who_did_the_first_step_may_not_do_the_second(story: Story, case: CaseView, other: str) -> None:
    approve(story, story.operator)
    assert step(story, story.operator) == []
    (item,) = story.to_do(other)
    assert item.element_id == "second"
    assert story.read(story.operator, task_detail, item.task_id).why_not == WHY_NOT
    for command in (
        lambda: story.act(story.operator, assignment.claim, item.task_id),
        lambda: story.act(story.operator, deciding.decide, item.task_id, Decision("approve")),
    ):
        with pytest.raises(Forbidden) as refusal:
            command()
        assert refusal.value.code == WHY_NOT
    (refused,) = bulk.carry_out(
        lambda: story.platform.begin(story.operator), [item.task_id], bulk.approve("同意")
    )
    assert refused.refusal is not None
    assert refused.refusal.code == WHY_NOT
    offered = story.read(other, assignee_picker.choice, item.task_id, "transfer").people
    assert story.operator not in {person.user_id for person in offered}
    with pytest.raises(Invalid):
        story.act(other, assignment.transfer, item.task_id, story.operator, "请代办")
    story.decide(other, item.task_id, "approve")
    assert case.number


def test_no_deputy_decides_in_the_place_of_who_is_barred(
    story: Story, case: CaseView, other: str, clock: FixedClock
) -> None:
    approve(story, story.operator)
    asked = NewAbsence(story.operator, story.window, clock.now, clock.now + timedelta(days=2), "出差")
    story.act(story.operator, absences.set_absence, asked)
    story.run()
    assert step(story, story.window) == []
    assert step(story, other) == ["second"]
    assert case.number


def test_each_repetition_is_another_persons(story: Story, case: CaseView, other: str) -> None:
    approve(story, story.operator)
    approve(story, other)
    first = story.to_do(story.operator)
    assert [item.element_id for item in first] == ["both", "both"]
    story.act(story.operator, assignment.claim, first[0].task_id)
    assert step(story, story.operator) == ["both"]  # the one that is held
    with pytest.raises(Forbidden) as refusal:
        story.act(story.operator, deciding.decide, first[1].task_id, Decision("approve"))
    assert refusal.value.code == WHY_NOT
    story.act(story.operator, assignment.release, first[0].task_id)
    assert step(story, story.operator) == ["both", "both"]
    story.decide(story.operator, first[0].task_id, "approve")
    assert step(story, story.operator) == []
    with pytest.raises(Forbidden):
        story.act(story.operator, assignment.claim, first[1].task_id)
    approve(story, other)
    assert case.number


def test_where_nobody_else_is_left_the_task_is_marked(story: Story, case: CaseView) -> None:
    approve(story, story.operator)
    (stuck,) = story.read(story.operator, lists.unattended)
    assert stuck.element_id == "second"
    another = staff(story.platform, "operator")
    story.run()
    assert story.read(another, lists.unattended) == []
    assert step(story, another) == ["second"]
    assert case.number


def test_taking_a_decision_back_frees_its_person(story: Story, case: CaseView, other: str) -> None:
    task_id = approve(story, story.operator)
    story.act(story.operator, taking_back.take_back, task_id, "看错了")
    story.act(story.operator, assignment.release, story.to_do(story.operator)[0].task_id)
    approve(story, other)
    assert step(story, story.operator) == ["second"]
    assert case.number


def test_ending_the_last_expert_marks_what_waits_for_one(story: Story, case: CaseView, other: str) -> None:
    expert = staff(story.platform, "expert", name="孙专家")
    with story.platform.begin() as work:
        work.session.add(
            Expert(
                user_id=expert, name="孙专家", fields=[], industries=[], years_in_industry=5, profile={},
                words=document("孙专家"), enrolled_at=work.now, changed_at=work.now, state="active",
            )
        )  # fmt: skip
    for person in (story.operator, other, story.operator, other):
        approve(story, person)
    assert step(story, expert) == ["expert"]
    assert story.read(story.operator, lists.unattended) == []
    story.act(story.operator, experts.change_state, expert, "end", "不再担任")
    story.run()
    (stuck,) = story.read(story.operator, lists.unattended)
    assert (stuck.element_id, stuck.case.id) == ("expert", case.id)
    assert step(story, expert) == []


@pytest.mark.parametrize(
    ("old", "new", "code", "said"),
    [
        ('unlike="first"', 'unlike="frist"', "bpmn.unknown_step", "first"),
        ('unlike="first"', 'unlike="second"', "bpmn.same_person", "second"),
        ('unlike="first"', 'unlike="first" each="another"', "bpmn.not_repeated", "each"),
        ('keep="never"', 'each="everybody"', "bpmn.unknown_setting", "another"),
        ('candidateGroups="operator"', 'assignee="=applicant"', "bpmn.same_person", "first"),
    ],
)
def test_lint_tells_what_cannot_be(old: str, new: str, code: str, said: str) -> None:
    text = DIAGRAM.read_text("utf-8").replace(old, new)
    problems = [problem for problem in lint({"apart.bpmn": text.encode()}) if problem.code == code]
    assert problems
    assert said in problems[0].message("en")


def test_lint_has_nothing_against_it_as_it_is() -> None:
    assert [problem.code for problem in lint({"apart.bpmn": DIAGRAM.read_bytes()})] == []
