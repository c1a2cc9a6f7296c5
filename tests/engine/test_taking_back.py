"""A decision is taken back while nobody has touched what came of it, and never afterwards."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine import Conflict, InvalidState
from engine.job_runs import run_job
from tests.engine.acting import Story
from tests.engine.test_concurrency import together
from tests.engine.test_statements import counted


@pytest.fixture
def story(engine) -> Story:
    return Story(engine, "returning", experts=["x", "y"])


@pytest.fixture
def calls(engine) -> Story:
    engine.handlers = {"publish": lambda job: None}
    return Story(engine, "returning_calls", "returning_called", process="outer")


def test_both_branches_of_a_fork_are_taken_away_again(story):
    story.complete("apply")
    again = story.take_back("apply")
    assert (again.element_id, again.assignee, story.open()) == ("apply", "by_apply", ["apply:by_apply"])
    story.complete("apply", "a1", "a2", "a3", "a4", "b1", "b2")
    assert story.open() == ["panel:x", "panel:y"]
    story.consistent()


def test_from_a_join_that_waits(story):
    story.complete("apply", "a1", "a3", "a4")
    assert story.open() == ["a2", "b1"]
    story.take_back("a4")
    assert story.open() == ["a2", "a4:by_a4", "b1"]
    story.complete("a2", "a4", "b1", "b2")
    assert story.open() == ["panel:x", "panel:y"]
    story.consistent()


def test_from_joins_that_were_passed_the_others_wait_again(story):
    story.complete("apply", "a1", "a3", "a4", "b1", "b2", "a2")
    assert story.open() == ["panel:x", "panel:y"]
    story.take_back("a2")
    assert story.open() == ["a2:by_a2"]
    story.complete("a2")
    assert story.open() == ["panel:x", "panel:y"]
    story.consistent()


def test_from_a_join_behind_a_join_that_was_passed(story):
    story.complete("apply", "a1", "a3", "a4", "a2")
    assert story.open() == ["b1"]
    story.take_back("a2")
    assert story.open() == ["a2:by_a2", "b1"]
    story.complete("a2", "b1", "b2")
    assert story.open() == ["panel:x", "panel:y"]
    story.consistent()


def test_one_vote_of_several(story):
    story.complete("apply", "a1", "a3", "a4", "b1", "b2", "a2")
    story.complete("panel:x", vote="yes")
    again = story.take_back("panel")
    assert (again.assignee, story.open()) == ("x", ["panel:x", "panel:y"])
    story.complete("panel:y", vote="no")
    story.complete("panel:x", vote="perhaps")
    assert story.variables["votes"] == ["perhaps", "no"]
    story.consistent()


def test_not_after_somebody_claimed_the_next_step(story):
    story.complete("apply")
    story.act("bob", "claim", story.task("b1"))
    with pytest.raises(InvalidState, match="untouched") as refused:
        story.take_back("apply")
    assert refused.value.details["reason"] == "touched"
    with story.engine.begin(actor="by_apply") as work:
        assert work.tasks.take_back_refusal(story.done("apply").id) is not None
    story.act("bob", "release", story.task("b1"))
    with story.engine.begin(actor="by_apply") as work:
        assert work.tasks.take_back_refusal(story.done("apply").id) is None
    story.take_back("apply")
    story.consistent()


def test_not_after_the_next_step_was_done(story):
    story.complete("apply", "b1")
    with pytest.raises(InvalidState, match="gone on"):
        story.take_back("apply")
    assert story.open() == ["a1", "b2"]
    story.consistent()


def test_not_what_somebody_else_decided(story):
    story.complete("apply")
    with pytest.raises(Conflict):
        story.act("eve", "take_back", story.done("apply"))


def test_not_once_the_platform_has_acted(calls):
    calls.complete("first", "i1", "i2", "c1", "c2", "last")
    again = calls.take_back("last")
    assert again.element_id == "last", "the job had not been done, and is withdrawn"
    calls.complete("last")
    calls.engine.run_due_jobs()
    with pytest.raises(InvalidState):
        calls.take_back("last")
    assert calls.open() == ["archive"]
    calls.consistent()


def test_a_call_is_taken_away_while_nobody_has_worked_in_it(calls):
    calls.complete("first")
    calls.take_back("first")
    assert calls.open() == ["first:by_first"]
    calls.complete("first", "i1")
    with pytest.raises(InvalidState):
        calls.take_back("first")
    assert calls.open() == ["i2"]
    calls.consistent()


def test_not_out_of_a_scope_that_has_been_left(calls):
    calls.complete("first", "i1", "i2")
    with pytest.raises(InvalidState) as ended:
        calls.take_back("i2")
    assert ended.value.details["reason"] == "ended"
    calls.complete("c1", "c2")
    with pytest.raises(InvalidState) as left:
        calls.take_back("c2")
    assert left.value.details["reason"] == "left_scope"
    assert calls.open() == ["last"]


def test_taken_back_and_claimed_at_once_gives_one_winner(story):
    story.complete("apply", "a1", "a2", "a3", "b1")
    done, following = story.done("b1"), story.task("b2")
    outcomes = together(
        [lambda: story.act("by_b1", "take_back", done), lambda: story.act("bob", "claim", following)]
    )
    assert sum(isinstance(outcome, Exception) for outcome in outcomes) == 1
    assert story.open() in (["a4", "b1:by_b1"], ["a4", "b2:bob"])
    story.consistent()


def test_taking_back_costs_the_same_in_a_long_case(story, engine):
    lengths = []
    for _ in range(8):
        story.complete("apply")
        done = story.done("apply")
        with counted(engine) as statements, engine.begin(actor="by_apply") as work:
            work.tasks.take_back(done.id)
        lengths.append(len(statements))
        story.complete("apply", "a1", "a2", "a3", "a4", "b1", "b2", "panel:x", "panel:y")
        story.complete("final", result="return")
    assert len(set(lengths[1:])) == 1, lengths
    assert lengths[0] <= 14


def test_what_was_taken_back_is_undone_once_only(engine):
    story = Story(engine, "paid_and_undone", people=["x", "y"])
    story.complete("pay")
    story.take_back("pay")
    story.complete("pay", "sign:x", "sign:y")
    story.take_back("sign")
    story.complete("sign", "check")
    assert story.open() == ["cancel_signatures"], "the last finished is undone first"
    story.complete("cancel_signatures")
    assert story.open() == ["refund"], "the signatures that were taken back left no memory"
    story.complete("refund")
    assert story.open() == [], "nor did the payment"
    story.consistent()


@pytest.fixture
def telling(engine) -> Story:
    story = Story(engine, "telling")
    with engine.begin() as work:
        work.runtime.start("listening")
    return story


def decide_and_hold(story: Story, clock) -> None:
    task = story.task("decide")
    with story.engine.begin(actor="judge") as work:
        work.tasks.complete(task.id, hold_until=clock.now + timedelta(minutes=2))


def states(story: Story) -> set[tuple[str, str]]:
    """What runs and what was told: (process, state) of instances, (name, key) of messages that wait."""
    with story.engine.begin() as work:
        rows = work.connection.exec_driver_sql("SELECT name, correlation_key FROM engine_message")
        ran = work.connection.exec_driver_sql("SELECT process_id, state FROM engine_instance")
        return {tuple(row) for row in [*rows, *ran]}


def test_what_is_thrown_waits_and_goes_with_the_decision(telling, clock):
    decide_and_hold(telling, clock)
    telling.engine.run_due_jobs()
    assert states(telling) == {("telling", "active"), ("listening", "active")}
    assert telling.take_back("decide").element_id == "decide"
    clock.advance(minutes=3)
    telling.engine.run_due_jobs()
    assert states(telling) == {("telling", "active"), ("listening", "active")}
    telling.consistent()


def test_what_was_thrown_is_delivered_when_its_time_has_come_and_then_the_decision_stands(telling, clock):
    decide_and_hold(telling, clock)
    clock.advance(minutes=3)
    telling.engine.run_due_jobs()
    assert states(telling) == {("told", "k"), ("telling", "active"), ("listening", "completed")}
    with pytest.raises(InvalidState, match="told"):
        telling.take_back("decide")


def test_nothing_is_taken_back_once_one_of_two_is_delivered(telling, clock):
    decide_and_hold(telling, clock)
    with telling.engine.begin() as work:
        (said,) = [job.id for job in work.jobs.list() if job.kind == "message"]
    assert run_job(telling.engine, said, now=clock.now)
    with pytest.raises(InvalidState, match="told"):
        telling.take_back("decide")
