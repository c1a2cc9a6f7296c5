"""The last vote of a repeated step is taken back as any other; what the others said stands."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine import Engine, InvalidState
from tests.engine.acting import Story
from tests.engine.test_concurrency import together


def voting(engine: Engine, how: str = "all", *people: str) -> Story:
    return Story(engine, "votes", how=how, people=list(people or ("a", "b")))


def test_the_last_vote_is_taken_back_and_the_other_stands(engine: Engine) -> None:
    story = voting(engine)
    story.complete("all:a", vote="yes")
    story.complete("all:b", vote="no")
    assert story.open() == ["next"]
    again = story.take_back("all")
    assert (again.assignee, story.open()) == ("b", ["all:b"])
    story.complete("all:b", vote="yes")
    assert (story.open(), story.variables["all_votes"]) == (["next"], ["yes", "yes"])
    story.consistent()
    story.take_back("all")
    assert story.open() == ["all:b"], "and once more"
    story.complete("all:b", vote="no")
    assert story.variables["all_votes"] == ["yes", "no"]
    story.consistent()


def test_who_voted_before_the_last_cannot_take_the_step_back(engine: Engine) -> None:
    story = voting(engine)
    first = story.task("all:a")
    story.complete("all:a", "all:b")
    with pytest.raises(InvalidState) as refused:
        story.act("a", "take_back", first)
    assert refused.value.details["reason"] == "left_scope"
    assert story.open() == ["next"]


def test_whom_the_last_vote_spared_is_asked_again(engine: Engine) -> None:
    story = voting(engine, "two", "a", "b", "c", "d")
    story.complete("two:d", vote="yes")
    last = story.task("two:b")
    story.complete("two:b", vote="no")
    assert (story.open(), story.variables["two_votes"]) == (["next"], [None, "no", None, "yes"])
    story.act("b", "take_back", last)
    assert story.open() == ["two:a", "two:b", "two:c"]
    story.complete("two:c", vote="no")
    assert (story.open(), story.variables["two_votes"]) == (["next"], [None, None, "no", "yes"])
    story.consistent()


def test_the_last_of_those_who_vote_in_turn(engine: Engine) -> None:
    story = voting(engine, "turn", "a", "b", "c")
    for vote in ("yes", "no", "perhaps"):
        story.complete("turn", vote=vote)
    story.take_back("turn")
    assert story.open() == ["turn:c"]
    story.complete("turn", vote="no")
    assert (story.open(), story.variables["turn_votes"]) == (["next"], ["yes", "no", "no"])
    story.consistent()


def test_what_waits_at_the_step_waits_again(engine: Engine, clock) -> None:
    story = voting(engine)
    story.complete("all:a", "all:b")
    story.take_back("all")
    clock.now += timedelta(hours=49)
    engine.run_due_jobs()
    assert story.open() == []
    story.consistent()


def test_not_once_the_next_step_is_claimed_or_the_list_is_another(engine: Engine) -> None:
    story = voting(engine)
    story.complete("all:a", "all:b")
    story.act("bob", "claim", story.task("next"))
    with pytest.raises(InvalidState) as touched:
        story.take_back("all")
    assert touched.value.details["reason"] == "touched"
    other = voting(engine)
    other.complete("all:a", "all:b")
    with engine.begin(actor="ann") as work:
        work.runtime.set_variables(other.instance.id, {"people": ["a"]})
    with pytest.raises(InvalidState) as changed:
        other.take_back("all")
    assert changed.value.details["reason"] == "touched"
    assert other.open() == ["next"]
    other.consistent()


@pytest.mark.parametrize("what", ["claim", "complete"])
def test_taken_back_while_the_next_step_is_decided_gives_one_winner(engine: Engine, what: str) -> None:
    story = voting(engine)
    story.complete("all:a", "all:b")
    done, following = story.done("all"), story.task("next")
    outcomes = together(
        [lambda: story.act("b", "take_back", done), lambda: story.act("bob", what, following)]
    )
    assert sum(isinstance(outcome, Exception) for outcome in outcomes) == 1
    assert story.open() in (["all:b"], ["next:bob"] if what == "claim" else [])
    story.consistent()


def test_a_vote_taken_back_while_the_last_is_given_leaves_no_half(engine: Engine) -> None:
    story = voting(engine)
    first = story.task("all:a")
    story.complete("all:a")
    last = story.task("all:b")
    together([lambda: story.act("a", "take_back", first), lambda: story.act("b", "complete", last)])
    assert story.open() in (["all:a"], ["next"])
    story.consistent()
    if story.open() == ["all:a"]:
        story.complete("all:a")
    assert story.open() == ["next"]
    story.consistent()
