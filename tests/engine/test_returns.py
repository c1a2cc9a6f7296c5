"""Back to any earlier step: out of nested parallel branches, multi-instances, loops and called processes."""

from __future__ import annotations

import pytest

from engine import Answer, InvalidArgument
from tests.engine.acting import Story
from tests.engine.test_concurrency import together


@pytest.fixture
def story(engine) -> Story:
    story = Story(engine, "returning", experts=["x", "y"])
    story.complete("apply")
    return story


def test_inside_its_own_branch_the_others_go_on(story):
    story.complete("a1", "a3", "b1")
    assert story.open() == ["a2", "a4", "b2"]
    assert story.earlier("a4") == ["a3", "a1", "apply"], "b1 runs beside, a2 is not done"
    story.return_to("a4", "a3")
    assert story.open() == ["a2", "a3", "b2"]
    story.complete("a3", "a4", "a2", "b2")
    assert story.open() == ["panel:x", "panel:y"]
    story.consistent()


def test_before_an_inner_fork_both_its_branches_stop(story):
    story.complete("a1", "a2", "a3")
    story.return_to("a4", "a1")
    assert story.open() == ["a1", "b1"], "a2 had come to the join, and is to come again"
    story.complete("a1", "a2", "a3", "a4", "b1", "b2")
    assert story.open() == ["panel:x", "panel:y"]
    story.consistent()


def test_out_of_twice_nested_branches_everything_stops(story):
    story.complete("a1", "a2", "b1", "b2")
    assert story.open() == ["a3"]
    story.return_to("a3", "apply")
    assert story.open() == ["apply"]
    story.complete("apply", "a1", "a2", "a3", "a4", "b1", "b2")
    assert story.open() == ["panel:x", "panel:y"]
    story.consistent()


def test_a_step_beside_is_not_an_earlier_one(story):
    story.complete("b1")
    with pytest.raises(InvalidArgument, match="runs beside"):
        story.return_to("a1", "b1")
    assert story.open() == ["a1", "b2"]
    story.consistent()


def test_into_branches_that_were_joined_they_are_come_to_again(story):
    story.complete("a1", "a2", "a3", "a4", "b1", "b2", "panel:x")
    assert sorted(story.earlier("panel:y")) == ["a1", "a2", "a3", "a4", "apply", "b1", "b2"]
    story.return_to("panel:y", "a2")
    assert story.open() == ["a1", "b1"], "the fork before the branches"
    story.consistent()


def test_a_multi_instance_that_is_over_is_asked_as_a_whole(story):
    story.complete("a1", "a2", "a3", "a4", "b1", "b2", "panel:x", "panel:y")
    story.return_to("final", "panel")
    assert story.open() == ["panel:x", "panel:y"]
    story.consistent()


def test_in_a_loop_paths_do_not_grow(story, engine):
    for _ in range(5):
        story.complete("a1", "a2", "a3", "a4", "b1", "b2", "panel:x", "panel:y")
        story.complete("final", result="return")
        story.complete("apply")
    assert max(len(task.position or "") for task in story.tasks()) < 30
    story.complete("a1")
    story.return_to("a2", "apply")
    assert story.open() == ["apply"]
    story.consistent()


def test_what_the_outside_answers_is_not_asked_again(engine):
    kept: set[str] = set()

    def answer(work, instance, opened):
        name = f"{opened.element_id}:{opened.assignee}" if opened.assignee else opened.element_id
        return Answer({"vote": "kept"}, f"by_{name}", "kept") if name in kept else None

    engine.answer = answer
    story = Story(engine, "returning", experts=["x", "y"])
    story.complete("apply", "a1", "a2", "a3", "a4", "b1", "b2")
    story.complete("panel:x", vote="yes")
    kept |= {"a1", "a2", "a3", "b1", "b2", "panel:x"}
    story.return_to("panel:y", "apply")
    story.complete("apply")
    assert story.open() == ["a4"]
    assert story.done("a2").close_reason == "answered"
    assert story.done("a2").closed_by == "by_a2"
    story.complete("a4")
    assert story.open() == ["panel:y"]
    story.complete("panel:y", vote="no")
    assert story.variables["votes"] == ["kept", "no"]
    assert story.earlier("final")[0] == "panel"
    story.return_to("final", "a2")
    assert story.open() == ["a4"], "what was answered is an earlier step too"
    story.consistent()


@pytest.fixture
def calls(engine) -> Story:
    engine.handlers = {"publish": lambda job: None}
    story = Story(engine, "returning_calls", "returning_called", process="outer")
    story.complete("first")
    return story


def test_from_a_called_process_to_its_caller(calls):
    calls.complete("i1")
    assert calls.earlier("i2") == ["i1", "first"]
    calls.return_to("i2", "first")
    assert calls.open() == ["first"]
    assert calls.done("i2").close_reason == "completed", "whoever returned it has decided, not been stopped"
    calls.complete("first", "i1", "i2")
    assert calls.open() == ["c1"]
    calls.consistent()


def test_inside_a_called_process(calls):
    calls.complete("i1")
    calls.return_to("i2", "i1")
    assert calls.open() == ["i1"]
    calls.complete("i1", "i2", "c1", "c2")
    assert calls.open() == ["last"]
    calls.consistent()


def test_into_a_called_process_and_a_subprocess_that_have_ended(calls):
    calls.complete("i1", "i2", "c1", "c2")
    assert calls.earlier("last") == ["c2", "c1", "i2", "i1", "first"]
    calls.return_to("last", "c2")
    assert calls.open() == ["c1"], "a subprocess is come to from its beginning"
    calls.return_to("c1", "i2")
    assert calls.open() == ["i1"]
    calls.complete("i1", "i2", "c1", "c2")
    assert calls.open() == ["last"]
    calls.consistent()


def test_a_case_from_before_positions_were_kept_returns_as_a_whole(story, engine):
    story.complete("a1", "b1")
    with engine.begin() as work:
        work.connection.exec_driver_sql("UPDATE engine_task SET position = NULL")
    assert story.earlier("b2") == ["b1", "a1", "apply"]
    story.return_to("b2", "apply")
    assert story.open() == ["apply"]


def test_returned_and_decided_beside_at_once_both_wait_for_each_other(story, engine):
    story.complete("a1", "b1")
    back, beside, target = story.task("a2"), story.task("b2"), story.done("apply")
    outcomes = together(
        [
            lambda: story.act("ann", "return_to", back, target.id),
            lambda: story.act("bob", "complete", beside),
        ]
    )
    assert outcomes[0] is None
    assert outcomes[1] is None or outcomes[1].details["reason"] == "cancelled", "the return was first"
    assert story.open() == ["apply"]
    story.consistent()


def test_two_who_return_the_same_task_get_one_winner(story):
    story.complete("a1")
    task, target = story.task("a2"), story.done("apply")
    outcomes = together([lambda who=who: story.act(who, "return_to", task, target.id) for who in ("p", "q")])
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Conflict", "NoneType"]
    assert story.open() == ["apply"]
    story.consistent()
