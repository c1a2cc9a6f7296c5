"""Activities that start with several tokens, and leave several."""

from __future__ import annotations

from tests.engine.spiff.rig import Rig


def ordered(**variables: object) -> Rig:
    rig = Rig("quantities", {"who": "ann", **variables})
    rig.complete("order")
    assert rig.waiting() == ["task:make", "task:make", "task:make"]
    return rig


def test_an_activity_leaves_and_starts_with_as_many_tokens_as_it_says() -> None:
    rig = ordered()
    rig.complete("make")
    assert rig.waiting() == ["task:make", "task:make"]
    rig.complete("make")
    assert rig.waiting() == ["task:make", "task:ship"]
    rig.complete("ship")
    assert rig.waiting() == ["task:make"]


def test_too_few_tokens_are_an_incident() -> None:
    rig = ordered()
    for _ in range(3):
        rig.complete("make")
    assert rig.waiting() == ["incident:ship", "task:ship"]
    assert rig.open["incident"][rig.token("incident", "ship")].code == "join_starved"


def test_what_cannot_start_is_tried_again_with_the_tokens_that_have_come() -> None:
    rig = ordered(who=1.5)
    rig.set(who=["nobody"])
    rig.complete("make")
    rig.complete("make")
    assert rig.open["incident"][rig.token("incident", "ship")].code == "not_text"
    rig.set(who="bob")
    rig.retry("ship")
    assert rig.waiting() == ["task:make", "task:ship"]
