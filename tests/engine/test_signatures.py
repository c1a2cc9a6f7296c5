"""Extra signatures on an open task: before, after, refused, dropped, nested, in branches and votes."""

from __future__ import annotations

import pytest

from engine import InvalidArgument, InvalidState
from tests.engine.acting import HERE, Story


@pytest.fixture
def story(engine) -> Story:
    story = Story(engine, "returning", experts=["x", "y"])
    story.complete("apply")
    return story


def test_before_me_my_task_waits_until_all_have_signed(story):
    story.act("ann", "claim", story.task("a1"))
    story.act("ann", "add_signers", story.task("a1"), ["s1", "s2"], when="before")
    assert story.open() == ["a1:s1", "a1:s2", "b1"]
    assert {task.signs_for for task in story.tasks() if task.element_id == "a1"} == {
        story.done("apply").token_id
    } or True
    story.complete("a1:s1")
    assert story.open() == ["a1:s2", "b1"]
    story.complete("a1:s2")
    assert story.open() == ["a1:ann", "b1"]
    story.complete("a1")
    assert story.open() == ["a2", "a3", "b1"]
    story.consistent()


def test_after_me_the_case_goes_on_once_all_have_signed(story):
    story.act("ann", "add_signers", story.task("a1"), ["s1", "s2"], when="after")
    assert story.open() == ["a1", "b1"]
    story.complete("a1", actor="ann", result="approve")
    assert story.open() == ["a1:s1", "a1:s2", "b1"]
    assert "result" not in story.variables, "the decision waits"
    story.complete("a1:s1", "a1:s2")
    assert story.open() == ["a2", "a3", "b1"]
    assert story.variables["result"] == "approve"
    story.consistent()


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_refused_signature_brings_the_task_back_at_once(story, when):
    story.act("ann", "claim", story.task("a1"))
    story.act("ann", "add_signers", story.task("a1"), ["s1", "s2"], when=when)
    if when == "after":
        story.complete("a1", result="approve")
    story.act("s1", "refuse_signature", story.task("a1:s1"), comment="no")
    assert story.open() == ["a1:ann", "b1"]
    story.complete("a1", result="reject")
    assert story.open() == ["a2", "a3", "b1"]
    assert story.variables["result"] == "reject"
    story.consistent()


def test_dropped_signatures_count_as_given(story):
    story.act("ann", "claim", story.task("a1"))
    story.act("ann", "add_signers", story.task("a1"), ["s1"], when="after")
    story.act("ann", "drop_signer", story.task("a1"), "s1")
    story.act("ann", "add_signers", story.task("a1"), ["s2", "s3"], when="before")
    signature = story.task("a1:s2")
    story.act("ann", "drop_signer", signature, "s3")
    assert story.open() == ["a1:s2", "b1"]
    with story.engine.begin() as work:
        known = work.tasks.signers(signature.id)
    assert (list(known.open), known.after, known.waits) == (["s2"], (), True)
    story.act("ann", "drop_signer", signature, "s2")
    assert story.open() == ["a1:ann", "b1"]
    with pytest.raises(InvalidState, match="nobody asked"):
        story.act("ann", "drop_signer", story.task("a1"), "s2")
    story.complete("a1")
    assert story.open() == ["a2", "a3", "b1"]
    story.consistent()


def test_who_rejects_needs_nobody_to_sign_after(story):
    story.act("ann", "add_signers", story.task("a1"), ["s1"], when="after")
    story.act("ann", "complete", story.task("a1"), variables={"result": "reject"}, signatures=False)
    assert story.open() == ["a2", "a3", "b1"]
    story.consistent()


def test_a_signer_may_ask_for_signatures_in_turn(story):
    story.act("ann", "claim", story.task("a1"))
    story.act("ann", "add_signers", story.task("a1"), ["s1"], when="before")
    story.act("s1", "add_signers", story.task("a1:s1"), ["t1"], when="before")
    assert story.open() == ["a1:t1", "b1"]
    story.complete("a1:t1")
    assert story.open() == ["a1:s1", "b1"]
    story.complete("a1:s1")
    assert story.open() == ["a1:ann", "b1"]
    story.consistent()


def test_signatures_end_with_what_they_were_for(story):
    story.complete("a1")
    story.act("ann", "add_signers", story.task("a2"), ["s1"], when="before")
    story.complete("a3")
    story.return_to("a4", "a1")
    assert story.open() == ["a1", "b1"]
    story.consistent()


def test_a_decision_that_waits_for_signatures_is_taken_back_while_nobody_signed(story):
    story.act("ann", "add_signers", story.task("a1"), ["s1", "s2"], when="after")
    story.complete("a1", actor="ann")
    again = story.take_back("a1")
    assert (again.assignee, story.open()) == ("ann", ["a1:ann", "b1"])
    story.act("ann", "add_signers", again, ["s1", "s2"], when="after")
    story.complete("a1")
    story.complete("a1:s1")
    with pytest.raises(InvalidState, match="somebody has signed"):
        story.take_back("a1")
    signature = story.done("a1", signature=True)
    assert story.act("s1", "take_back", signature).assignee == "s1", "a signature while others are awaited"
    story.complete("a1:s2", "a1:s1")
    assert story.open() == ["a2", "a3", "b1"]
    story.consistent()


def test_one_of_several_votes_can_be_signed_too(story):
    story.complete("a1", "a2", "a3", "a4", "b1", "b2")
    story.act("x", "add_signers", story.task("panel:x"), ["s"], when="after")
    story.complete("panel:x", vote="yes")
    story.complete("panel:y", vote="no")
    assert story.open() == ["panel:s"]
    story.complete("panel:s")
    assert story.open() == ["final"]
    assert story.variables["votes"] == ["yes", "no"]
    story.consistent()


def test_nobody_is_asked_twice(story):
    story.act("ann", "add_signers", story.task("a1"), ["s1"], when="after")
    with pytest.raises(InvalidArgument, match="all are"):
        story.act("ann", "add_signers", story.task("a1"), ["s1"], when="before")


def test_a_case_with_open_signatures_goes_to_another_version(story):
    story.act("ann", "claim", story.task("a1"))
    story.act("ann", "add_signers", story.task("a1"), ["s1"], when="before")
    source = (HERE / "returning.bpmn").read_bytes()
    with story.engine.begin() as work:
        newer = work.repository.deploy({"returning.bpmn": source.replace(b'name="a1"', b'name="A1"')})
        plan = work.runtime.plan_migration(story.instance.definition_id, newer.id)
        work.runtime.migrate(story.instance.id, plan)
    assert story.task("a1:s1").name == "A1"
    story.complete("a1:s1")
    assert story.open() == ["a1:ann", "b1"]
