"""Decisions made at once and taken back at once: `moves.bpmn` beside."""

from __future__ import annotations

import pytest

from tests.factories.people import staff
from tests.workflows.approvals.actions.test_moves import DATA, FILES
from tests.workflows.approvals.conftest import Story
from tests.workflows.approvals.team.test_lists_team import Begin
from tests.workflows.conftest import FixedClock
from workflows.approvals.actions import bulk, bulk_undo
from workflows.approvals.actions.bulk import BulkOutcome
from workflows.approvals.cases import submitting
from workflows.approvals.models import CaseEvent
from workflows.approvals.tasks import assignment
from workflows.ground.db import new_id
from workflows.ground.settings_store.operations import change


@pytest.fixture
def prices(story: Story) -> list[str]:
    """The tasks `price` of three cases, which the window may take back for five minutes."""
    experts = [staff(story.platform, "expert", name="评审")]
    with story.platform.begin(staff(story.platform, "admin")) as work:
        work.repository.deploy(FILES)
        change(work, {"decision_grace_minutes": 5})
    for _ in range(3):
        who = story.applicant()
        data = {**DATA, "experts": experts}
        story.act(who.user_id, submitting.submit, "moves", data, organisation_id=who.organisation_id)
    return [one.task_id for one in story.to_do(story.window)]


def approve(story: Story, tasks: list[str], bulk_id: str | None = None) -> None:
    outcomes = bulk.carry_out(Begin(story, story.window), tasks, bulk.approve("同意", bulk_id or new_id()))
    assert all(one.done for one in outcomes)
    story.run()


def take_back(story: Story, who: str, tasks: list[str]) -> list[BulkOutcome]:
    return bulk.carry_out(Begin(story, who), tasks, bulk_undo.take_back)


def codes(outcomes: list[BulkOutcome]) -> list[str | None]:
    return [None if one.refusal is None else one.refusal.code for one in outcomes]


def test_what_nobody_has_begun_is_taken_back_and_the_rest_says_why(
    story: Story, clock: FixedClock, prices: list[str]
):
    """14.9: one press; the case that somebody works on stands, with the reason."""
    bulk_id = new_id()
    approve(story, prices[:2], bulk_id)
    clock.pass_time(minutes=1)
    approve(story, prices[2:], bulk_id)
    (one,) = story.read(story.window, bulk_undo.undoable)
    assert one.task_ids == (prices[2], *sorted(prices[:2], reverse=True))
    assert (one.until - clock.now).total_seconds() == 240, "when the first of them stands"
    begun = next(item for item in story.to_do(story.operator) if item.element_id == "bank")
    story.act(story.operator, assignment.claim, begun.task_id)
    outcomes = take_back(story, story.window, list(one.task_ids))
    assert sorted(codes(outcomes), key=str) == [None, None, "approvals.take_back_touched"]
    (stands,) = [each.task_id for each in outcomes if not each.done]
    (left,) = story.read(story.window, bulk_undo.undoable)
    assert left.task_ids == (stands,)
    again = [each for each in story.to_do(story.window) if each.element_id == "price"]
    assert len(again) == 2
    with story.platform.begin() as work:
        told = work.session.query(CaseEvent).filter_by(kind="taken_back").count()
    assert told == 2


def test_once_its_time_is_over_a_decision_wants_a_reason_of_its_own(
    story: Story, clock: FixedClock, prices: list[str]
):
    approve(story, prices)
    clock.pass_time(minutes=5, seconds=1)
    assert story.read(story.window, bulk_undo.undoable) == []
    assert set(codes(take_back(story, story.window, prices))) == {"approvals.take_back_late"}


def test_nobody_takes_back_what_another_has_decided(story: Story, prices: list[str]):
    approve(story, prices)
    assert story.read(story.colleague, bulk_undo.undoable) == []
    assert set(codes(take_back(story, story.colleague, prices))) == {"approvals.not_yours"}
    assert set(codes(take_back(story, story.elsewhere, prices))) == {"approvals.task_not_found"}
    assert codes(take_back(story, story.window, ["nonsense"])) == ["approvals.task_not_found"]


def test_what_can_be_taken_back_costs_one_statement(story: Story, prices: list[str], statements: list[str]):
    approve(story, prices)
    with story.platform.begin(story.window) as work:
        who = story.read(story.window, lambda _, viewer: viewer)
        statements.clear()
        bulk_undo.undoable(work, who)
        assert len(statements) == 1
